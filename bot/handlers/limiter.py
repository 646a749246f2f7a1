"""The flood budget as PTB's rate limiter.

Every call that names a chat passes the budget. A durable call waits its turn, first come first
served; a call marked `COSMETIC` (typing, an edit of a message that still grows) is not made at all
when there is no room. A 429 blocks its own chat for as long as Telegram says and no other.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any
from weakref import WeakValueDictionary

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.ports.budget import Budget

log = logging.getLogger(__name__)

COSMETIC = "cosmetic"
"""Marks a call that may be dropped (`rate_limit_args`)."""
TRIES = 5
PATIENCE_S = 900.0
"""Telegram has sent bots away for hours; nobody waits that long for an answer."""

_Result = bool | dict[str, Any] | list[dict[str, Any]]
_Call = Callable[..., Coroutine[Any, Any, _Result]]


class Dropped(Exception):
    """A cosmetic call was not made: the chat's budget is spent."""


class FloodLimiter(BaseRateLimiter[str]):
    """Lets calls through as the budget allows.

    A durable call raises `RetryAfter` after `TRIES` 429s, or at once where its chat is blocked for
    longer than `PATIENCE_S`; a cosmetic one raises `Dropped`. Other errors pass through.
    """

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._turns: WeakValueDictionary[int | str, asyncio.Lock] = WeakValueDictionary()

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(
        self,
        callback: _Call,
        args: Any,  # noqa: ANN401 -- PTB's signature
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: str | None,
    ) -> _Result:
        """Make the call when its chat may be called; calls that name no chat pass at once."""
        chat_id = data.get("chat_id")
        if chat_id is None:
            return await callback(*args, **kwargs)
        if rate_limit_args == COSMETIC:
            return await self._once(chat_id, lambda: callback(*args, **kwargs))
        for _ in range(TRIES - 1):
            await self._wait_turn(chat_id)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                await self._penalise(chat_id, endpoint, error)
        await self._wait_turn(chat_id)
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as error:
            await self._penalise(chat_id, endpoint, error)
            raise

    async def _once(
        self, chat_id: int | str, call: Callable[[], Coroutine[Any, Any, _Result]]
    ) -> _Result:
        """Make a cosmetic call now or never."""
        if await self._budget.take(chat_id, cosmetic=True) > 0:
            raise Dropped
        try:
            return await call()
        except RetryAfter as error:
            await self._penalise(chat_id, COSMETIC, error)
            raise Dropped from error

    async def _wait_turn(self, chat_id: int | str) -> None:
        """Wait for the budget. One call a chat asks, so that none is overtaken in this process."""
        turn = self._turns.setdefault(chat_id, asyncio.Lock())
        async with turn:
            while (wait_s := await self._budget.take(chat_id, cosmetic=False)) > 0:
                if wait_s > PATIENCE_S:
                    raise RetryAfter(int(wait_s))
                await asyncio.sleep(wait_s)

    async def _penalise(self, chat_id: int | str, what: str, error: RetryAfter) -> None:
        retry_after_s = seconds_of(error)
        log.warning("429 on %s: chat %s waits %.0f s", what, chat_id, retry_after_s)
        await self._budget.penalise(chat_id, retry_after_s)


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram wants to be left alone; PTB tells whole seconds or, with PTB_TIMEDELTA set, a timedelta."""
    wait = error.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()
