"""Digests without a model: the messages with the most replies, quoted, and labelled as no more than that."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from zoneinfo import ZoneInfo

from bot.models.chat import Language
from bot.models.chat_log import LoggedMessage
from bot.models.llm import Chunk, Progress, SummaryPlan
from bot.models.markdown import escaped
from bot.models.usage import Caller
from bot.texts import digest as texts

_MESSAGES = 8
_QUOTED_CHARS = 80
_LONG_CHARS = 40
"""Beyond it a message says no more for being longer."""


class OfflineDigester:
    """Implements `ports.llm.Digester` with messages as they are."""

    async def check(self, caller: Caller, tokens: int = 0) -> None:
        """It costs nothing, so it may always begin."""

    async def plan(self, messages: Sequence[LoggedMessage], *, zone: ZoneInfo) -> SummaryPlan:
        """No model reads any."""
        return SummaryPlan(1, 0)

    async def digest(
        self,
        messages: Sequence[LoggedMessage],
        *,
        cite: Callable[[LoggedMessage], str],
        zone: ZoneInfo,
        caller: Caller,
        language: Language = "zh",
    ) -> AsyncIterator[Chunk | Progress]:
        """Yield some messages, of those with the most replies, then of the longer ones."""
        yield Chunk(texts.EXCERPT.to(language) + "\n\n")
        for message in most_replied(messages):
            text = " ".join(message.text.split()).replace("@", "＠")
            cut = text[:_QUOTED_CHARS] + ("…" if len(text) > _QUOTED_CHARS else "")
            name = escaped(message.sender.replace("@", "＠"))
            line = texts.EXCERPT_LINE.to(language, name=name, text=escaped(cut))
            reference = cite(message)
            # What is no link quotes the message, which stands there already.
            yield Chunk(f"- {line} {reference}\n" if "](" in reference else f"- {line}\n")


def most_replied(messages: Sequence[LoggedMessage]) -> list[LoggedMessage]:
    """At most eight messages in their order."""
    replies = Counter(message.reply_to for message in messages)

    def weight(message: LoggedMessage) -> tuple[int, int]:
        return replies[message.message_id], min(len(message.text), _LONG_CHARS)

    chosen = sorted(messages, key=weight, reverse=True)[:_MESSAGES]
    return sorted(chosen, key=lambda message: message.message_id)
