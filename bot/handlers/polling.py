"""Long polling, by one process of the fleet at a time."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from telegram.error import Conflict, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.errors import StorageDown
from bot.handlers.rate_limiter import retry_after_s
from bot.ports.inbox import LeaderLease
from bot.work.tasks import cancel_and_wait

log = logging.getLogger(__name__)

POLL_S = 25
"""How long Telegram holds a getUpdates that has nothing to tell."""
_MOST_PAUSE_S = 10.0

Receive = Callable[[Sequence[dict[str, Any]]], Awaitable[None]]


class Poller:
    """Fetches updates while this process leads; another takes over when it dies or stops.

    The updates stay as Telegram wrote them: what this version of PTB does not know yet is stored
    as well, and nothing is parsed that another process may handle.

    Args:
        transport: for getUpdates only.
        url: of the bot, `https://…/bot<token>`.
        allowed: kinds of updates (Bot API: getUpdates, allowed_updates).
        leadership: held while polling.
        receive: stores updates; they are confirmed once it returns.
        renew_s: how often the leadership is renewed, or asked for.
    """

    def __init__(
        self,
        transport: BaseRequest,
        url: str,
        allowed: Sequence[str],
        leadership: LeaderLease,
        receive: Receive,
        *,
        renew_s: float,
    ) -> None:
        self._transport = transport
        self._url = url
        self._allowed = json.dumps(list(allowed))
        self._leadership = leadership
        self._receive = receive
        self._renew_s = renew_s
        self._offset = 0
        self._polling: asyncio.Task[None] | None = None
        self._leading: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Poll, or wait to."""
        self._leading = asyncio.create_task(self._lead())

    async def stop(self) -> None:
        """Poll no more and let another process lead. What came and was not stored comes again."""
        if self._leading is None:
            return
        await cancel_and_wait([self._leading])
        await self._stop_polling()
        with suppress(StorageDown):
            await self._leadership.release()
        self._leading = None

    async def _lead(self) -> None:
        while True:
            try:
                leads = await self._leadership.hold()
            except StorageDown:
                leads = self._polling is not None  # nobody else can take it now either
            if leads and (self._polling is None or self._polling.done()):
                _report_end(self._polling)
                self._polling = asyncio.create_task(self._poll())
            elif not leads:
                await self._stop_polling()
            await asyncio.sleep(self._renew_s)

    async def _stop_polling(self) -> None:
        polling, self._polling = self._polling, None
        if polling is not None:
            await cancel_and_wait([polling])

    async def _poll(self) -> None:
        """Fetch, store, confirm, for ever; a pause after each failure grows up to ten seconds."""
        pause_s = 0.5
        has_webhook = True
        while True:
            try:
                if has_webhook:
                    await self._call("deleteWebhook")
                    has_webhook = False
                await self._fetch()
                pause_s = 0.5
            except TelegramError as error:
                _report(error)
                wanted_s = retry_after_s(error) if isinstance(error, RetryAfter) else 0
                await asyncio.sleep(max(pause_s, wanted_s))
                pause_s = min(2 * pause_s, _MOST_PAUSE_S)

    async def _fetch(self) -> None:
        updates = await self._call(
            "getUpdates", offset=self._offset, timeout=POLL_S, allowed_updates=self._allowed
        )
        if updates:
            await self._receive(updates)
            self._offset = updates[-1]["update_id"] + 1

    async def _call(self, method: str, **parameters: object) -> Any:  # noqa: ANN401 -- what Telegram answers
        query = f"?{urlencode(parameters)}" if parameters else ""
        return await self._transport.post(f"{self._url}/{method}{query}", read_timeout=POLL_S + 10)


def _report_end(polling: asyncio.Task[None] | None) -> None:
    if polling is not None and not polling.cancelled():
        log.error("Polling broke off; beginning anew.", exc_info=polling.exception())


def _report(error: TelegramError) -> None:
    if isinstance(error, Conflict):
        log.error("A process outside this fleet polls with the same token; Telegram serves one.")
    else:
        log.warning("Telegram gives no updates (%s); trying again.", type(error).__name__)
