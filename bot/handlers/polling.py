"""Receives updates by long polling, in one of the replicas at a time."""

import asyncio
import json
import logging
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from telegram.error import Conflict, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.errors import StorageDown
from bot.handlers.rate_limiter import retry_after_s
from bot.ports.inbox import LeaderLease
from bot.work.retry import RetryPolicy
from bot.work.tasks import cancel_and_wait

log = logging.getLogger(__name__)

POLL_S = 25
"""How long Telegram holds a getUpdates call that has no updates (Bot API: getUpdates, timeout)."""
_RETRIES = RetryPolicy(base_s=0.5, max_s=10, attempts=sys.maxsize, jitter=False)

Receive = Callable[[Sequence[dict[str, Any]]], Awaitable[None]]
"""Stores updates; returns when they may be confirmed."""


class Poller:
    """Fetches updates while this process holds the leader lease; else it waits for the lease.

    Updates stay the JSON that Telegram sent: fields that this version of PTB does not know are
    stored too, and only the process that handles an update parses it.

    Args:
        transport: for getUpdates only.
        url: of the bot, `https://…/bot<token>`.
        allowed: kinds of updates (Bot API: getUpdates, allowed_updates).
        leader_lease: held while polling.
        receive: stores updates; they are confirmed after it returns.
        renew_s: how often the lease is extended, or asked for.
    """

    def __init__(
        self,
        transport: BaseRequest,
        url: str,
        allowed: Sequence[str],
        leader_lease: LeaderLease,
        receive: Receive,
        *,
        renew_s: float,
    ) -> None:
        self._transport = transport
        self._url = url
        self._allowed = json.dumps(list(allowed))
        self._leader_lease = leader_lease
        self._receive = receive
        self._renew_s = renew_s
        self._offset = 0
        self.trouble = ""
        """Why Telegram sends nothing; empty where it does, or another process polls."""
        self._polling: asyncio.Task[None] | None = None
        self._leading: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Ask for the lease and poll while it is held."""
        self._start(after_s=0)

    def _start(self, after_s: float) -> None:
        self._leading = asyncio.create_task(self._lead(after_s))
        self._leading.add_done_callback(self._start_again)

    def _start_again(self, ended: asyncio.Task[None]) -> None:
        """After an error that nobody expected."""
        if ended is self._leading and not ended.cancelled():
            _report_end(ended)
            self._start(self._renew_s)

    async def stop(self) -> None:
        """Stop polling and release the lease. Updates that were not stored will be sent again."""
        leading, self._leading = self._leading, None
        if leading is None:
            return
        await cancel_and_wait([leading])
        await self._stop_polling()
        with suppress(StorageDown):
            await self._leader_lease.release()

    async def _lead(self, after_s: float) -> None:
        await asyncio.sleep(after_s)
        while True:
            try:
                leads = await self._leader_lease.hold()
            except StorageDown:
                leads = self._polling is not None  # no other process can take the lease either
            if leads and (self._polling is None or self._polling.done()):
                _report_end(self._polling)
                self._polling = asyncio.create_task(self._poll())
            elif not leads:
                await self._stop_polling()
                self.trouble = ""
            await asyncio.sleep(self._renew_s)

    async def _stop_polling(self) -> None:
        polling, self._polling = self._polling, None
        if polling is not None:
            await cancel_and_wait([polling])

    async def _poll(self) -> None:
        """Fetch, store and confirm updates until it is cancelled."""
        failures = 0
        has_webhook = True
        while True:
            try:
                if has_webhook:
                    await self._call("deleteWebhook")  # getUpdates is refused while one is set
                    has_webhook = False
                await self._fetch()
                failures, self.trouble = 0, ""
            except TelegramError as error:
                failures += 1
                self.trouble = f"Telegram sends no updates ({type(error).__name__})"
                _report(error)
                wanted_s = retry_after_s(error) if isinstance(error, RetryAfter) else 0
                await asyncio.sleep(max(_RETRIES.pause_s(failures), wanted_s))

    async def _fetch(self) -> None:
        updates = await self._call(
            "getUpdates", offset=self._offset, timeout=POLL_S, allowed_updates=self._allowed
        )
        if updates:
            await self._receive(updates)
            self._offset = updates[-1]["update_id"] + 1

    async def _call(self, method: str, **parameters: object) -> Any:  # noqa: ANN401 -- JSON
        query = f"?{urlencode(parameters)}" if parameters else ""
        return await self._transport.post(f"{self._url}/{method}{query}", read_timeout=POLL_S + 10)


def _report_end(polling: asyncio.Task[None] | None) -> None:
    if polling is not None and not polling.cancelled():
        log.error("Polling failed and starts again.", exc_info=polling.exception())


def _report(error: TelegramError) -> None:
    if isinstance(error, Conflict):
        log.error("Another process polls with the same token and another Redis.")
    else:
        log.warning("Telegram sends no updates (%s); trying again.", type(error).__name__)
