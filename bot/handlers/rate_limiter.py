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

from telegram.error import Forbidden, RetryAfter
from telegram.ext import BaseRateLimiter

from bot.handlers.transport import CallNotMade
from bot.ports.flood_budget import FloodBudget

log = logging.getLogger(__name__)

COSMETIC = "cosmetic"
"""Marks a call that may be dropped (`rate_limit_args`)."""
TRIES = 5
NOT_DONE_PAUSES_S = (0.5, 1, 2, 4, 8, 15, 15, 15)
"""Before a call that was surely not carried out is made again: a minute in all."""
PATIENCE_S = 900.0
"""Telegram has sent bots away for hours; nobody waits that long for an answer."""
_TICK_S = 0.001
"""The least wait: what is left of one by rounding may be too little for a clock to pass."""

CLOSED_S = 60.0
"""How long replies leave a chat alone that shut the bot out, unless the bot hears of it again.

Short, since that news reaches one process of the fleet only, and any may deliver there next.
"""

_Result = bool | dict[str, Any] | list[dict[str, Any]]
_Call = Callable[..., Coroutine[Any, Any, _Result]]


class CallDropped(Exception):
    """A cosmetic call was not made: the chat's budget is spent, or the server could not."""


class FloodRateLimiter(BaseRateLimiter[str]):
    """Lets calls through as the budget allows.

    A durable call raises `RetryAfter` after `TRIES` 429s, or at once where its chat is blocked for
    longer than `PATIENCE_S`, and `CallNotMade` after a minute of those; a cosmetic one raises `CallDropped`
    in place of both. Other errors pass through; after `Forbidden` the chat is left alone, and what
    waits there is refused with the same, for `CLOSED_S` or until `open`.
    """

    def __init__(self, budget: FloodBudget) -> None:
        self._budget = budget
        self._turns: WeakValueDictionary[int | str, asyncio.Lock] = WeakValueDictionary()
        self._closed_until: dict[int | str, float] = {}

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    def open(self, chat_id: int | str) -> None:
        """The bot hears of the chat again."""
        self._closed_until.pop(chat_id, None)

    def pause_s(self, chat_id: int | str) -> float:
        """How long a growing message of the chat best waits for its next edit."""
        return self._budget.pause_s(chat_id)

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
        self.refuse_if_closed(chat_id)
        try:
            if rate_limit_args == COSMETIC:
                return await self._once(chat_id, lambda: callback(*args, **kwargs))
            return await self._surely(chat_id, endpoint, lambda: callback(*args, **kwargs))
        except Forbidden:
            self._close(chat_id)
            raise

    async def _surely(
        self,
        chat_id: int | str,
        endpoint: str,
        call: Callable[[], Coroutine[Any, Any, _Result]],
    ) -> _Result:
        """Make a durable call, again where Telegram surely did not carry it out."""
        refused = 0
        pauses_s = iter(NOT_DONE_PAUSES_S)
        while True:
            await self._wait_turn(chat_id)
            self.refuse_if_closed(chat_id)
            try:
                return await call()
            except RetryAfter as error:
                await self._penalise(chat_id, endpoint, error)
                refused += 1
                if refused == TRIES:
                    raise
            except CallNotMade:
                pause_s = next(pauses_s, None)
                if pause_s is None:
                    raise
                await asyncio.sleep(pause_s)

    async def _once(
        self, chat_id: int | str, call: Callable[[], Coroutine[Any, Any, _Result]]
    ) -> _Result:
        """Make a cosmetic call now or never."""
        if await self._budget.take(chat_id, cosmetic=True) > 0:
            raise CallDropped
        try:
            return await call()
        except RetryAfter as error:
            await self._penalise(chat_id, COSMETIC, error)
            raise CallDropped from error
        except CallNotMade as error:
            raise CallDropped from error

    async def _wait_turn(self, chat_id: int | str) -> None:
        """Wait for the budget. One call a chat asks, so that none is overtaken in this process."""
        turn = self._turns.setdefault(chat_id, asyncio.Lock())
        async with turn:
            while (wait_s := await self._budget.take(chat_id, cosmetic=False)) > 0:
                if wait_s > PATIENCE_S:
                    raise RetryAfter(int(wait_s))
                await asyncio.sleep(max(wait_s, _TICK_S))

    def _close(self, chat_id: int | str) -> None:
        """Mark a chat that shut the bot out; what waits for its turn there is refused too."""
        now = asyncio.get_running_loop().time()
        closed = {chat: until for chat, until in self._closed_until.items() if until > now}
        closed.setdefault(chat_id, now + CLOSED_S)
        self._closed_until = closed

    def refuse_if_closed(self, chat_id: int | str) -> None:
        """Raise Forbidden, as Telegram did, where the chat shut the bot out a short while ago."""
        until = self._closed_until.get(chat_id)
        if until is not None and asyncio.get_running_loop().time() < until:
            raise Forbidden("the chat is closed to the bot")

    async def _penalise(self, chat_id: int | str, what: str, error: RetryAfter) -> None:
        retry_after_s = seconds_of(error)
        log.warning("429 on %s: chat %s waits %.0f s", what, chat_id, retry_after_s)
        await self._budget.penalise(chat_id, retry_after_s)


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram wants to be left alone; PTB tells whole seconds or, with PTB_TIMEDELTA set, a timedelta."""
    wait = error.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()
