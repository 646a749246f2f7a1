"""PTB's Application as we run it: aiohttp transport, own order, own flood budget."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlparse

from telegram.error import Conflict, InvalidToken, NetworkError, TelegramError
from telegram.ext import Application, BaseRateLimiter, ExtBot

from bot.errors import StartError
from bot.handlers.errors import tell
from bot.handlers.order import OrderedProcessor
from bot.handlers.outbound import ChatMoved, TelegramMessenger
from bot.handlers.requester import AiohttpRequest
from bot.handlers.routes import ALLOWED_UPDATES

log = logging.getLogger(__name__)

POLL_S = 25
"""How long Telegram holds a getUpdates that has nothing to tell."""


@dataclass(frozen=True, slots=True)
class WebhookPlace:
    """Where updates are received; `url` is what Telegram calls."""

    listen: str
    port: int
    url: str
    secret_token: str


class Telegram:
    """The bot on Telegram: takes updates between `start` and `stop_taking`, until `close`.

    Args:
        token: the bot's.
        base_url: root of the Bot API server.
        limiter: every call that names a chat passes it.
        chat_moved: told of a group that became a supergroup.
    """

    def __init__(
        self,
        token: str,
        base_url: str,
        limiter: BaseRateLimiter[str],
        chat_moved: ChatMoved,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._transports = (
            AiohttpRequest(),
            AiohttpRequest(read_timeout_s=POLL_S + 10, connections=2),
        )
        calls, polls = self._transports
        self.application: Application[Any, Any, Any, Any, Any, Any] = (
            Application.builder()
            .token(token)
            .base_url(f"{self._base_url}/bot")
            .base_file_url(f"{self._base_url}/file/bot")
            .request(calls)
            .get_updates_request(polls)
            .rate_limiter(limiter)
            .concurrent_updates(OrderedProcessor())
            .job_queue(None)
            .build()
        )
        self.bot: ExtBot[Any] = self.application.bot
        self.messenger = TelegramMessenger(self.bot, chat_moved)
        self.application.add_error_handler(self._tell)

    async def connect(self) -> None:
        """Introduce ourselves to Telegram (Bot API: getMe); raises StartError."""
        try:
            await self.application.initialize()
        except InvalidToken as error:
            raise StartError(
                "Telegram refused TELEGRAM_BOT_TOKEN; take a new one from @BotFather."
            ) from error
        except (NetworkError, TelegramError) as error:
            raise StartError(
                f"The Bot API server at {self._base_url} cannot be reached ({type(error).__name__})."
            ) from error

    @property
    def hears_groups(self) -> bool:
        """Does Telegram deliver every message of a group (privacy mode off)?"""
        return bool(self.bot.bot.can_read_all_group_messages)

    async def start(self, webhook: WebhookPlace | None) -> None:
        """Take updates, by long polling or at a webhook; raises StartError."""
        updater = self.application.updater
        if updater is None:
            raise RuntimeError("the application is built with an updater")
        await self.application.start()
        if webhook is None:
            await updater.start_polling(
                timeout=POLL_S,
                allowed_updates=ALLOWED_UPDATES,
                bootstrap_retries=0,
                error_callback=self._polling_failed,
            )
            return
        try:
            await updater.start_webhook(
                listen=webhook.listen,
                port=webhook.port,
                url_path=urlparse(webhook.url).path,
                webhook_url=webhook.url,
                secret_token=webhook.secret_token,
                allowed_updates=ALLOWED_UPDATES,
                max_connections=100,
            )
        except OSError as error:
            raise StartError(
                f"The webhook cannot listen on {webhook.listen}:{webhook.port}: {error.strerror}."
            ) from error

    async def stop_taking(self) -> None:
        """Take no more updates; what was taken goes on."""
        updater = self.application.updater
        if updater is not None and updater.running:
            await updater.stop()

    async def finish(self, grace_s: float) -> bool:
        """Wait for the updates under way, at most `grace_s` seconds; did they all end?"""
        processor = self.application.update_processor
        try:
            async with asyncio.timeout(grace_s):
                while processor.current_concurrent_updates or self.application.update_queue.qsize():  # noqa: ASYNC110 -- PTB tells a number, no event
                    await asyncio.sleep(0.05)
        except TimeoutError:
            return False
        return True

    async def close(self) -> None:
        """End PTB."""
        if self.application.running:
            await self.application.stop()
        await self.application.shutdown()
        for transport in self._transports:
            await transport.shutdown()  # PTB leaves them open where it was never initialised

    async def _tell(self, update: object, context: Any) -> None:  # noqa: ANN401 -- PTB's context has six parameters
        await tell(context.error, update, self.messenger)

    @staticmethod
    def _polling_failed(error: TelegramError) -> None:
        if isinstance(error, Conflict):
            log.error("Another process polls with the same token; Telegram serves only one.")
        else:
            log.warning("Telegram gives no updates (%s); trying again.", type(error).__name__)
