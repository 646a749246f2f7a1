"""Protocols of the language model services, of conversation memory and of the cache.

A method that calls a model takes the `caller`, whose budget it counts on (ports/usage.py); a `ModelError` may
therefore be `ModelBudgetSpent` or `ModelPaused`, and `StorageDown` is raised too.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.models.chat import Language, Thread
from bot.models.chat_log import LoggedMessage
from bot.models.document import Document
from bot.models.llm import (
    Chunk,
    Destination,
    Exchange,
    Progress,
    Question,
    RunningSummary,
    SummaryPlan,
)
from bot.models.summary_style import NO_WISH, SummaryWish
from bot.models.usage import Caller
from bot.ports.inbox import LeaderLease


class Answerer(Protocol):
    """Answers questions and remembers the last exchanges of each thread."""

    def answer(self, question: Question) -> AsyncIterator[Chunk]:
        """Stream an answer; store the exchange once the answer is whole, or reached its limit of length.

        What was written of an answer is stored too, marked as stopped, where the task is cancelled
        while it waits for a chunk, or where the answer reaches its limit of length.
        A second call for the same `cause` yields the stored answer, if that is whole.
        Raises a `ModelError`; the chunks before it are valid.
        """


class Summarizer(Protocol):
    """Summarises documents."""

    async def check(self, caller: Caller, tokens: int = 0) -> None:
        """Raise a `ModelError` where the caller may not begin a summary of so many tokens now."""

    async def plan(self, document: Document, wish: SummaryWish = NO_WISH) -> SummaryPlan:
        """Estimate what a summary takes, before anything is counted or paid; nothing if it was made before.

        Raises `DocumentError` over the limit of parts.
        """

    def summarize(
        self, document: Document, *, caller: Caller, wish: SummaryWish = NO_WISH
    ) -> AsyncIterator[Chunk | Progress]:
        """Report progress, then stream the summary; raises a `ModelError`.

        A summary that was made before, of the same text in the same way, comes at once.
        """


class Digester(Protocol):
    """Sums up what was said in a group."""

    async def check(self, caller: Caller, tokens: int = 0) -> None:
        """Raise a `ModelError` where the caller may not begin a digest of so many tokens now."""

    async def plan(self, messages: Sequence[LoggedMessage], *, zone: ZoneInfo) -> SummaryPlan:
        """Estimate the parts and tokens of a digest."""

    def digest(
        self,
        messages: Sequence[LoggedMessage],
        *,
        cite: Callable[[LoggedMessage], str],
        zone: ZoneInfo,
        caller: Caller,
        language: Language = "zh",
    ) -> AsyncIterator[Chunk | Progress]:
        """Report progress, then stream the digest in Markdown; raises a `ModelError`.

        `cite`: the Markdown that leads to a message. It follows what that message says, and nothing
        else; no other link has an address that is not shown. `zone`: of the times that a model reads.
        """


class IdiomExplainer(Protocol):
    """Explains idioms."""

    def explain(self, word: str, language: Language, caller: Caller) -> AsyncIterator[Chunk]:
        """Stream what an idiom means; raises a `ModelError`."""


class Polisher(Protocol):
    """Improves a post's wording without changing what it says."""

    async def polish(self, text: str, caller: Caller) -> str:
        """Return the polished text; raises a `ModelError`."""


class Router(Protocol):
    """Finds the command that free text asks for."""

    async def route(self, text: str, caller: Caller) -> Destination | None:
        """None where no usable answer came in time; never raises."""


class ConversationHistory(Protocol):
    """Stores the last exchanges of each thread, up to a limit of the store."""

    async def tail(self, thread: Thread, count: int) -> list[Exchange]:
        """Return the last `count` exchanges, oldest first."""

    async def append(
        self, thread: Thread, exchange: Exchange, *, replaces: int | None = None
    ) -> None:
        """Add one; the oldest is dropped where the store is full.

        It takes the place of the exchange whose `cause` is `replaces`, if there is one.
        """

    async def replace(self, thread: Thread, old: Exchange, new: Exchange) -> bool:
        """Put `new` in the place of `old`; False where that is gone."""

    async def clear(self, thread: Thread) -> None:
        """Delete all exchanges of the thread, and its running summary."""

    async def forget(self, chat_id: int, person_id: int) -> None:
        """Delete a person's exchanges in all threads of a chat, and those that have no speaker.

        A running summary that is made of such ones is deleted whole.
        """


class RunningSummaries(Protocol):
    """The running summary of each thread, made of exchanges that its history no longer holds."""

    async def read(self, thread: Thread) -> RunningSummary | None:
        """Return the summary, if there is one."""

    async def fold(
        self,
        thread: Thread,
        exchanges: Sequence[Exchange],
        before: RunningSummary | None,
        after: RunningSummary,
    ) -> bool:
        """Put `after` in the place of `before` and of the oldest `exchanges`, all at once.

        False, and nothing is changed, where the thread no longer begins with those.
        """

    def lease(self, thread: Thread) -> LeaderLease:
        """The right to fold in that thread, which one process has at a time."""


class Cache(Protocol):
    """Keeps texts that can be made again."""

    async def get(self, key: str) -> str | None:
        """Return the text of `key`; None where it is unknown or expired."""

    async def set(self, key: str, value: str, ttl_s: int) -> None:
        """Keep `value` for `ttl_s` seconds."""
