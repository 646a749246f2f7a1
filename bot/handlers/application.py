"""The bot on Telegram: hands the inbox's updates to PTB, and tries failed ones again for a day."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any, Protocol

from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ExtBot

from bot.commands.cancellation import WorkStopped
from bot.errors import (
    BotError,
    DeliveryError,
    DeliveryPostponed,
    DeliveryUnknown,
    StartError,
    StorageDown,
)
from bot.handlers.albums import join_album
from bot.handlers.error_handler import report_error
from bot.handlers.messenger import TelegramMessenger
from bot.handlers.outbox import OutgoingMessage
from bot.handlers.polling import POLL_S, Poller
from bot.handlers.rate_limiter import FloodRateLimiter
from bot.handlers.request_log import logged
from bot.handlers.routes import ALLOWED_UPDATES
from bot.handlers.stored_replies import deliver_stored
from bot.handlers.transport import AiohttpRequest
from bot.handlers.update_attempt import (
    MAX_ATTEMPTS,
    MAX_CRASHES,
    Replies,
    UpdateAttempt,
    attempting,
    current_attempt,
    postponed,
)
from bot.handlers.update_receiver import UpdateReceiver
from bot.handlers.webhook import WebhookAddress, WebhookReceiver
from bot.metrics.counters import STAGES, UPDATES, of
from bot.metrics.first_text import timing
from bot.models.chat import StyledText
from bot.models.inbox import ClaimedUpdate
from bot.models.work import Capacity, Outcome
from bot.ports.chat import ChatMigrations
from bot.ports.chat_settings import ChatSettingsStore
from bot.ports.inbox import Inbox, LeaderLease
from bot.ports.media_groups import MediaGroups
from bot.work.leased_worker import LeasedWorker, WorkQueue

log = logging.getLogger(__name__)

CAPACITY = Capacity(normal=1024, priority=256)
"""Updates under way in one process."""
_RETRY_MS = 500
_UNKNOWN_MS = 15_000
"""Until an update is handled again whose reply may have been sent: the calls took a minute already."""
_REPLY_WITHIN_S = 24 * 3600
"""As long as Telegram keeps an update (Bot API: Getting updates)."""


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
        self._chat_settings = chat_settings
        self._media_groups = media_groups
        self._renew_s = takeover_s / 6
        self.worker = LeasedWorker(
            "updates",
            inbox,
            logged(self._handle),
            capacity=CAPACITY,
            lease_s=takeover_s,
            max_attempts=MAX_ATTEMPTS,
        )
        self._receiver = UpdateReceiver(
            inbox,
            media_groups,
            self.worker.is_busy,
            self.worker.wake,
            logged(self._handle_unstored),
        )
        self.edit_arrived: Callable[[Update], Awaitable[None]] | None = None
        """Told of edited messages as they arrive; set before `start`."""
        self._told: set[asyncio.Task[None]] = set()
        self._source: Poller | WebhookReceiver | None = None
        self.application.add_error_handler(self._failed)

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
                f"The Bot API server at {self._base_url} cannot be reached, or is none: "
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
        """Store updates. An edit is told of at once: it waits behind the answer that it may stop."""
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
            # The edit itself is handled, or buried, like any update.
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

    async def _handle(self, claimed: ClaimedUpdate) -> Outcome:
        """Handle an update; one that ended `MAX_CRASHES` processes is given up, and the person told."""
        attempt = UpdateAttempt(claimed, self._inbox)
        if claimed.lease.attempts > MAX_CRASHES:
            log.error("Update %s is given up.", claimed.update_id)
            await self._report(BotError(), attempt)
            return Outcome("dead_letter", reason=f"ended {MAX_CRASHES} processes")
        if not await self._join_album(attempt):
            return attempt.outcome
        if claimed.outbox:
            with _timing(claimed):
                await self._deliver_stored(attempt)
        else:
            with _timing(claimed):
                await self._process(attempt)
            if attempt.outcome.kind == "done":
                await self._delete_superseded(attempt)
        await attempt.settle()
        return attempt.outcome

    async def _join_album(self, attempt: UpdateAttempt) -> bool:
        """Let the attempt be one at the whole album; False: others are to come, or it has been handled."""
        joined = await join_album(attempt.update, self._media_groups, self.bot, self.bot.bot)
        if isinstance(joined, Outcome):
            attempt.outcome = joined
            return False
        attempt.update, attempt.album = joined
        return True

    async def _handle_unstored(self, claimed: ClaimedUpdate) -> Outcome:
        attempt = UpdateAttempt(claimed)
        await self._process(attempt)
        if attempt.outcome.kind == "requeue":  # nobody goes on with it
            await self._report(StorageDown(), attempt)
        return attempt.outcome

    async def _process(self, attempt: UpdateAttempt) -> None:
        with attempting(attempt):
            update = self._update_of(attempt)
            if attempt.update.lease.attempts == 1:
                _count(update)
            await self._read_settings(attempt, update)
            await self.application.process_update(update)

    async def _read_settings(self, attempt: UpdateAttempt, update: Update | None) -> None:
        """Read what the chat has set; while Redis does not answer, the chat is as configured."""
        chat = update.effective_chat if update else None
        if chat is not None:
            with suppress(StorageDown):
                attempt.settings = await self._chat_settings.get(chat.id)

    async def _deliver_stored(self, attempt: UpdateAttempt) -> None:
        """Send what an earlier attempt left, without running the command again."""
        update = self._update_of(attempt)
        if update is None:
            return
        await self._read_settings(attempt, update)
        with attempting(attempt):
            try:
                await deliver_stored(attempt, update, self.replies, self._inbox)
            except (BotError, TelegramError) as error:
                await self._end_with(error, update, attempt)

    async def _report(self, error: BotError, attempt: UpdateAttempt) -> None:
        with attempting(attempt):
            await report_error(error, self._update_of(attempt), self.replies)

    async def _delete_superseded(self, attempt: UpdateAttempt) -> None:
        """Delete what an earlier attempt sent beyond what this one had to say."""
        update = self._update_of(attempt) if attempt.superseded else None
        with attempting(attempt):
            reply = self.replies.to_update(update) if update is not None else None
        if reply is None:
            return
        for message_id in attempt.superseded:
            with suppress(DeliveryError):
                await reply.deliver(OutgoingMessage(StyledText(""), deletes=message_id))

    def _update_of(self, attempt: UpdateAttempt) -> Update | None:
        return Update.de_json(json.loads(attempt.update.raw), self.bot)

    async def _failed(self, update: object, context: Any) -> None:  # noqa: ANN401 -- PTB's context has six parameters
        """PTB's error handler: tell the person, and decide what becomes of the update."""
        error, attempt = context.error, current_attempt()
        if attempt is None:
            await report_error(error, update, self.replies)
        elif isinstance(error, WorkStopped):
            attempt.outcome = Outcome("requeue")
        elif isinstance(error, BotError | TelegramError):
            await self._end_with(error, update, attempt)
        elif attempt.is_last:
            await report_error(error, update, self.replies)
            attempt.outcome = Outcome("dead_letter", reason=type(error).__name__)
        else:
            log.error("Update %s failed; trying again.", attempt.update.update_id, exc_info=error)
            delay_ms = _RETRY_MS * attempt.update.lease.attempts
            attempt.outcome = Outcome("retry", delay_ms=delay_ms)

    async def _end_with(
        self, error: BotError | TelegramError, update: object, attempt: UpdateAttempt
    ) -> None:
        """Tell the person; an update whose reply could not be delivered comes back, for a day at most."""
        if isinstance(error, DeliveryPostponed):
            if (attempt.update.parked_s or 0) < _REPLY_WITHIN_S:
                attempt.outcome = postponed(error.after_s)
        elif isinstance(error, DeliveryUnknown) and not attempt.is_last:
            attempt.outcome = Outcome("retry", delay_ms=_UNKNOWN_MS)
        await report_error(error, update, self.replies)


def _timing(claimed: ClaimedUpdate) -> AbstractContextManager[None]:
    """Time it until its first text, unless an earlier attempt has sent something."""
    if claimed.lease.attempts == 1 and not claimed.outbox:
        of(STAGES, "inbox").observe(claimed.waited_s)
    return nullcontext() if claimed.sent else timing(claimed.waited_s)


def _count(update: Update | None) -> None:
    kinds = (kind for kind in ALLOWED_UPDATES if update and getattr(update, kind) is not None)
    of(UPDATES, next(kinds, "other")).inc()
