"""The bot on TelegramApp: PTB's handlers between a durable inbox and an aiohttp transport."""

import json
import logging
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from telegram import Update
from telegram.error import InvalidToken, NetworkError, TelegramError
from telegram.ext import Application, ExtBot

from bot.commands.cancellation import WorkStopped
from bot.errors import BotError, DeliveryError, DeliveryPostponed, DeliveryUnknown, StartError
from bot.handlers.error_handler import report_error
from bot.handlers.messenger import ChatMoved, TelegramMessenger
from bot.handlers.polling import POLL_S, Poller
from bot.handlers.rate_limiter import FloodRateLimiter
from bot.handlers.routes import ALLOWED_UPDATES
from bot.handlers.transport import AiohttpRequest
from bot.handlers.update_attempt import MAX_ATTEMPTS, Replies, UpdateAttempt
from bot.handlers.update_receiver import UpdateReceiver
from bot.handlers.webhook import WebhookAddress, WebhookReceiver
from bot.models.inbox import ClaimedUpdate, Outcome
from bot.ports.inbox import Inbox, LeaderLease
from bot.work.worker import UpdateWorker

log = logging.getLogger(__name__)

_AGAIN_MS = 500
_LATER_S = 15.0
"""Until what could not be answered is tried again: the calls themselves took a minute already."""
_LATER_AT_MOST_S = 3600.0
_ANSWERED_WITHIN_S = 24 * 3600
"""As long as TelegramApp keeps an update (Bot API: Getting updates)."""


class TelegramApp:
    """Takes updates between `start` and `stop_taking`, and handles them until `close`.

    Args:
        token: the bot's.
        base_url: root of the Bot API server.
        limiter: every call that names a chat passes it.
        chat_moved: told of a group that became a supergroup.
        inbox: where updates are kept until they are handled.
        takeover_s: after which others go on with what a dead process had in hand.
    """

    def __init__(
        self,
        token: str,
        base_url: str,
        limiter: FloodRateLimiter,
        chat_moved: ChatMoved,
        inbox: Inbox,
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
        self.messenger = TelegramMessenger(self.bot, limiter, chat_moved)
        self.replies = Replies(self.messenger)
        self._inbox = inbox
        self._renew_s = takeover_s / 6
        self._worker = UpdateWorker(inbox, self._handle, keep_s=takeover_s / 3)
        self._intake = UpdateReceiver(
            inbox, self._worker.is_busy, self._worker.wake, self._handle_unstored
        )
        self._source: Poller | WebhookReceiver | None = None
        self.application.add_error_handler(self._failed)

    async def connect(self) -> None:
        """Introduce ourselves to TelegramApp (Bot API: getMe); raises StartError."""
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
        """Does TelegramApp deliver every message of a group (privacy mode off)?"""
        return bool(self.bot.bot.can_read_all_group_messages)

    async def start(self, webhook: WebhookAddress | None, leadership: LeaderLease) -> None:
        """Take updates, by long polling or at a webhook; raises StartError."""
        self._worker.start()
        receive = self._intake.receive
        if webhook is not None:
            self._source = WebhookReceiver(self.bot, webhook, ALLOWED_UPDATES, leadership, receive)
            await self._source.start()
            return
        self._source = Poller(
            self._polls,
            self.bot.base_url,
            ALLOWED_UPDATES,
            leadership,
            receive,
            renew_s=self._renew_s,
        )
        self._source.start()

    async def stop_taking(self) -> None:
        """Take no more updates; what was taken goes on."""
        self._worker.stop_claiming()
        if self._source is not None:
            await self._source.stop()

    async def finish(self, grace_s: float) -> bool:
        """Wait for the updates under way, at most `grace_s` seconds; did they all end?"""
        return await self._worker.finish(grace_s)

    async def close(self) -> None:
        """Give back what is under way and end PTB."""
        await self._worker.close()
        await self.application.shutdown()
        for transport in (self._calls, self._polls):
            await transport.shutdown()  # PTB leaves them open where it was never initialised

    async def _handle(self, delivery: ClaimedUpdate) -> Outcome:
        """Handle an update; one that failed `MAX_ATTEMPTS` times is given up, and its person told."""
        handling = UpdateAttempt(delivery, self._inbox)
        if delivery.attempts > MAX_ATTEMPTS:
            await self._give_up(handling)
            return Outcome("bury", reason=f"failed {MAX_ATTEMPTS} times")
        await self._process(handling)
        if handling.ending.verb == "done":
            await self._take_back(handling)
        return handling.ending

    async def _handle_unstored(self, delivery: ClaimedUpdate) -> None:
        await self._process(UpdateAttempt(delivery))

    async def _process(self, handling: UpdateAttempt) -> None:
        update = self._update(handling.delivery)
        with self.replies.within(handling):
            await self.application.process_update(update)

    async def _give_up(self, handling: UpdateAttempt) -> None:
        log.error("Update %s is given up.", handling.delivery.update_id)
        with self.replies.within(handling):
            await report_error(BotError(), self._update(handling.delivery), self.replies)

    async def _take_back(self, handling: UpdateAttempt) -> None:
        """Delete what an earlier try said beyond what this one had to say."""
        update = self._update(handling.delivery) if handling.left_over else None
        if update is not None and update.effective_chat is not None:
            for message_id in handling.left_over:
                with suppress(DeliveryError):
                    await self.messenger.delete(update.effective_chat.id, message_id)

    def _update(self, delivery: ClaimedUpdate) -> Update | None:
        return Update.de_json(json.loads(delivery.raw), self.bot)

    async def _failed(self, update: object, context: Any) -> None:  # noqa: ANN401 -- PTB's context has six parameters
        error = context.error
        handling = self.replies.handling_of(update.update_id if isinstance(update, Update) else 0)
        if isinstance(error, WorkStopped):
            handling.ending = Outcome("back")
            return
        if isinstance(error, DeliveryPostponed | DeliveryUnknown):
            handling.ending = _later(error, update, handling)
        if isinstance(error, BotError | TelegramError):
            await report_error(error, update, self.replies)
        elif handling.is_last_try:
            await report_error(error, update, self.replies)
            handling.ending = Outcome("bury", reason=type(error).__name__)
        else:
            log.error("Update %s failed; once more.", handling.delivery.update_id, exc_info=error)
            handling.ending = Outcome("again", delay_ms=_AGAIN_MS * handling.delivery.attempts)


def _later(
    error: DeliveryPostponed | DeliveryUnknown, update: object, handling: UpdateAttempt
) -> Outcome:
    """When an update whose answer could not be delivered is handled again.

    A message waits for a day, however often; a press, or an end that is not known, for some tries.
    """
    after_s = error.after_s if isinstance(error, DeliveryPostponed) else 0
    delay_ms = int(min(max(after_s, _LATER_S), _LATER_AT_MOST_S) * 1000)
    message = update.message if isinstance(update, Update) else None
    if isinstance(error, DeliveryPostponed) and message is not None:
        age_s = datetime.now(UTC).timestamp() - message.date.timestamp()
        return Outcome("back", delay_ms=delay_ms) if age_s < _ANSWERED_WITHIN_S else Outcome()
    if handling.is_last_try:
        return Outcome()
    return Outcome("again", delay_ms=delay_ms)
