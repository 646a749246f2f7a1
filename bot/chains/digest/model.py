"""Digests by a model: in one call where the messages fit it, else part by part."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from zoneinfo import ZoneInfo

from langchain_core.language_models import BaseChatModel

from bot.chains import prompts
from bot.chains.digest.marks import MessageMarks
from bot.chains.digest.transcript import transcript
from bot.chains.summarize import ModelSummarizer, SummaryPrompts
from bot.models.chat import Language
from bot.models.chat_log import LoggedMessage
from bot.models.document import Document
from bot.models.llm import Chunk, Progress, SummaryPlan
from bot.models.summary_style import SummaryWish
from bot.models.usage import Caller
from bot.ports.usage import UsageMeter

_PROMPTS = SummaryPrompts(prompts.DIGEST, prompts.DIGEST_PART, prompts.DIGEST_OF_NOTES)


class ModelDigester:
    """Implements `ports.llm.Digester`.

    Args:
        model: makes the notes and the digest.
        meter: the budget of calls.
        context_tokens: what the model reads in one call.
    """

    def __init__(self, model: BaseChatModel, meter: UsageMeter, *, context_tokens: int) -> None:
        self._summarizer = ModelSummarizer(
            model, _NoCache(), meter, context_tokens=context_tokens, summary_prompts=_PROMPTS
        )

    async def check(self, caller: Caller, tokens: int = 0) -> None:
        """Raise a `ModelError` where the caller may not begin a digest of so many tokens now."""
        await self._summarizer.check(caller, tokens)

    async def plan(self, messages: Sequence[LoggedMessage], *, zone: ZoneInfo) -> SummaryPlan:
        """Estimate the parts and tokens of a digest."""
        return await self._summarizer.plan(Document(transcript(messages, zone)))

    async def digest(
        self,
        messages: Sequence[LoggedMessage],
        *,
        cite: Callable[[LoggedMessage], str],
        zone: ZoneInfo,
        caller: Caller,
        language: Language = "zh",
    ) -> AsyncGenerator[Chunk | Progress, None]:
        """Report progress, then stream the digest with links."""
        marks = MessageMarks(messages, cite)
        document = Document(transcript(messages, zone))
        summary = self._summarizer.summarize(
            document, caller=caller, wish=SummaryWish(language=language)
        )
        async with aclosing(summary) as items:
            async for item in items:
                yield (
                    item
                    if isinstance(item, Progress)
                    else Chunk(marks.feed(item.text), thinking=item.thinking)
                )
        if rest := marks.end():
            yield Chunk(rest)


class _NoCache:
    """Implements `ports.llm.Cache`: what people said is kept nowhere but in the log of their chat."""

    async def get(self, key: str) -> str | None:
        """Nothing."""
        return None

    async def set(self, key: str, value: str, ttl_s: int) -> None:
        """Keep nothing."""
