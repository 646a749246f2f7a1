"""The flood budget of one process: for a server without limits, and for when Redis is away."""

import asyncio
import math
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from bot.models.flood import WINDOW_S, ChatLimits, ChatRoom, FloodLimits
from bot.storage.flood.growing_messages import GrowingMessages

SLOWER_S = 60.0
"""How long a chat's tokens come at half the rate after a 429."""
_SLOWER = 0.5
_MANY_CHATS = 10_000
_ROUNDING_S = 1e-9
"""What is missing after an exact wait is a rounding error."""


class LocalFloodBudget:
    """Implements `ports.flood_budget.FloodBudget` in this process, by the rules of flood/take.lua.

    Args:
        limits: None where the server has none (self-hosted, benches): only a 429 makes a chat wait.
        clock: seconds that only grow; the event loop's by default.
    """

    def __init__(
        self, limits: FloodLimits | None, clock: Callable[[], float] | None = None
    ) -> None:
        self._is_unlimited = limits is None
        self._limits = limits or FloodLimits()
        self._clock = clock
        self._chats: dict[int | str, _Chat] = {}
        overall = self._limits.overall
        self._overall = _CallLog(overall.window_s, overall.step_s)
        self._growing = GrowingMessages(self._limits)

    def growing(self, chat_id: int | str) -> AbstractContextManager[None]:
        """Inside the block a message of the chat grows."""
        return self._growing.growing(chat_id)

    def pause_s(self, chat_id: int | str) -> float:
        """How long a growing message of the chat pauses before its next edit."""
        return self._growing.pause_s(chat_id)

    async def take(
        self, chat_id: int | str, *, cosmetic: bool, sign: bool = False, count: int = 1
    ) -> float:
        """Count a call and return 0, or return in how many seconds to ask again."""
        now = self._now_s()
        chat = self._chats.get(chat_id)
        if chat is not None and now < chat.blocked_until:
            self._growing.note(chat_id, chat.blocked_until - now, ChatRoom(0))
            return chat.blocked_until - now
        if self._is_unlimited:
            return 0.0
        chat = chat or self._open(chat_id, now)
        kept, overall_calls = self._shares(chat_id, cosmetic=cosmetic, sign=sign)
        wait_s = max(chat.wait_s(now, kept, count), self._overall.wait_s(now, overall_calls, count))
        if wait_s <= 0:
            chat.add_call(now, count)
            self._overall.add(now, count)
        if not (sign and wait_s > 0):  # an edit may go before a sign does
            self._growing.note(chat_id, wait_s, chat.room(now))
        return wait_s

    async def penalise(self, chat_id: int | str, retry_after_s: float) -> None:
        """Block the chat for so long; a block that is there already is never shortened."""
        now = self._now_s()
        chat = self._chats.get(chat_id) or self._open(chat_id, now)
        chat.blocked_until = max(chat.blocked_until, now + retry_after_s)
        chat.slow_until = chat.blocked_until + SLOWER_S
        chat.tokens, chat.at = 1, chat.blocked_until

    def _now_s(self) -> float:
        return self._clock() if self._clock else asyncio.get_running_loop().time()

    def _shares(self, chat_id: int | str, *, cosmetic: bool, sign: bool) -> tuple[int, int]:
        """How many calls of the chat the call must leave, and how many of all chats there may be."""
        overall = self._limits.overall
        if not cosmetic:
            return 0, overall.calls
        limits, growing = self._limits.of(chat_id), self._growing.count(chat_id)
        if sign:
            return limits.kept_by_sign(growing), overall.calls // 2
        return limits.kept(growing), overall.calls - overall.reserve

    def _open(self, chat_id: int | str, now: float) -> "_Chat":
        if len(self._chats) >= _MANY_CHATS:
            self._chats = {id_: chat for id_, chat in self._chats.items() if not chat.is_idle(now)}
        limits = self._limits.of(chat_id)
        return self._chats.setdefault(chat_id, _Chat(limits, limits.burst, now))


class _CallLog:
    """The calls of the last `window_s` seconds; each counts until a window after the end of its step."""

    def __init__(self, window_s: float, step_s: float = 0) -> None:
        self._window_s = window_s
        self._step_s = step_s
        self._calls: deque[list[float]] = deque()  # [end of the step, how many]

    def add(self, now: float, size: int) -> None:
        at = (math.floor(now / self._step_s) + 1) * self._step_s if self._step_s else now
        if self._calls and self._calls[-1][0] == at:
            self._calls[-1][1] += size
        else:
            self._calls.append([at, size])

    def count(self, now: float) -> int:
        while self._calls and self._calls[0][0] + self._window_s <= now + _ROUNDING_S:
            self._calls.popleft()
        return int(sum(count for _, count in self._calls))

    def wait_s(self, now: float, limit: int, size: int) -> float:
        """In how many seconds there is room for a call that counts as `size`."""
        missing = self.count(now) + min(size, limit) - limit
        wait_s = 0.0
        for at, count in self._calls:
            if missing <= 0:
                break
            missing -= int(count)
            wait_s = at + self._window_s - now
        return wait_s

    def free_in_s(self, now: float) -> float:
        """In how many seconds the oldest call is forgotten."""
        return self._calls[0][0] + self._window_s - now if self._calls else 0.0


@dataclass(slots=True)
class _Chat:
    """What one chat has left: a token bucket and the calls of the last minute."""

    limits: ChatLimits
    tokens: float
    at: float
    blocked_until: float = -math.inf
    slow_until: float = -math.inf
    calls: _CallLog = field(default_factory=lambda: _CallLog(WINDOW_S))

    def wait_s(self, now: float, kept: int, size: int) -> float:
        """In how many seconds a call that counts as `size` leaves `kept` others."""
        per_s = self.limits.per_s * (_SLOWER if now < self.slow_until else 1)
        gained = max(0.0, now - self.at) * per_s
        self.tokens, self.at = min(self.limits.burst, self.tokens + gained), max(now, self.at)
        until_token_s = (min(size, self.limits.burst) + kept - self.tokens) / per_s
        if until_token_s <= _ROUNDING_S:
            until_token_s = 0
        if not self.limits.per_minute:
            return until_token_s
        return max(until_token_s, self.calls.wait_s(now, self.limits.per_minute - kept, size))

    def add_call(self, now: float, size: int) -> None:
        self.tokens -= size
        if self.limits.per_minute:
            self.calls.add(now, size)

    def room(self, now: float) -> ChatRoom:
        left = self.limits.per_minute - self.calls.count(now)
        return ChatRoom(self.tokens, left, self.calls.free_in_s(now))

    def is_idle(self, now: float) -> bool:
        return now > max(self.slow_until, self.at + WINDOW_S)
