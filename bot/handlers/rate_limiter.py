"""The flood budget as PTB's rate limiter: every call that names a chat passes it.

A durable call waits, first come first served in its chat, for as long as its caller says
(`rate_limit_args`, in seconds). A call marked `COSMETIC` (an edit of a message that still grows) or `SIGN`
("typing…", a line of progress) is dropped where there is no room; one marked `RESERVED` was counted
before (`FloodRateLimiter.reserve`). A 429 blocks its own chat for as long as Telegram says, and no other.
"""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any
from weakref import WeakValueDictionary

from telegram.error import Forbidden, RetryAfter
from telegram.ext import BaseRateLimiter

from bot.handlers.transport import CallNotMade
from bot.metrics.counters import RETRY_AFTER, TELEGRAM_CALLS, of, stage
from bot.models.flood import PROMPT_S
from bot.ports.flood_budget import FloodBudget
from bot.work.retry import RetryPolicy

log = logging.getLogger(__name__)

COSMETIC = "cosmetic"
"""Marks a call that may be dropped (`rate_limit_args`)."""
SIGN = "sign"
"""Marks a cosmetic call that leaves more of the budget, and whose refusal says nothing about others."""
RESERVED = "reserved"
"""Marks a durable call for which the budget was taken before."""
MAX_REFUSALS = 5
"""429s after which a durable call is given up."""
MAX_WAIT_S = 900.0
"""Telegram has blocked bots for hours; no call waits that long, and none does unless its caller says how long."""
CLOSED_S = 60.0
"""How long a chat that refused the bot (403) gets no calls, unless it is marked open before.

Short, since only one replica receives the update that opens it, and any may deliver there next.
"""
_NOT_MADE = RetryPolicy(base_s=0.5, max_s=15, attempts=9, jitter=False)
"""A minute in all; without jitter, since the budget spreads the calls."""
_MIN_SLEEP_S = 0.001
"""What rounding leaves of a wait may be too little for a clock to pass."""

_Result = bool | dict[str, Any] | list[dict[str, Any]]
_Call = Callable[[], Awaitable[_Result]]


class CallDropped(Exception):
    """A cosmetic call was not made: the chat's budget is spent, or the server could not."""


