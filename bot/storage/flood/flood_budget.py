"""The flood budget in Redis, shared by all replicas, and one in this process for when it is away."""

import asyncio
import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.errors import StorageDown
from bot.models.flood import BucketLimits, FloodLimits
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.scripts import load_script

_SLOWER_S = 60.0
"""How long a chat goes at half its rate after a 429."""
_SLOWER = 0.5
_WINDOW_S = 60.0
_MANY_CHATS = 10_000


class RedisFloodBudget:
    """Implements `ports.flood_budget.FloodBudget` by one script a call and the server's clock.

    While Redis is away this process counts alone, so that people can still be told.
    """

    def __init__(self, redis: Redis, limits: FloodLimits) -> None:
        self._limits = limits
        self._alone = LocalFloodBudget(limits)
        self._pauses_s: dict[int | str, float] = {}
        self._take = load_script(redis, "flood/take.lua")
        self._penalise = load_script(redis, "flood/penalise.lua")

    async def take(self, chat_id: int | str, *, cosmetic: bool) -> float:
        """Take one call: 0, or in how many seconds to ask again."""
        chat, overall = self._limits.of(chat_id), self._limits.overall
        places = [keys.flood(chat_id), keys.flood(chat_id, "calls"), keys.flood("overall")]
        figures = [int(cosmetic), *_per_ms(chat), chat.per_minute, *_per_ms(overall)]
        try:
            wait_ms, tokens, left, free_ms = await self._take(places, figures)
        except StorageDown:
            wait_s = await self._alone.take(chat_id, cosmetic=cosmetic)
            pause_s = self._alone.pause_s(chat_id)
        else:
            wait_s = wait_ms / 1000
            pause_s = chat.pause_s(tokens / 1000, left=left, free_in_s=free_ms / 1000)
        if len(self._pauses_s) >= _MANY_CHATS:
            self._pauses_s.clear()
        self._pauses_s[chat_id] = wait_s or pause_s
        return wait_s

    def pause_s(self, chat_id: int | str) -> float:
        """How long the next cosmetic call best waits."""
        return self._pauses_s.get(chat_id, 0)

    async def penalise(self, chat_id: int | str, retry_after_s: float) -> None:
        """Block the chat for so long, whichever replica calls; remembered here too."""
        await self._alone.penalise(chat_id, retry_after_s)
        spans_ms = [math.ceil(retry_after_s * 1000), int(_SLOWER_S * 1000)]
        try:
            await self._penalise([keys.flood(chat_id)], spans_ms)
        except StorageDown:
            return


def _per_ms(allowance: BucketLimits) -> list[float]:
    return [allowance.capacity, allowance.per_s / 1000, allowance.reserve]


class LocalFloodBudget:
    """Implements `ports.flood_budget.FloodBudget` in this process, by the same rules.

    Args:
        limits: None where the server has none (self-hosted, benches): only a 429 makes a chat wait.
        clock: seconds that only grow; the event loop's by default.
    """

    def __init__(
        self, limits: FloodLimits | None, clock: Callable[[], float] | None = None
    ) -> None:
        self._limits = limits
        self._clock = clock or _loop_time
        self._chats: dict[int | str, _Chat] = {}
        self._overall: _Bucket | None = None

    async def take(self, chat_id: int | str, *, cosmetic: bool) -> float:
        """Take one call: 0, or in how many seconds to ask again."""
        now = self._clock()
        chat = self._chats.get(chat_id)
        if chat is not None and now < chat.blocked_until:
            return chat.blocked_until - now
        if self._limits is None:
            return 0.0
        chat = chat or self._open(chat_id, self._limits.of(chat_id), now)
        if self._overall is None:
            self._overall = _Bucket(self._limits.overall, self._limits.overall.capacity, now)
        chat.bucket.refill(now, _SLOWER if now < chat.slow_until else 1.0)
        self._overall.refill(now)
        wait_s = max(
            chat.bucket.wait_s(cosmetic=cosmetic),
            chat.room_in_s(now, cosmetic=cosmetic),
            self._overall.wait_s(cosmetic=cosmetic),
        )
        if wait_s <= 0:
            chat.bucket.tokens -= 1
            self._overall.tokens -= 1
            chat.calls.append(now)
        chat.pause_s = wait_s or chat.pace_s(now)
        return wait_s

    def pause_s(self, chat_id: int | str) -> float:
        """How long the next cosmetic call best waits."""
        chat = self._chats.get(chat_id)
        if chat is None or self._limits is None:
            return 0.0
        return max(chat.pause_s, chat.blocked_until - self._clock())

    async def penalise(self, chat_id: int | str, retry_after_s: float) -> None:
        """Block the chat for so long; a block that is there already is never shortened."""
        now = self._clock()
        allowance = (self._limits or FloodLimits()).of(chat_id)
        chat = self._chats.get(chat_id) or self._open(chat_id, allowance, now)
        chat.blocked_until = max(chat.blocked_until, now + retry_after_s)
        chat.slow_until = chat.blocked_until + _SLOWER_S
        chat.bucket.tokens, chat.bucket.at = 1, chat.blocked_until

    def _open(self, chat_id: int | str, allowance: BucketLimits, now: float) -> "_Chat":
        if len(self._chats) >= _MANY_CHATS:
            self._forget_idle(now)
        chat = _Chat(
            _Bucket(allowance, allowance.capacity, now), deque(maxlen=allowance.per_minute)
        )
        return self._chats.setdefault(chat_id, chat)

    def _forget_idle(self, now: float) -> None:
        self._chats = {
            chat_id: chat
            for chat_id, chat in self._chats.items()
            if now < max(chat.slow_until, chat.bucket.at + _WINDOW_S)
        }


