"""Receives updates at a webhook; any replica can take them."""

import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlparse

from aiohttp import web
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.errors import StartError
from bot.ports.inbox import LeaderLease

log = logging.getLogger(__name__)

ANNOUNCE_MS = 20_000
"""The lease of the replica that calls setWebhook."""
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 -- the name of a header
_MAX_BODY_BYTES = 4 * 1024 * 1024
_MAX_CONNECTIONS = 100

Receive = Callable[[Sequence[dict[str, Any]]], Awaitable[None]]
"""Stores updates; returns when they may be confirmed."""


@dataclass(frozen=True, slots=True)
class WebhookAddress:
    """Where updates are received: the local address, and the URL that Telegram calls."""

    listen: str
    port: int
    url: str
    secret_token: str


class WebhookReceiver:
    """Answers 200 after an update is stored; Telegram sends again what got no 200.

    Args:
        bot: calls setWebhook.
        address: where to listen.
        allowed: kinds of updates (Bot API: setWebhook, allowed_updates).
        leader_lease: the replica that gets it calls setWebhook.
        receive: stores updates.
    """

    def __init__(
        self,
        bot: ExtBot[Any],
        address: WebhookAddress,
        allowed: Sequence[str],
        leader_lease: LeaderLease,
        receive: Receive,
    ) -> None:
        self._bot = bot
        self._address = address
        self._allowed = allowed
        self._leader_lease = leader_lease
        self._receive = receive
        self.trouble = ""
        """Never any: it listens from its start to its stop."""
        application = web.Application(client_max_size=_MAX_BODY_BYTES)
        application.router.add_post(urlparse(address.url).path or "/", self._handle)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=2)

    async def start(self) -> None:
        """Listen, then call setWebhook; raises StartError."""
        address = self._address
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, address.listen, address.port).start()
        except OSError as error:
            raise StartError(
                f"The webhook cannot listen on {address.listen}:{address.port}: {error.strerror}."
            ) from error
        if await self._leader_lease.hold():
            try:
                await self._set_webhook()
            except StartError:
                await self._leader_lease.release()  # the next start calls setWebhook again
                raise

    async def stop(self) -> None:
        """Stop listening; Telegram keeps new updates, or sends them to another replica."""
        await self._runner.cleanup()

    async def _set_webhook(self) -> None:
        try:
            await self._bot.set_webhook(
                self._address.url,
                secret_token=self._address.secret_token,
                allowed_updates=self._allowed,
                max_connections=_MAX_CONNECTIONS,
            )
        except TelegramError as error:
            raise StartError(f"Telegram refused the webhook: {error.message}.") from error

    async def _handle(self, request: web.Request) -> web.Response:
        """Take one update (Bot API: setWebhook); 403 without the secret, 400 for no update."""
        secret = request.headers.get(_SECRET_HEADER, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(secret, self._address.secret_token.encode()):
            return web.Response(status=403)
        try:
            update = json.loads(await request.read())
        except ValueError:
            return web.Response(status=400)
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            return web.Response(status=400)
        await self._receive([update])
        return web.Response()