class FloodRateLimiter(BaseRateLimiter[str | float]):
    """Makes calls as the budget allows.

    A durable call raises `RetryAfter` after `MAX_REFUSALS` 429s, or at once where it would wait for
    longer than it may, and `CallNotMade` where that repeats for a minute; a cosmetic one raises
    `CallDropped` in place of both. After `Forbidden` every call to the chat raises the same for
    `CLOSED_S`, or until `open`. Other errors pass through.
    """

    def __init__(self, budget: FloodBudget) -> None:
        self.budget = budget
        self._locks: WeakValueDictionary[int | str, asyncio.Lock] = WeakValueDictionary()
        self._closed_until: dict[int | str, float] = {}

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    def open(self, chat_id: int | str) -> None:
        """Allow calls to a chat that refused the bot."""
        self._closed_until.pop(chat_id, None)

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, _Result]],
        args: Any,  # noqa: ANN401 -- PTB's signature
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: str | float | None,
    ) -> _Result:
        """Make the call when its chat may be called; a call that names no chat is made at once.

        `rate_limit_args`: how long it may wait, in seconds; None: `MAX_WAIT_S`. Or one of the marks.
        """
        chat_id = data.get("chat_id")
        if chat_id is None:
            return await callback(*args, **kwargs)

        count = _count(endpoint, data)

        async def call() -> _Result:
            outcome = "failed"
            try:
                with stage("telegram"):
                    result = await callback(*args, **kwargs)
                outcome = "ok"
                return result
            finally:
                of(TELEGRAM_CALLS, endpoint, outcome).inc()

        try:
            if rate_limit_args in {COSMETIC, SIGN}:
                return await self._cosmetic(chat_id, endpoint, call, sign=rate_limit_args == SIGN)
            return await self._durable(chat_id, endpoint, call, rate_limit_args, count)
        except Forbidden:
            if rate_limit_args != SIGN:
                self._close(chat_id)
            raise

    async def reserve(self, chat_id: int | str) -> None:
        """Count the chat's next call, which is then made with the mark `RESERVED`.

        Raises `RetryAfter` where the chat may not be called within `PROMPT_S`, and `Forbidden`.
        """
        await self._wait(chat_id, PROMPT_S, 1)

    async def _durable(
        self, chat_id: int | str, endpoint: str, call: _Call, wait: str | float | None, count: int
    ) -> _Result:
        """Make a call, again where Telegram did not carry it out."""
        is_counted = wait == RESERVED
        longest_s = (
            wait if isinstance(wait, int | float) else PROMPT_S if is_counted else MAX_WAIT_S
        )
        refused = failed = 0
        while True:
            if not is_counted:
                with stage("flood"):
                    await self._wait(chat_id, longest_s, count)
            is_counted = False
            try:
                return await call()
            except RetryAfter as error:
                await self._penalise(chat_id, endpoint, error)
                refused += 1
                if refused == MAX_REFUSALS:
                    raise
            except CallNotMade:
                failed += 1
                if failed == _NOT_MADE.attempts:
                    raise
                await asyncio.sleep(_NOT_MADE.pause_s(failed))

    async def _cosmetic(
        self, chat_id: int | str, endpoint: str, call: _Call, *, sign: bool
    ) -> _Result:
        """Make a call now or not at all."""
        self._refuse_if_closed(chat_id)
        if await self.budget.take(chat_id, cosmetic=True, sign=sign) > 0:
            of(TELEGRAM_CALLS, endpoint, "dropped").inc()
            raise CallDropped
        try:
            return await call()
        except RetryAfter as error:
            await self._penalise(chat_id, endpoint, error)
            raise CallDropped from error
        except CallNotMade as error:
            raise CallDropped from error

    async def _wait(self, chat_id: int | str, longest_s: float, count: int) -> None:
        """Wait for the budget; one call of a chat asks at a time, so that none overtakes another."""
        lock = self._locks.setdefault(chat_id, asyncio.Lock())
        if lock.locked():
            try:
                async with asyncio.timeout(longest_s):
                    await lock.acquire()
            except TimeoutError:
                raise RetryAfter(math.ceil(PROMPT_S)) from None
        else:
            await lock.acquire()
        try:
            while True:
                self._refuse_if_closed(chat_id)
                wait_s = await self.budget.take(chat_id, cosmetic=False, count=count)
                if wait_s <= 0:
                    return
                if wait_s > longest_s:
                    raise RetryAfter(math.ceil(wait_s))
                await asyncio.sleep(max(wait_s, _MIN_SLEEP_S))
        finally:
            lock.release()

    def _close(self, chat_id: int | str) -> None:
        """Remember that the chat refused the bot, and forget those whose time has passed."""
        now = asyncio.get_running_loop().time()
        closed = {chat: until for chat, until in self._closed_until.items() if until > now}
        closed.setdefault(chat_id, now + CLOSED_S)
        self._closed_until = closed

    def _refuse_if_closed(self, chat_id: int | str) -> None:
        until = self._closed_until.get(chat_id)
        if until is not None and asyncio.get_running_loop().time() < until:
            raise Forbidden("the chat is closed to the bot")

    async def _penalise(self, chat_id: int | str, endpoint: str, error: RetryAfter) -> None:
        wait_s = retry_after_s(error)
        RETRY_AFTER.inc()
        log.warning("429 on %s: chat %s is blocked for %.0f s", endpoint, chat_id, wait_s)
        await self.budget.penalise(chat_id, wait_s)


def _count(endpoint: str, data: dict[str, Any]) -> int:
    """As how many calls one counts: an album as one for each item, since each becomes a message."""
    return len(data["media"]) if endpoint == "sendMediaGroup" else 1


def retry_after_s(error: RetryAfter) -> float:
    """The error's retry_after: whole seconds in PTB or, with PTB_TIMEDELTA set, a timedelta."""
    wait = error.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()
