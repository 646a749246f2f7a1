"""The bot on Telegram: hands the inbox's updates to PTB, and tries failed ones again for a day."""

import json
import logging
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Protocol

from telegram import Update
from telegram.error import InvalidToken, NetworkError, TelegramError
from telegram.ext import Application, ExtBot

from bot.commands.cancellation import WorkStopped
from bot.errors import BotError, DeliveryError, DeliveryPostponed, DeliveryUnknown, StartError
from bot.handlers.error_handler import report_error
from bot.handlers.messenger import TelegramMessenger
from bot.handlers.polling import POLL_S, Poller
from bot.handlers.rate_limiter import FloodRateLimiter
from bot.handlers.routes import ALLOWED_UPDATES
from bot.handlers.transport import AiohttpRequest
from bot.handlers.update_attempt import (
    MAX_ATTEMPTS,
    Replies,
    UpdateAttempt,
    attempting,
    current_attempt,
)
from bot.handlers.update_receiver import UpdateReceiver
from bot.handlers.webhook import WebhookAddress, WebhookReceiver
from bot.models.inbox import ClaimedUpdate
from bot.models.work import Capacity, Outcome
from bot.ports.chat import ChatMigrations
from bot.ports.inbox import Inbox, LeaderLease
from bot.work.leased_worker import LeasedWorker, WorkQueue

log = logging.getLogger(__name__)

CAPACITY = Capacity(normal=1024, priority=256)
"""Updates under way in one process."""
_RETRY_MS = 500
_POSTPONED_S = 15.0
"""Until an update is handled again whose reply could not be sent: the calls took a minute already."""
_MAX_POSTPONED_S = 3600.0
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
    """

    def __init__(
        self,
        token: str,
        base_url: str,
        limiter: FloodRateLimiter,
        migrations: ChatMigrations,
        inbox: UpdateInbox,
        takeover_s: float,
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
        self.worker = LeasedWorker(
            "updates",
            inbox,
            self._handle,
            capacity=CAPACITY,
            lease_s=takeover_s,
            max_attempts=MAX_ATTEMPTS,
        )
        self._receiver = UpdateReceiver(
            inbox, self.worker.is_busy, self.worker.wake, self._handle_unstored
        )
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
        except (NetworkError, TelegramError) as error:
            raise StartError(
                f"The Bot API server at {self._base_url} cannot be reached ({type(error).__name__})."
            ) from error

    @property
    def receives_group_messages(self) -> bool:
        """Does Telegram deliver every message of a group (privacy mode off)?"""
        return bool(self.bot.bot.can_read_all_group_messages)

    async def start(self, webhook: WebhookAddress | None, leader_lease: LeaderLease) -> None:
        """Take updates, by long polling or at a webhook; raises StartError."""
        self.worker.start()
        receive = self._receiver.receive
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

    async def stop_receiving(self) -> None:
        """Take no more updates; what was claimed goes on."""
        self.worker.stop_claiming()
        if self._source is not None:
            await self._source.stop()

    async def finish(self, grace_s: float) -> bool:
        """Wait at most `grace_s` seconds for the updates under way; True if all have ended."""
        return await self.worker.finish(grace_s)

    async def close(self) -> None:
        """Requeue what is under way and end PTB."""
        await self.worker.close()
        await self.application.shutdown()
        for transport in (self._calls, self._polls):
            await transport.shutdown()  # PTB leaves them open where it was never initialised

    async def _handle(self, claimed: ClaimedUpdate) -> Outcome:
        """Handle an update; one that failed `MAX_ATTEMPTS` times is given up, and the person told."""
        attempt = UpdateAttempt(claimed, self._inbox)
        if claimed.lease.attempts > MAX_ATTEMPTS:
            await self._give_up(attempt)
            return Outcome("dead_letter", reason=f"failed {MAX_ATTEMPTS} times")
        await self._process(attempt)
        if attempt.outcome.kind == "done":
            await self._delete_superseded(attempt)
        return attempt.outcome

    async def _handle_unstored(self, claimed: ClaimedUpdate) -> None:
        await self._process(UpdateAttempt(claimed))

    async def _process(self, attempt: UpdateAttempt) -> None:
        with attempting(attempt):
            await self.application.process_update(self._update_of(attempt))

    async def _give_up(self, attempt: UpdateAttempt) -> None:
        log.error("Update %s is given up.", attempt.update.update_id)
        with attempting(attempt):
            await report_error(BotError(), self._update_of(attempt), self.replies)

    async def _delete_superseded(self, attempt: UpdateAttempt) -> None:
        """Delete what an earlier attempt sent beyond what this one had to say."""
        update = self._update_of(attempt) if attempt.superseded else None
        if update is not None and update.effective_chat is not None:
            for message_id in attempt.superseded:
                with suppress(DeliveryError):
                    await self.messenger.delete(update.effective_chat.id, message_id)

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
            if isinstance(error, DeliveryPostponed | DeliveryUnknown):
                attempt.outcome = _postponed(error, update, attempt)
            await report_error(error, update, self.replies)
        elif attempt.is_last:
            await report_error(error, update, self.replies)
            attempt.outcome = Outcome("dead_letter", reason=type(error).__name__)
        else:
            log.error("Update %s failed; trying again.", attempt.update.update_id, exc_info=error)
            delay_ms = _RETRY_MS * attempt.update.lease.attempts
            attempt.outcome = Outcome("retry", delay_ms=delay_ms)


def _postponed(
    error: DeliveryPostponed | DeliveryUnknown, update: object, attempt: UpdateAttempt
) -> Outcome:
    """When an update whose reply could not be delivered is handled again.

    A message waits for a day, however often; a button press, or an unknown end, for some attempts.
    """
    after_s = error.after_s if isinstance(error, DeliveryPostponed) else 0
    delay_ms = int(min(max(after_s, _POSTPONED_S), _MAX_POSTPONED_S) * 1000)
    message = update.message if isinstance(update, Update) else None
    if isinstance(error, DeliveryPostponed) and message is not None:
        age_s = datetime.now(UTC).timestamp() - message.date.timestamp()
        return Outcome("requeue", delay_ms=delay_ms) if age_s < _REPLY_WITHIN_S else Outcome()
    if attempt.is_last:
        return Outcome()
    return Outcome("retry", delay_ms=delay_ms)
