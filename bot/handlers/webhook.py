"""The webhook: Telegram brings updates to any process of the fleet."""

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
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 -- the name of a header
_LARGEST_BYTES = 4 * 1024 * 1024
_CONNECTIONS = 100

Receive = Callable[[Sequence[dict[str, Any]]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class WebhookAddress:
    """Where updates are received; `url` is what Telegram calls."""

    listen: str
    port: int
    url: str
    secret_token: str


class WebhookReceiver:
    """Receives updates; Telegram gets its 200 once they are stored, and repeats what did not.

    Args:
        bot: tells Telegram where to call.
        place: where.
        allowed: kinds of updates (Bot API: setWebhook, allowed_updates).
        leadership: whoever gets it tells Telegram, once for the fleet.
        receive: stores updates.
    """

    def __init__(
        self,
        bot: ExtBot[Any],
        place: WebhookAddress,
        allowed: Sequence[str],
        leadership: LeaderLease,
        receive: Receive,
    ) -> None:
        self._bot = bot
        self._place = place
        self._allowed = allowed
        self._leadership = leadership
        self._receive = receive
        application = web.Application(client_max_size=_LARGEST_BYTES)
        application.router.add_post(urlparse(place.url).path or "/", self._take)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=2)

    async def start(self) -> None:
        """Listen, then let Telegram know; raises StartError."""
        place = self._place
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, place.listen, place.port).start()
        except OSError as error:
            raise StartError(
                f"The webhook cannot listen on {place.listen}:{place.port}: {error.strerror}."
            ) from error
        if await self._leadership.hold():
            try:
                await self._announce()
            except StartError:
                await self._leadership.release()  # so that a start with a better URL announces it
                raise

    async def stop(self) -> None:
        """Receive no more; Telegram keeps what comes meanwhile, or another process gets it."""
        await self._runner.cleanup()

    async def _announce(self) -> None:
        try:
            await self._bot.set_webhook(
                self._place.url,
                secret_token=self._place.secret_token,
                allowed_updates=self._allowed,
                max_connections=_CONNECTIONS,
            )
        except TelegramError as error:
            raise StartError(f"Telegram refused the webhook: {error.message}.") from error

    async def _take(self, request: web.Request) -> web.Response:
        """One update (Bot API: setWebhook); the secret is compared in constant time."""
        shown = request.headers.get(_SECRET_HEADER, "")
        if not hmac.compare_digest(
            shown.encode(errors="surrogateescape"), self._place.secret_token.encode()
        ):
            return web.Response(status=403)
        try:
            update = json.loads(await request.read())
        except ValueError:
            return web.Response(status=400)
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            return web.Response(status=400)
        await self._receive([update])
        return web.Response()
