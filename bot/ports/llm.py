"""Protocols of the language model services, of conversation memory and of the cache.

What calls a model is told the `caller`, on whom the call counts (ports/usage.py); a `ModelError` may
therefore be `ModelBudgetSpent` or `ModelPaused`, and `StorageDown` is raised too.
"""

from collections.abc import AsyncIterator
from typing import Protocol

from bot.models.chat import Language, Person, Thread
from bot.models.document import Document
from bot.models.llm import Chunk, Destination, Exchange, Progress, SummaryPlan
from bot.models.usage import Caller


class Answerer(Protocol):
    """Answers questions and remembers the last exchanges of each thread."""

    def answer(  # noqa: PLR0913 -- all but the first two have names
        self,
        thread: Thread,
        question: str,
        *,
        caller: Caller,
        speaker: Person | None = None,
        quoted: str | None = None,
        language: Language = "zh",
        cause: int | None = None,
        replaces: int | None = None,
    ) -> AsyncIterator[Chunk]:
        """Stream an answer; store the exchange once the answer is whole, or reached its limit of length.

        The exchange with the cause `replaces` is left out of what the model sees, and the new one takes
        its place. A second call for the same `cause` (the id of an update) yields the stored answer.
        Raises a `ModelError`; the chunks before it are valid.
        """


class Summarizer(Protocol):
    """Summarises documents."""

    async def check(self, caller: Caller, tokens: int = 0) -> None:
        """Raise a `ModelError` where the caller may not begin a summary of so many tokens now."""

    async def plan(self, document: Document) -> SummaryPlan:
        """Estimate what a summary takes, before anything is counted or paid.

        Raises `DocumentError` over the limit of parts.
        """

    def summarize(
        self,
        document: Document,
        *,
        caller: Caller,
        instruction: str = "",
        language: Language = "zh",
    ) -> AsyncIterator[Chunk | Progress]:
        """Report progress, then stream the summary; raises a `ModelError`.

        `instruction`: what the person wants of the summary.
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

    async def route(self, text: str, caller: Caller) -> Destination:
        """Return "ask" where the command is unknown; never raises."""


class ConversationHistory(Protocol):
    """Stores the last exchanges of each thread, up to a limit of the store."""

    async def tail(self, thread: Thread, count: int) -> list[Exchange]:
        """Return the last `count` exchanges, oldest first."""

    async def append(self, thread: Thread, exchange: Exchange) -> None:
        """Add one; the oldest is dropped where the store is full."""

    async def replace(self, thread: Thread, cause: int, exchange: Exchange) -> None:
        """Put one in the place of the exchange with that cause; where there is none, add it."""

    async def clear(self, thread: Thread) -> None:
        """Delete all exchanges of the thread."""

    async def forget_speaker(self, thread: Thread, speaker_id: int) -> int:
        """Delete one person's exchanges of a thread; return how many."""


class Cache(Protocol):
    """Keeps texts that can be made again."""

    async def get(self, key: str) -> str | None:
        """Return the text of `key`; None where it is unknown or expired."""

    async def set(self, key: str, value: str, ttl_s: int) -> None:
        """Keep `value` for `ttl_s` seconds."""
