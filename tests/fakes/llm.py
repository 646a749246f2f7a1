"""Models and histories in memory."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from bot.errors import ModelError
from bot.models.chat import Language, Person, Thread
from bot.models.document import Document
from bot.models.llm import Chunk, Destination, Exchange, Progress


class FakeAnswerer:
    """Says `pieces`, one each `gap_s`, then raises `error` if there is one; keeps the questions."""

    def __init__(
        self,
        pieces: Sequence[str | Chunk] = ("好的。",),
        *,
        error: ModelError | None = None,
        gap_s: float = 0.1,
    ) -> None:
        self.pieces = [Chunk(piece) if isinstance(piece, str) else piece for piece in pieces]
        self.error = error
        self.gap_s = gap_s
        self.asked: list[tuple[str, str | None, str | None]] = []

    async def answer(
        self,
        thread: Thread,
        question: str,
        *,
        speaker: Person | None = None,
        quoted: str | None = None,
        language: Language = "zh",
        cause: int | None = None,
    ) -> AsyncIterator[Chunk]:
        self.asked.append((question, speaker.name if speaker else None, quoted))
        for piece in self.pieces:
            yield piece
            await asyncio.sleep(self.gap_s)
        if self.error:
            raise self.error


class FakeSummarizer:
    """Reports and says what it was given; keeps the documents."""

    def __init__(
        self, items: Sequence[Chunk | Progress] = (Chunk("摘要"),), error: ModelError | None = None
    ) -> None:
        self.items = items
        self.error = error
        self.read: list[tuple[Document, str]] = []

    async def summarize(
        self, document: Document, *, wish: str = "", language: Language = "zh"
    ) -> AsyncIterator[Chunk | Progress]:
        self.read.append((document, wish))
        for item in self.items:
            yield item
        if self.error:
            raise self.error


class FakeHistory:
    """Implements `ports.talk.History`."""

    def __init__(self) -> None:
        self.threads: dict[Thread, list[Exchange]] = {}

    async def tail(self, thread: Thread, count: int) -> list[Exchange]:
        return self.threads.get(thread, [])[-count:] if count else []

    async def append(self, thread: Thread, exchange: Exchange) -> None:
        self.threads.setdefault(thread, []).append(exchange)

    async def clear(self, thread: Thread) -> None:
        self.threads.pop(thread, None)

    async def forget_speaker(self, thread: Thread, speaker_id: int) -> int:
        kept = [one for one in self.threads.get(thread, []) if one.speaker_id != speaker_id]
        forgotten = len(self.threads.get(thread, [])) - len(kept)
        self.threads[thread] = kept
        return forgotten


class FakeRouter:
    """Sends everything to one place; keeps what it was asked."""

    def __init__(self, destination: Destination = "ask") -> None:
        self.destination: Destination = destination
        self.routed: list[str] = []

    async def route(self, text: str) -> Destination:
        self.routed.append(text)
        return self.destination


class FakeCache:
    """Implements `ports.talk.Cache`; nothing runs out."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.ttls_s: dict[str, int] = {}

    async def get(self, key: str) -> str | None:
        return self.kept.get(key)

    async def set(self, key: str, value: str, ttl_s: int) -> None:
        self.kept[key] = value
        self.ttls_s[key] = ttl_s
