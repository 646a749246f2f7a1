"""What the commands need from a model, whichever it is (or none)."""

from collections.abc import AsyncIterator
from typing import Protocol

from bot.models.chat import Language, Person, Thread
from bot.models.document import Document
from bot.models.llm import Chunk, Destination, Exchange, Progress


class Answerer(Protocol):
    """Talks with people and remembers the last exchanges of each thread."""

    def answer(
        self,
        thread: Thread,
        question: str,
        *,
        speaker: Person | None = None,
        quoted: str | None = None,
        language: Language = "zh",
        cause: int | None = None,
    ) -> AsyncIterator[Chunk]:
        """Stream an answer; the exchange is remembered once it ended well.

        Asked again for the same `cause` (an update's id), the remembered answer comes back.

        Raises a `errors.ModelError`; what came before it stands.
        """


class Summarizer(Protocol):
    """Summarises documents."""

    def summarize(
        self, document: Document, *, wish: str = "", language: Language = "zh"
    ) -> AsyncIterator[Chunk | Progress]:
        """Report progress, then stream the summary; raises a `errors.ModelError`."""


class IdiomExplainer(Protocol):
    """Explains idioms."""

    def explain(self, word: str, language: Language) -> AsyncIterator[Chunk]:
        """Stream what an idiom means; raises a `errors.ModelError`."""


class Polisher(Protocol):
    """Improves a post's wording without changing what it says."""

    async def polish(self, text: str) -> str:
        """Return the polished text; raises a `errors.ModelError`."""


class Router(Protocol):
    """Finds out what free text wants."""

    async def route(self, text: str) -> Destination:
        """Never raises: what cannot be told is a question ("ask")."""


class ConversationHistory(Protocol):
    """The finished exchanges of each thread, bounded, oldest first."""

    async def tail(self, thread: Thread, count: int) -> list[Exchange]:
        """The last `count` exchanges."""

    async def append(self, thread: Thread, exchange: Exchange) -> None:
        """Add one; the oldest beyond `memory.keep` fall away."""

    async def clear(self, thread: Thread) -> None:
        """Forget the thread."""

    async def forget_speaker(self, thread: Thread, speaker_id: int) -> int:
        """Forget one person's exchanges of a group; return how many."""


class Cache(Protocol):
    """Texts that can be made again."""

    async def get(self, key: str) -> str | None:
        """What was kept under `key`, if it still is."""

    async def set(self, key: str, value: str, ttl_s: int) -> None:
        """Keep `value` for `ttl_s` seconds."""
