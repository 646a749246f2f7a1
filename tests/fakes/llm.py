"""Language model services, conversation memory and cache in memory."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from bot.errors import ModelError
from bot.models.chat import Thread
from bot.models.llm import (
    AnswerOptions,
    Chunk,
    Destination,
    Exchange,
    Question,
    RunningSummary,
)
from bot.models.usage import Caller


class FakeAnswerer:
    """Yields `chunks`, one each `gap_s`, then raises `error` if there is one.

    `asked`: question, speaker and quoted text of each call; `causes`: its cause and what it replaces;
    `documents`: what it was about.
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
        self.options: list[AnswerOptions] = []
        self.documents: list[str] = []

    async def answer(self, question: Question) -> AsyncIterator[Chunk]:
        speaker = question.speaker.name if question.speaker else None
        self.asked.append((question.text, speaker, question.quoted or None))
        self.causes.append((question.cause, question.replaces))
        self.callers.append(question.caller)
        self.options.append(question.options)
        self.documents.append(question.options.document)
        for chunk in self.chunks:
            yield chunk
            await asyncio.sleep(self.gap_s)
        if self.error:
            raise self.error


class FakeRouter:
    """Routes everything to one destination (None: it has no answer); records the texts."""

    def __init__(self, destination: Destination | None = "ask") -> None:
        self.destination = destination
        self.routed: list[str] = []

    async def route(self, text: str, caller: Caller) -> Destination | None:
        self.routed.append(text)
        return self.destination


class FakeHistory:
    """Implements `ports.llm.ConversationHistory`; see tests/contracts."""

    def __init__(self, keep: int = 100) -> None:
        self.keep = keep
        self.threads: dict[Thread, list[Exchange]] = {}
        self.summaries: dict[Thread, RunningSummary] = {}

    async def tail(self, thread: Thread, count: int) -> list[Exchange]:
        return self.threads.get(thread, [])[-count:] if count > 0 else []

    async def append(
        self, thread: Thread, exchange: Exchange, *, replaces: int | None = None
    ) -> None:
        for old in self.threads.get(thread, []):
            if replaces is not None and old.cause == replaces:
                await self.replace(thread, old, exchange)
                return
        self.threads[thread] = [*self.threads.get(thread, []), exchange][-self.keep :]

    async def replace(self, thread: Thread, old: Exchange, new: Exchange) -> bool:
        rows = self.threads.get(thread, [])
        if old not in rows:
            return False
        rows[rows.index(old)] = new
        return True

    async def clear(self, thread: Thread) -> None:
        self.threads.pop(thread, None)
        self.summaries.pop(thread, None)

    async def forget(self, chat_id: int, person_id: int) -> None:
        theirs = (None, person_id)
        for thread, rows in self.threads.items():
            if thread.chat_id == chat_id:
                self.threads[thread] = [row for row in rows if row.speaker_id not in theirs]
        for thread, summary in list(self.summaries.items()):
            if thread.chat_id == chat_id and not {*theirs}.isdisjoint(summary.people):
                del self.summaries[thread]


class FakeRunningSummaries:
    """Implements `ports.llm.RunningSummaries` over a `FakeHistory`; see tests/contracts."""

    def __init__(self, history: FakeHistory) -> None:
        self.history = history
        self.leases: dict[Thread, FakeLease] = {}

    async def read(self, thread: Thread) -> RunningSummary | None:
        return self.history.summaries.get(thread)

    async def fold(
        self,
        thread: Thread,
        exchanges: Sequence[Exchange],
        before: RunningSummary | None,
        after: RunningSummary,
    ) -> bool:
        rows = self.history.threads.get(thread, [])
        if await self.read(thread) != before or rows[: len(exchanges)] != list(exchanges):
            return False
        self.history.threads[thread] = rows[len(exchanges) :]
        self.history.summaries[thread] = after
        return True

    def lease(self, thread: Thread) -> "FakeLease":
        return FakeLease(self.leases, thread)


class FakeLease:
    """Implements `ports.inbox.LeaderLease`."""

    def __init__(self, leases: dict[Thread, "FakeLease"], thread: Thread) -> None:
        self._leases = leases
        self._thread = thread

    async def hold(self) -> bool:
        return self._leases.setdefault(self._thread, self) is self

    async def release(self) -> None:
        if self._leases.get(self._thread) is self:
            del self._leases[self._thread]


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
