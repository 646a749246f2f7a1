"""Takes notes on the parts of a text that is too long for one call.

Some parts are read at once, the notes on each are cached by its content, and a part that fails costs
only itself.
"""

import asyncio
import hashlib
import json
import logging
from collections.abc import AsyncGenerator, Sequence

from langchain_core.language_models import BaseChatModel
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableConfig

from bot.chains import prompts
from bot.chains.text_splitter import Part
from bot.errors import (
    ModelBlocked,
    ModelCut,
    ModelError,
    ModelFull,
    ModelSilent,
    ModelThrottled,
    ModelUnavailable,
)
from bot.models.llm import Progress
from bot.ports.llm import Cache
from bot.work.tasks import cancel_and_wait

log = logging.getLogger(__name__)

KEPT_S = 7 * 24 * 3600
"""How long notes and summaries are cached."""
_MAX_CONCURRENCY = 8
_RETRIED = (ModelThrottled, ModelUnavailable, ModelCut, ModelFull, ModelSilent, ModelBlocked)
"""Another attempt may end differently; any other error it would only repeat."""


class PartNotes:
    """Takes notes.

    Args:
        model: reads the parts.
        prompt: what is asked about each.
        cache: keeps the notes, so that a second request pays only for what failed in the first.
    """

    def __init__(self, model: BaseChatModel, prompt: ChatPromptTemplate, cache: Cache) -> None:
        self._model = model
        self._prompt = prompt
        self._cache = cache
        self._take_notes = (prompt | model | StrOutputParser()).with_retry(
            retry_if_exception_type=_RETRIED, stop_after_attempt=2
        )

    def start(
        self, parts: Sequence[Part], values: dict[str, str], config: RunnableConfig
    ) -> list[asyncio.Task[str | ModelError]]:
        """Begin to take notes on all parts; `values`: those of the prompt."""
        slots = asyncio.Semaphore(_MAX_CONCURRENCY)
        return [
            asyncio.create_task(
                self._notes(
                    {**values, "text": part.text, "part": n, "parts": len(parts)}, slots, config
                )
            )
            for n, part in enumerate(parts, 1)
        ]

    async def _notes(
        self, values: dict[str, str | int], slots: asyncio.Semaphore, config: RunnableConfig
    ) -> str | ModelError:
        """The notes on one part, from the cache or the model; its error is returned, not raised."""
        async with slots:
            key = self._cache_key(values)
            notes = await self._cache.get(key)
            if notes is None:
                try:
                    part = {**values, "text": prompts.as_data(str(values["text"]))}
                    notes = await self._take_notes.ainvoke(part, config)
                except ModelError as error:
                    log.warning("Part %s of %s failed: %r", values["part"], values["parts"], error)
                    return error
                await self._cache.set(key, notes, KEPT_S)
            return notes

    def _cache_key(self, values: dict[str, str | int]) -> str:
        """All that the notes depend on but the part's number, which changes as a document grows."""
        row = [
            getattr(self._model, "model_name", ""),
            self._prompt.pretty_repr(),
            *(values[name] for name in ("language", "instruction", "text")),
        ]
        return "part:" + hashlib.sha256(json.dumps(row).encode()).hexdigest()


async def progress_of(
    tasks: Sequence[asyncio.Task[str | ModelError]],
) -> AsyncGenerator[Progress, None]:
    """Report how many tasks are done; cancel the others where one raises or the caller leaves."""
    pending = set(tasks)
    finished = 0
    try:
        yield Progress(0, len(tasks))
        while pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
                finished += 1
                yield Progress(finished, len(tasks))
    finally:
        await cancel_and_wait(tasks)


def joined(notes: Sequence[str | ModelError]) -> str:
    """The notes as one text; raises the last error where there are no notes."""
    texts_only = [note for note in notes if isinstance(note, str)]
    if not texts_only and isinstance(notes[-1], ModelError):
        raise notes[-1]
    return "\n\n".join(texts_only)
