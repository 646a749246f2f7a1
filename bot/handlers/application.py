"""The bot on Telegram: receives updates, has a worker handle them, and ends both in order."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ExtBot

from bot.errors import BotError, StartError
from bot.handlers.messenger import TelegramMessenger
from bot.handlers.polling import POLL_S, Poller
from bot.handlers.rate_limiter import FloodRateLimiter
from bot.handlers.replies import Replies
from bot.handlers.request_log import logged
from bot.handlers.routes import ALLOWED_UPDATES
from bot.handlers.transport import AiohttpRequest
from bot.handlers.update_attempt import MAX_ATTEMPTS
from bot.handlers.update_handler import UpdateHandler
from bot.handlers.update_receiver import UpdateReceiver
from bot.handlers.webhook import WebhookAddress, WebhookReceiver
from bot.models.inbox import ClaimedUpdate
from bot.models.work import Capacity
from bot.ports.chat import ChatMigrations
from bot.ports.chat_settings import ChatSettingsStore
from bot.ports.inbox import Inbox, LeaderLease
from bot.ports.media_groups import MediaGroups
from bot.work.leased_worker import LeasedWorker, WorkQueue

log = logging.getLogger(__name__)

CAPACITY = Capacity(normal=1024, priority=256)
"""Updates under way in one process."""


class UpdateInbox(Inbox, WorkQueue[ClaimedUpdate], Protocol):
    """Both ends of the inbox: updates are put in and claimed."""


class TelegramApp:
    """Takes updates between `start` and `stop_receiving`, and handles them until `close`.

    Args:
        token: the bot's.
        base_url: root of the Bot API server.
        limiter: every call that names a chat passes it.
        migrations: knows the supergroups that groups became.
        inbox: where updates are kept until they are handled.
        takeover_s: seconds until another process goes on with what a dead one was handling.
        chat_settings: what the chats have set.
        media_groups: collects albums.
    """

    def __init__(  # noqa: PLR0913, PLR0917 -- what each update needs, once
        self,
        token: str,
        base_url: str,
        limiter: FloodRateLimiter,
        migrations: ChatMigrations,
        inbox: UpdateInbox,
        takeover_s: float,
        chat_settings: ChatSettingsStore,
        media_groups: MediaGroups,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._calls = AiohttpRequest()
        self._polls = AiohttpRequest(read_timeout_s=POLL_S + 10, connections=2)
        self.application: Application[Any, Any, Any, Any, Any, Any] = (
            Application.builder()
            .token(token)
            .base_url(f"{self._base_url}/bot")
            .base_file_url(f"{self._base_url}/file/bot")
            .request(self._calls)
            .get_updates_request(self._polls)
            .rate_limiter(limiter)
            .updater(None)
            .job_queue(None)
            .build()
        )
        self.bot: ExtBot[Any] = self.application.bot
        self.messenger = TelegramMessenger(self.bot, limiter, migrations, self._calls.download)
        self.replies = Replies(self.messenger)
        self._inbox = inbox
        self._renew_s = takeover_s / 6
        self.updates = UpdateHandler(
            self.application, self.replies, inbox, chat_settings, media_groups
        )
        self.worker = LeasedWorker(
            "updates",
            inbox,
            logged(self.updates.handle),
            capacity=CAPACITY,
            lease_s=takeover_s,
            max_attempts=MAX_ATTEMPTS,
        )
        self._receiver = UpdateReceiver(
            inbox,
            media_groups,
            self.worker.is_busy,
            self.worker.wake,
            logged(self.updates.handle_unstored),
        )
        self.edit_arrived: Callable[[Update], Awaitable[None]] | None = None
        """Called with each edited message as it arrives; set before `start`."""
        self._told: set[asyncio.Task[None]] = set()
        self._source: Poller | WebhookReceiver | None = None
        self.application.add_error_handler(self.updates.failed)

    async def connect(self) -> None:
        """Check the token (Bot API: getMe); raises StartError."""
        try:
            await self.application.initialize()
        except InvalidToken as error:
            raise StartError(
                "Telegram refused TELEGRAM_BOT_TOKEN; take a new one from @BotFather."
            ) from error
        except (TelegramError, LookupError, TypeError) as error:  # or the answer of another server
            raise StartError(
                f"{self._base_url} cannot be reached, or is no Bot API server; "
                f"`python -m bot check` says more."
            ) from error

    @property
    def receives_group_messages(self) -> bool:
        """Does Telegram deliver every message of a group (privacy mode off)?"""
        return bool(self.bot.bot.can_read_all_group_messages)

    async def start(self, webhook: WebhookAddress | None, leader_lease: LeaderLease) -> None:
        """Take updates, by long polling or at a webhook; raises StartError."""
        self.worker.start()
        receive = self._receive
        if webhook is not None:
            self._source = WebhookReceiver(
                self.bot, webhook, ALLOWED_UPDATES, leader_lease, receive
            )
            await self._source.start()
            return
        self._source = Poller(
            self._polls,
            self.bot.base_url,
            ALLOWED_UPDATES,
            leader_lease,
            receive,
            renew_s=self._renew_s,
        )
        self._source.start()

    async def _receive(self, raws: Sequence[dict[str, Any]]) -> None:
        """Store updates, and pass edits on at once: an edit waits behind the answer that it may stop."""
        await self._receiver.receive(raws)
        for raw in raws:
            if "edited_message" in raw:
                task = asyncio.create_task(self._tell_of_edit(raw))
                self._told.add(task)
                task.add_done_callback(self._told.discard)

    async def _tell_of_edit(self, raw: dict[str, Any]) -> None:
        try:
            update = Update.de_json(raw, self.bot)
            if update is not None and self.edit_arrived is not None:
                await self.edit_arrived(update)
        except (BotError, TelegramError, KeyError, TypeError, ValueError, AttributeError) as error:
            # The edit itself is handled, or becomes a dead letter, like any update.
            log.info("An edit stopped no answer (%s).", type(error).__name__)

    async def stop_receiving(self) -> None:
        """Take no more updates; what was claimed goes on."""
        self.worker.stop_claiming()
        source, self._source = self._source, None
        if source is not None:
            await source.stop()

    def trouble(self) -> str:
        """Why no updates are taken, in English for operators; empty where they are."""
        if self._source is None:
            return "not receiving updates yet, or any more"
        return self._receiver.trouble or self._source.trouble

    async def drop_expired(self) -> None:
        """Drop replies that have waited until they are of no use. Called by the scheduler."""
        await self._inbox.drop_expired()

    async def finish(self, grace_s: float) -> bool:
        """Wait at most `grace_s` seconds for the updates under way; True if all have ended."""
        ended = await asyncio.gather(self.worker.finish(grace_s), self._receiver.finish(grace_s))
        return all(ended)

    async def close(self) -> None:
        """Requeue what is under way and end PTB."""
        await self.worker.close()
        await self.application.shutdown()
        for transport in (self._calls, self._polls):
            await transport.shutdown()  # PTB leaves them open where it was never initialised
