"""Summaries of documents: in one call while they fit, else part by part.

Parts are read at the same time, each is kept in a cache by its content, and one that fails costs
only itself. Only the last step streams.
"""

import asyncio
import hashlib
import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from bot.chains import prompts
from bot.chains.chunks import generate_text, stream_chunks
from bot.chains.text_splitter import Part, split_text, with_page_marks
from bot.errors import ModelAuth, ModelError, ModelQuota, ModelTooLong
from bot.models.chat import Language
from bot.models.document import Document
from bot.models.llm import Chunk, Progress
from bot.ports.llm import Cache
from bot.texts import model as texts

_log = logging.getLogger(__name__)

_FILL = 0.6
_PART_TOKENS = 24_000
_AT_ONCE = 8
_TRIES = 2
_PAUSE_S = 1.0
_KEEP_S = 7 * 24 * 3600
_LEVELS = 3
_FORMAT = 1
_HOPELESS = (ModelAuth, ModelQuota)


@dataclass(frozen=True, slots=True)
class _Job:
    """What all parts of one summary share."""

    wish: str
    language: Language

    def system(self, template: str, **values: object) -> SystemMessage:
        text = template.format(language=prompts.LANGUAGE_NAMES[self.language], **values)
        wish = prompts.WISH.format(wish=self.wish) if self.wish else ""
        return SystemMessage(f"{text}\n{wish}".rstrip())


@dataclass(slots=True)
class _Notes:
    """What came of each part, in order; None where reading it failed."""

    parts: Sequence[Part]
    texts: list[str | None]
    errors: list[ModelError] = field(default_factory=list)

    def failed(self) -> list[Part]:
        return [part for part, text in zip(self.parts, self.texts, strict=True) if text is None]

    def whole(self) -> str:
        return "\n\n".join(text for text in self.texts if text is not None)


class ModelSummarizer:
    """Implements `ports.talk.Summaries`.

    Args:
        model: who reads and writes.
        cache: keeps the notes on parts, so that a second try pays only for what failed.
        context_tokens: what the model reads at once; 0.6 of it is filled at most, since the count
            is an estimate.
        count: tokens of a text.
    """

    def __init__(
        self,
        model: BaseChatModel,
        cache: Cache,
        *,
        context_tokens: int,
        count: Callable[[str], int],
    ) -> None:
        self._model = model
        self._cache = cache
        self._room = int(context_tokens * _FILL)
        self._part_tokens = min(_PART_TOKENS, self._room)
        self._count = count

    async def summarize(
        self, document: Document, *, wish: str = "", language: Language = "zh"
    ) -> AsyncGenerator[Chunk | Progress, None]:
        """Report progress, stream the summary, and name at its end the parts that failed."""
        job = _Job(wish, language)
        text, failed = with_page_marks(document), list[Part]()
        template = prompts.SUMMARIZE
        for _ in range(_LEVELS):
            if await asyncio.to_thread(self._count, text) <= self._room:
                break
            notes = await self._cut(text)
            async for progress in self._read_parts(notes, job):
                yield progress
            text, failed = notes.whole(), failed + notes.failed()
            template = f"{prompts.COMBINE}\n{prompts.SUMMARIZE}"
        else:
            raise ModelTooLong
        messages = [job.system(template), HumanMessage(prompts.DOCUMENT.format(text=text))]
        async for piece in stream_chunks(self._model, messages):
            yield piece
        if failed:
            yield Chunk("\n\n" + _named(failed, language))

    async def _cut(self, text: str) -> _Notes:
        parts = await asyncio.to_thread(split_text, text, self._part_tokens, self._count)
        return _Notes(parts, [None] * len(parts))

    async def _read_parts(self, notes: _Notes, job: _Job) -> AsyncIterator[Progress]:
        """Fill in the notes; raises a part's error only where all parts failed."""
        done: asyncio.Queue[None] = asyncio.Queue()
        total = len(notes.parts)
        # A task of its own: a generator must not be left between the ends of a task group.
        reading = asyncio.create_task(self._read_all(notes, job, done))
        reading.add_done_callback(lambda _: done.put_nowait(None))
        try:
            for count in range(total):
                yield Progress(count, total)
                await done.get()
                if reading.done():  # all is read, or a fault of ours ended it early
                    break
            await reading
            yield Progress(total, total)
        finally:
            reading.cancel()
            await asyncio.wait([reading])
        if len(notes.failed()) == total:
            raise notes.errors[-1]

    async def _read_all(self, notes: _Notes, job: _Job, done: asyncio.Queue[None]) -> None:
        places = asyncio.Semaphore(_AT_ONCE)

        async def read(index: int) -> None:
            async with places:
                await self._read(index, notes, job)
            done.put_nowait(None)

        async with asyncio.TaskGroup() as group:
            for index in range(len(notes.parts)):
                group.create_task(read(index))

    async def _read(self, index: int, notes: _Notes, job: _Job) -> None:
        """Note one part down, from the cache or by the model; a failure is noted, not raised."""
        part = notes.parts[index]
        key = self._key(part, job)
        text = await self._cache.get(key)
        if text is None:
            numbers = {"part": index + 1, "parts": len(notes.parts)}
            system = job.system(prompts.SUMMARIZE_PART, **numbers)
            text = await self._ask(
                [system, HumanMessage(prompts.DOCUMENT.format(text=part.text))], notes
            )
            if text is not None:
                await self._cache.set(key, text, _KEEP_S)
        notes.texts[index] = text

    async def _ask(self, messages: list[BaseMessage], notes: _Notes) -> str | None:
        for attempt in range(_TRIES):
            try:
                return await generate_text(self._model, messages)
            except ModelError as error:
                _log.warning("a part could not be summarised: %r", error)
                notes.errors.append(error)
                if isinstance(error, _HOPELESS):
                    break
            if attempt + 1 < _TRIES:
                await asyncio.sleep(_PAUSE_S)
        return None

    def _key(self, part: Part, job: _Job) -> str:
        name = getattr(self._model, "model_name", "")
        row = [_FORMAT, name, prompts.SUMMARIZE_PART, job.wish, job.language, part.text]
        return "part:" + hashlib.sha256(json.dumps(row).encode()).hexdigest()


def _named(failed: Sequence[Part], language: Language) -> str:
    """The sentence that says which parts are missing, by page where there are pages."""
    if all(part.pages for part in failed):
        where = ", ".join(part.pages_label() for part in failed)
        return texts.PAGES_MISSING.to(language, pages=where)
    return texts.PARTS_MISSING.to(language, count=len(failed))
