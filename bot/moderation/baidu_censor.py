"""Baidu's text censor (内容审核): its verdicts, its limits and its daily quota.

One call for each chunk of at most 20,000 bytes, each in a slot of the account's limit of calls a
second. A text passes only with conclusion 1 (合规, compliant) on every chunk.
"""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from typing import Generic, TypeVar

from bot.errors import CensorBusy, CensorClosed, CensorDown
from bot.metrics.counters import CENSOR_CALLS, of
from bot.models.health import CensorState
from bot.models.post import CensorConclusion, CensorVerdict
from bot.moderation.baidu_http import CENSOR_PATH, BaiduHttp
from bot.moderation.baidu_responses import PROVIDER, QuotaOfTheDay, TokenRejected, read_verdict
from bot.moderation.baidu_token import BaiduToken
from bot.ports.posts import CallSlots

LIMIT_BYTES = 20_000
"""What one call takes (cloud.baidu.com/doc/ANTIPORN/s/Rk3h6xb3i)."""

OVERLAP_BYTES = 600
"""Chunks overlap by this much (200 characters), so that a word that is cut is whole in one of them."""

_BEIJING = timezone(timedelta(hours=8))
_PROBE_AFTER = timedelta(minutes=10)
_SEVERITY: dict[CensorConclusion, int] = {"pass": 0, "review": 1, "reject": 2}

S = TypeVar("S")


def _now() -> datetime:
    return datetime.now(_BEIJING)


class BaiduCensor(Generic[S]):
    """Judges a text by Baidu.

    Args:
        http: makes the calls.
        token: the access token.
        slots: the account's limit of calls a second.
        now: the time, aware.
        state: what alerts read of it.
    """

    def __init__(
        self,
        http: BaiduHttp,
        token: BaiduToken,
        slots: CallSlots[S],
        now: Callable[[], datetime] = _now,
        state: CensorState | None = None,
    ) -> None:
        self._http = http
        self._token = token
        self._slots = slots
        self._now = now
        self.state = state or CensorState()
        self._hold = _SlotHold()
        self._closed: CensorClosed | None = None
        self._closed_until = now()
        self._asking = asyncio.Lock()

    async def check(self, text: str) -> CensorVerdict:
        """Judge `text`, the worst of its chunks; raises a `errors.CensorError`."""
        self._raise_while_closed()
        verdicts = []
        try:
            for chunk in chunks_of(text):
                verdicts.append(await self._check_chunk(chunk, text))
                if verdicts[-1].kind == "reject":
                    break
        except CensorClosed as closed:
            self._close(closed)
            raise
        return _worst_of(verdicts)

    async def _check_chunk(self, chunk: str, text: str) -> CensorVerdict:
        token, slot = await self._token_and_slot()
        try:
            return await self._call(token, slot, chunk, text)
        except TokenRejected:
            await self._token.reject(token)
        token, slot = await self._token_and_slot()
        try:
            return await self._call(token, slot, chunk, text)
        except TokenRejected:
            # A fresh token was refused as well: a fault of Baidu's. The cause adds nothing.
            raise CensorDown from None

    async def _token_and_slot(self) -> tuple[str, S]:
        """The token and a slot, for one caller after the other: who asks first calls first."""
        async with self._asking:
            token = await self._token.get()
            return token, await self._slots.acquire()

    async def _call(self, token: str, slot: S, chunk: str, text: str) -> CensorVerdict:
        """One call in its slot; without a response the slot comes back by its lease."""
        # Shielded: a slot must not be lost when the worker is stopped while the response arrives.
        response = await asyncio.shield(
            self._http.post(CENSOR_PATH, {"access_token": token}, {"text": chunk})
        )
        outcome = "refused"
        try:
            verdict = read_verdict(response, text)
        except CensorBusy:
            outcome = "busy"
            self._hold.lengthen()
            raise
        except CensorDown:
            outcome = "down"
            raise
        except CensorClosed:
            outcome = "closed"
            raise
        else:
            self._hold.shorten()
            outcome = verdict.kind
            self.state.saw(is_closed=False)
            return verdict
        finally:
            of(CENSOR_CALLS, outcome).inc()
            if response is not None:
                await self._slots.release(slot, hold_ms=self._hold.ms)

    def _close(self, closed: CensorClosed) -> None:
        now = self._now()
        self._closed = closed
        self.state.saw(is_closed=True)
        self._closed_until = (
            _next_midnight(now) if isinstance(closed, QuotaOfTheDay) else now + _PROBE_AFTER
        )

    def _raise_while_closed(self) -> None:
        if self._closed is not None and self._now() < self._closed_until:
            raise self._closed.with_traceback(None)
        self._closed = None


class _SlotHold:
    """How long a slot stays closed after a response: a second, longer for a while after "too fast"."""

    _MIN_MS = 1000
    _MAX_MS = 8000
    _STEP_MS = 50

    def __init__(self) -> None:
        self.ms = self._MIN_MS

    def lengthen(self) -> None:
        self.ms = min(self.ms * 2, self._MAX_MS)

    def shorten(self) -> None:
        self.ms = max(self.ms - self._STEP_MS, self._MIN_MS)


def chunks_of(text: str) -> Iterator[str]:
    """Cut `text` at code points into chunks of at most LIMIT_BYTES bytes that overlap.

    >>> [len(chunk) for chunk in chunks_of("字" * 7000)]
    [6666, 534]
    """
    # A lone surrogate has no UTF-8; it cannot hide a word either.
    data = text.encode("utf-8", "replace")
    start = 0
    while True:
        end = _boundary(data, start + LIMIT_BYTES)
        yield data[start:end].decode("utf-8")
        if end >= len(data):
            return
        start = _boundary(data, end - OVERLAP_BYTES)


def _boundary(data: bytes, at: int) -> int:
    """The last position up to `at` at which a code point begins; at most the end."""
    if at >= len(data):
        return len(data)
    while data[at] & 0b1100_0000 == 0b1000_0000:
        at -= 1
    return at


def _worst_of(verdicts: list[CensorVerdict]) -> CensorVerdict:
    labels = dict.fromkeys(label for verdict in verdicts for label in verdict.labels)
    hits = dict.fromkeys(hit for verdict in verdicts for hit in verdict.hits)
    worst = max((verdict.kind for verdict in verdicts), key=_SEVERITY.__getitem__)
    return CensorVerdict(worst, PROVIDER, tuple(labels), tuple(hits))


def _next_midnight(now: datetime) -> datetime:
    """When Baidu's day ends."""
    tomorrow = now.astimezone(_BEIJING) + timedelta(days=1)
    return tomorrow.replace(hour=0, minute=0, second=0, microsecond=0)
