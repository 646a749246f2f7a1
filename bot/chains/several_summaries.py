"""Summarises several documents: each by itself, some at once, and then all of them in one summary."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING

from bot.errors import ModelBudgetSpent, ModelError, ModelPaused
from bot.models.chat import Language
from bot.models.document import Document, combined
from bot.models.llm import Chunk, Progress, SummaryPlan
from bot.models.markdown import escaped
from bot.models.summary_style import NO_WISH, SummaryWish
from bot.models.usage import Caller
from bot.texts import summarize as texts
from bot.work.tasks import cancel_and_wait

if TYPE_CHECKING:
    from bot.chains.summarize import ModelSummarizer  # imports langchain

_AT_ONCE = 4
"""Documents; each may have eight calls under way."""
_CONCERN_ALL = (ModelBudgetSpent, ModelPaused)
"""What ends the whole; after another error the other documents go on."""


class SeveralDocumentsSummarizer:
    """Implements `ports.llm.Summarizer`.

    Args:
        each: summarises a single document.
        over_all: summarises the summaries of several.
    """

    def __init__(self, each: "ModelSummarizer", over_all: "ModelSummarizer") -> None:
        self._each = each
        self._over_all = over_all

    async def check(self, caller: Caller, tokens: int = 0) -> None:
        """Raise a `ModelError` where the caller may not begin a summary of so many tokens now."""
        await self._each.check(caller, tokens)

    async def plan(self, document: Document, wish: SummaryWish = NO_WISH) -> SummaryPlan:
        """The parts and tokens of all; raises `DocumentError` over the limit of a single one."""
        plans = [await self._each.plan(member, wish) for member in document.members or (document,)]
        return SummaryPlan(sum(plan.parts for plan in plans), sum(plan.tokens for plan in plans))

    async def summarize(
        self, document: Document, *, caller: Caller, wish: SummaryWish = NO_WISH
    ) -> AsyncGenerator[Chunk | Progress, None]:
        """Of several: each summary below the name of its document as it is done, then that of all.

        What failed is said in its place; where everything fails, the last error is raised.
        """
        if not document.members:
            async with aclosing(self._each.summarize(document, caller=caller, wish=wish)) as items:
                async for item in items:
                    yield item
            return
        summaries = list[Document]()
        async with aclosing(self._members(document.members, caller, wish, summaries)) as items:
            async for item in items:
                yield item
        if len(summaries) < 2:
            return
        yield Chunk(f"{texts.OVER_ALL.to(wish.language)}\n\n")
        over_all = self._over_all.summarize(combined(summaries), caller=caller, wish=wish)
        async with aclosing(over_all) as items:
            async for item in items:
                if isinstance(item, Chunk):
                    yield item

    async def _members(
        self,
        members: Sequence[Document],
        caller: Caller,
        wish: SummaryWish,
        summaries: list[Document],
    ) -> AsyncGenerator[Chunk | Progress, None]:
        """The sections; `summaries` gets those that could be made."""
        slots = asyncio.Semaphore(_AT_ONCE)
        tasks = [
            asyncio.create_task(self._summary(member, caller, wish, slots)) for member in members
        ]
        error: ModelError | None = None
        try:
            for number, (member, task) in enumerate(zip(members, tasks, strict=True)):
                yield Progress(number, len(members))
                summary = await task
                if isinstance(summary, ModelError):
                    error, text = summary, summary.say(wish.language)
                else:
                    summaries.append(Document(summary, filename=member.filename))
                    text = summary
                yield Chunk(f"{section_title(number + 1, member, wish.language)}\n\n{text}\n\n")
        finally:
            await cancel_and_wait(tasks)
        if error and not summaries:
            raise error

    async def _summary(
        self, document: Document, caller: Caller, wish: SummaryWish, slots: asyncio.Semaphore
    ) -> str | ModelError:
        """The summary of one; its error is returned, not raised, unless it concerns all."""
        pieces = list[str]()
        async with slots:
            try:
                summary = self._each.summarize(document, caller=caller, wish=wish)
                async with aclosing(summary) as items:
                    async for item in items:
                        if isinstance(item, Chunk):
                            pieces.append(item.text)
            except _CONCERN_ALL:
                raise
            except ModelError as error:
                return error
        return "".join(pieces).strip()


def section_title(number: int, document: Document, language: Language) -> str:
    """The line above the summary of one of several documents."""
    text = texts.SECTION_PAGES if document.pages else texts.SECTION
    name = escaped(document.filename)
    return text.to(language, number=number, name=name, pages=len(document.pages))
