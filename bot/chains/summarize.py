"""Summarises documents: in one call where they fit the model, else part by part.

What the parts say is noted first (part_notes.py), and the summary of the notes is streamed. A whole
summary is cached by all that it depends on.
"""

import asyncio
import hashlib
import json
import math
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import NamedTuple

from langchain_core.language_models import BaseChatModel
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableConfig

from bot.chains import prompts
from bot.chains.chunks import stream_chunks
from bot.chains.metering import metered
from bot.chains.part_notes import KEPT_S, PartNotes, joined, progress_of
from bot.chains.refine import refine
from bot.chains.review import review_pipeline
from bot.chains.text_splitter import Part, split_text, with_page_marks
from bot.chains.token_count import count_tokens, estimate_tokens
from bot.errors import DocumentError, ModelBudgetSpent, ModelError, ModelTooLong
from bot.models.chat import Language
from bot.models.document import Document, DocumentProblem
from bot.models.llm import Chunk, Progress, SummaryPlan
from bot.models.summary_style import NO_WISH, SummaryStyle, SummaryWish
from bot.models.usage import Caller
from bot.ports.llm import Cache
from bot.ports.usage import UsageMeter
from bot.texts import model as texts
from bot.texts import usage

_CONTEXT_SHARE = 0.6
"""Of the context that is filled: newer models count other tokens than we do."""
_MAX_PART_TOKENS = 24_000
_MAX_LEVELS = 3
"""Notes, notes on notes, and so on; what is still too long then is refused."""
_CERTAINLY = 1.5
"""Of the limit; samples of a text tell its length to some percent."""
_PROMPTS = [
    prompt.pretty_repr()
    for prompt in (
        prompts.SUMMARY,
        prompts.SUMMARY_OF_NOTES,
        prompts.PART_NOTES,
        prompts.REFINED_SUMMARY,
        prompts.TRANSLATION,
        prompts.COMMENTS,
        prompts.REVIEW,
    )
]


class SummaryPrompts(NamedTuple):
    """The prompts of a text that fits the model, of a part of one that does not, and of their notes."""

    whole: ChatPromptTemplate
    part: ChatPromptTemplate
    of_notes: ChatPromptTemplate


DOCUMENT_PROMPTS = SummaryPrompts(prompts.SUMMARY, prompts.PART_NOTES, prompts.SUMMARY_OF_NOTES)
SEVERAL_PROMPTS = DOCUMENT_PROMPTS._replace(whole=prompts.SUMMARY_OF_SEVERAL)
"""Of the summaries of several documents."""