@dataclass(slots=True)
class _Bucket:
    """Tokens that come back with time."""

    allowance: BucketLimits
    tokens: float
    at: float
    factor: float = 1.0

    def refill(self, now: float, factor: float = 1.0) -> None:
        gained = max(0.0, now - self.at) * self.allowance.per_s * factor
        self.tokens = min(self.allowance.capacity, self.tokens + gained)
        self.at, self.factor = max(now, self.at), factor

    def wait_s(self, *, cosmetic: bool) -> float:
        """In how many seconds there will be a token to spare, at the last refill's rate."""
        missing = 1 + (self.allowance.reserve if cosmetic else 0) - self.tokens
        # What is missing after an exact wait is a rounding error, no token.
        return missing / (self.allowance.per_s * self.factor) if missing > 1e-9 else 0.0


@dataclass(slots=True)
class _Chat:
    """What one chat has left; `calls`: when the last ones were, at most as many as a minute bears."""

    bucket: _Bucket
    calls: deque[float]
    blocked_until: float = field(default=-math.inf)
    slow_until: float = field(default=-math.inf)
    pause_s: float = 0

    def pace_s(self, now: float) -> float:
        """How long the next cosmetic call best waits, by what is left now."""
        allowance = self.bucket.allowance
        recent = [at for at in self.calls if at > now - _WINDOW_S]
        left = allowance.per_minute - int(allowance.reserve) - len(recent)
        free_in_s = recent[0] + _WINDOW_S - now if recent else 0
        return allowance.pause_s(self.bucket.tokens, left=left, free_in_s=free_in_s)

    def room_in_s(self, now: float, *, cosmetic: bool) -> float:
        """In how many seconds the minute has room."""
        allowance = self.bucket.allowance
        if not allowance.per_minute:
            return 0.0
        count = allowance.per_minute - int(allowance.reserve if cosmetic else 0)
        if len(self.calls) < count:
            return 0.0
        left_s = self.calls[-count] + _WINDOW_S - now
        # As with tokens: what is left after an exact wait is a rounding error.
        return left_s if left_s > 1e-9 else 0.0


def _loop_time() -> float:
    return asyncio.get_running_loop().time()


class OpenBudget:
    """Implements `ports.flood_budget.FloodBudget` without limits, for a server of one's own.

    A 429 is still obeyed: its chat is called again only after what the server asked for.
    """

    def __init__(self) -> None:
        self._blocked_until: dict[int | str, float] = {}

    async def take(self, chat_id: int | str, *, cosmetic: bool) -> float:
        """Take one call: 0, or in how many seconds the server wants to hear of the chat again."""
        until = self._blocked_until.get(chat_id)
        if until is None:
            return 0
        left_s = until - asyncio.get_running_loop().time()
        if left_s <= 0:
            del self._blocked_until[chat_id]
        return max(0, left_s)

    def pause_s(self, chat_id: int | str) -> float:
        """No limit, no pause."""
        return 0

    async def penalise(self, chat_id: int | str, retry_after_s: float) -> None:
        """Leave the chat alone for so long."""
        self._blocked_until[chat_id] = asyncio.get_running_loop().time() + retry_after_s
