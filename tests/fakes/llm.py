"""Language model services, conversation memory and cache in memory."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from bot.errors import ModelError
from bot.models.chat import Language, Person, Thread
from bot.models.llm import Chunk, Destination, Exchange
from bot.models.usage import Caller


class FakeAnswerer:
    """Yields `chunks`, one each `gap_s`, then raises `error` if there is one.

    `asked`: question, speaker and quoted text of each call; `causes`: its cause and what it replaces.
    """

    def __init__(
        self,
        chunks: Sequence[str | Chunk] = ("好的。",),
        *,
        error: ModelError | None = None,
        gap_s: float = 0.1,
    ) -> None:
        self.chunks = [Chunk(chunk) if isinstance(chunk, str) else chunk for chunk in chunks]
        self.error = error
        self.gap_s = gap_s
        self.asked: list[tuple[str, str | None, str | None]] = []
        self.causes: list[tuple[int | None, int | None]] = []
        self.callers: list[Caller] = []

    async def answer(
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
        self.asked.append((question, speaker.name if speaker else None, quoted))
        self.causes.append((cause, replaces))
        self.callers.append(caller)
        for chunk in self.chunks:
            yield chunk
            await asyncio.sleep(self.gap_s)
        if self.error:
            raise self.error


class FakeRouter:
    """Routes everything to one destination; records the texts."""

    def __init__(self, destination: Destination = "ask") -> None:
        self.destination: Destination = destination
        self.routed: list[str] = []

    async def route(self, text: str, caller: Caller) -> Destination:
        self.routed.append(text)
        return self.destination


class FakeHistory:
    """Implements `ports.llm.ConversationHistory`; see tests/contracts."""

    def __init__(self, keep: int = 100) -> None:
        self.keep = keep
        self.threads: dict[Thread, list[Exchange]] = {}

    async def tail(self, thread: Thread, count: int) -> list[Exchange]:
        return self.threads.get(thread, [])[-count:] if count > 0 else []

    async def append(self, thread: Thread, exchange: Exchange) -> None:
        self.threads[thread] = [*self.threads.get(thread, []), exchange][-self.keep :]

    async def replace(self, thread: Thread, cause: int, exchange: Exchange) -> None:
        exchanges = self.threads.setdefault(thread, [])
        for index, each in enumerate(exchanges):
            if each.cause == cause:
                exchanges[index] = exchange
                return
        await self.append(thread, exchange)

    async def clear(self, thread: Thread) -> None:
        self.threads.pop(thread, None)

    async def forget_speaker(self, thread: Thread, speaker_id: int) -> int:
        before = self.threads.get(thread, [])
        kept = [exchange for exchange in before if exchange.speaker_id != speaker_id]
        self.threads[thread] = kept
        return len(before) - len(kept)


class FakeCache:
    """Implements `ports.llm.Cache`; see tests/contracts. Time stands still unless `now_s` is set."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.kept: dict[str, str] = {}
        self.ttls_s: dict[str, int] = {}
        self._expires_at_s: dict[str, float] = {}

    async def get(self, key: str) -> str | None:
        return self.kept[key] if self._expires_at_s.get(key, 0) > self.now_s else None

    async def set(self, key: str, value: str, ttl_s: int) -> None:
        self.kept[key] = value
        self.ttls_s[key] = ttl_s
        self._expires_at_s[key] = self.now_s + ttl_s