class ModelSummarizer:
    """Implements `ports.llm.Summarizer`.

    Args:
        model: makes the notes and the summary.
        cache: keeps the notes, so that a second request pays only for what failed in the first, and
            whole summaries.
        meter: the budget of calls.
        context_tokens: what the model reads in one call.
        max_parts: of a document; None: no limit.
        summary_prompts: what is asked; refined summaries and reviews have prompts of their own.
    """

    def __init__(
        self,
        model: BaseChatModel,
        cache: Cache,
        meter: UsageMeter,
        *,
        context_tokens: int,
        max_parts: int | None = None,
        summary_prompts: SummaryPrompts = DOCUMENT_PROMPTS,
    ) -> None:
        self._model = model
        self._prompts = summary_prompts
        self._part_notes = PartNotes(model, summary_prompts.part, cache)
        self._review = review_pipeline(model)
        self._cache = cache
        self._meter = meter
        self._max_parts = max_parts
        self._max_tokens = int(context_tokens * _CONTEXT_SHARE)
        self._part_tokens = min(_MAX_PART_TOKENS, self._max_tokens)

    async def check(self, caller: Caller, tokens: int = 0) -> None:
        """Raise a `ModelError` where the caller may not begin a summary of so many tokens now."""
        await self._meter.check(caller)
        left = await self._meter.tokens_left(caller) if tokens else None
        if left is not None and tokens > left:
            raise ModelBudgetSpent(usage.NOT_ENOUGH, needed=f"{tokens:,}", left=f"{left:,}")

    async def plan(self, document: Document, wish: SummaryWish = NO_WISH) -> SummaryPlan:
        """Estimate the parts and tokens of a summary; raises `DocumentError` over the limit."""
        key = await self._summary_key(document, _values(wish), wish.style)
        if await self._cache.get(key) is not None:
            return SummaryPlan(1, 0)
        tokens = await asyncio.to_thread(estimate_tokens, document.text)
        if tokens <= self._max_tokens:
            return SummaryPlan(1, tokens)
        parts = math.ceil(tokens / self._part_tokens)
        if self._max_parts is not None and parts > self._max_parts:
            raise DocumentError(
                DocumentProblem.TOO_MANY_PARTS,
                document.filename,
                parts=parts,
                limit=self._max_parts,
            )
        return SummaryPlan(parts, tokens)

    async def summarize(
        self, document: Document, *, caller: Caller, wish: SummaryWish = NO_WISH
    ) -> AsyncGenerator[Chunk | Progress, None]:
        """Report progress, stream the summary, and name at its end the parts that failed.

        A summary without such parts is kept, and comes at once the next time.
        """
        values = _values(wish)
        key = await self._summary_key(document, values, wish.style)
        kept = await self._cache.get(key)
        if kept is not None:
            yield Chunk(kept, made_before=True)
            return
        failed = list[Part]()
        pieces = list[str]()
        async with (
            metered(self._meter, caller, "summarize") as config,
            aclosing(self._write(document, values, wish.style, failed, config)) as items,
        ):
            async for item in items:
                if isinstance(item, Chunk):
                    pieces.append(item.text)
                yield item
        if failed:
            yield Chunk(f"\n\n{_missing(failed, wish.language)}")
        elif summary := "".join(pieces):
            await self._cache.set(key, summary, KEPT_S)

    async def _write(
        self,
        document: Document,
        values: dict[str, str],
        style: SummaryStyle,
        failed: list[Part],
        config: RunnableConfig,
    ) -> AsyncGenerator[Chunk | Progress, None]:
        """The summary by the method asked for; `failed` gets the parts that could not be read."""
        text = with_page_marks(document)
        if style.method == "refine" and not await asyncio.to_thread(self._fits, text):
            parts = await asyncio.to_thread(split_text, text, self._part_tokens, count_tokens)
            items = refine(self._model, parts, values, config)
        else:
            items = self._in_parts(text, values, style, failed, config)
        async with aclosing(items):
            async for item in items:
                yield item

    async def _in_parts(
        self,
        text: str,
        values: dict[str, str],
        style: SummaryStyle,
        failed: list[Part],
        config: RunnableConfig,
    ) -> AsyncGenerator[Chunk | Progress, None]:
        prompt, levels = self._prompts.whole, 0
        while not await asyncio.to_thread(self._fits, text):
            if levels == _MAX_LEVELS:
                raise ModelTooLong
            levels += 1
            parts = await asyncio.to_thread(split_text, text, self._part_tokens, count_tokens)
            tasks = self._part_notes.start(parts, values, config)
            async with aclosing(progress_of(tasks)) as progress:
                async for step in progress:
                    yield step
            notes = [task.result() for task in tasks]
            text = joined(notes)
            failed += [
                part
                for part, note in zip(parts, notes, strict=True)
                if isinstance(note, ModelError)
            ]
            prompt = self._prompts.of_notes
        asked = {**values, "text": prompts.as_data(text)}
        if style.method == "review":
            messages = await self._review.ainvoke(asked, config)
        else:
            messages = await prompt.ainvoke(asked)
        async for chunk in stream_chunks(self._model, messages, config):
            yield chunk

    def _fits(self, text: str) -> bool:
        """Does one call read it all? A text that is far too long is not counted to its end for that."""
        if estimate_tokens(text) > _CERTAINLY * self._max_tokens:
            return False
        return count_tokens(text) <= self._max_tokens

    async def _summary_key(
        self, document: Document, values: dict[str, str], style: SummaryStyle
    ) -> str:
        """All that a summary depends on; the file's name is not among it."""
        row = [getattr(self._model, "model_name", ""), _PROMPTS, style.method, values]
        row.append(self._prompts.whole.pretty_repr())
        row.append(with_page_marks(document))
        digest = await asyncio.to_thread(lambda: hashlib.sha256(json.dumps(row).encode()))
        return "summary:" + digest.hexdigest()


def _values(wish: SummaryWish) -> dict[str, str]:
    """What the prompts have of a wish."""
    style, instruction = wish.style, wish.instruction
    shapes = prompts.BULLET_SHAPES if style.bullets else prompts.SHAPES
    return {
        "language": style.language or prompts.LANGUAGE_NAMES[wish.language],
        "shape": shapes[style.length],
        "instruction": prompts.INSTRUCTION.format(instruction=instruction) if instruction else "",
    }


def _missing(failed: Sequence[Part], language: Language) -> str:
    """The sentence about the parts that could not be read, by page where there are pages."""
    if all(part.pages for part in failed):
        pages = ", ".join(part.pages_label() for part in failed)
        return texts.PAGES_MISSING.to(language, pages=pages)
    return texts.PARTS_MISSING.to(language, count=len(failed))
