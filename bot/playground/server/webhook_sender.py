"""Pushes updates to the bot's webhook, with retries (Bot API: setWebhook)."""

import asyncio
import time

import aiohttp

from bot.playground.server.state import Json, ServerState, WebhookTarget
from bot.playground.server.update_queue import UpdateQueue

FIRST_RETRY_S = 0.1
MAX_RETRY_S = 30.0
_TIMEOUT_S = 60.0
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 -- the header's name


class WebhookSender:
    """Pushes one update after another, each until it is answered with 2xx; the pauses double.

    Telegram guarantees no order over several connections; this server uses one.
    """

    def __init__(self, state: ServerState, updates: UpdateQueue) -> None:
        self._state = state
        self._updates = updates
        self._wake = asyncio.Event()
        updates.subscribe(self._wake.set)

    def target_changed(self) -> None:
        """Continue after the webhook was set or deleted."""
        self._wake.set()

    async def run(self) -> None:
        """Push until cancelled."""
        timeout = aiohttp.ClientTimeout(total=_TIMEOUT_S)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while True:
                self._wake.clear()
                if self._state.webhook is None or not self._state.pending_updates:
                    await self._wake.wait()
                else:
                    await self._push_until_taken(session, self._state.pending_updates[0])

    async def _push_until_taken(self, session: aiohttp.ClientSession, update: Json) -> None:
        retry_s = FIRST_RETRY_S
        while (target := self._state.webhook) is not None and self._is_next(update):
            error = await _push(session, target, update)
            if not error:
                self._updates.drop(update["update_id"])
                return
            target.last_error, target.last_error_date = error, int(time.time())
            await asyncio.sleep(retry_s)
            retry_s = min(2 * retry_s, MAX_RETRY_S)

    def _is_next(self, update: Json) -> bool:
        return update in self._state.pending_updates[:1]


async def _push(session: aiohttp.ClientSession, target: WebhookTarget, update: Json) -> str:
    """Send one update; returns the error, empty where there was none."""
    headers = {_SECRET_HEADER: target.secret_token} if target.secret_token else {}
    try:
        async with session.post(target.url, json=update, headers=headers) as answer:
            if 200 <= answer.status < 300:
                return ""
            return f"Wrong response from the webhook: {answer.status} {answer.reason}"
    except (aiohttp.ClientError, TimeoutError):
        return "Connection failed"
