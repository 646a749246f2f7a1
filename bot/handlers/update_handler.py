"""Hands an update of the inbox to PTB, and decides what becomes of one that failed."""

import asyncio
import json
import logging
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import Application

from bot.commands.cancellation import WorkStopped
from bot.errors import BotError, DeliveryError, DeliveryPostponed, DeliveryUnknown, StorageDown
from bot.handlers.albums import join_album
from bot.handlers.error_handler import report_error
from bot.handlers.outbox import OutgoingMessage
from bot.handlers.replies import Replies
from bot.handlers.routes import ALLOWED_UPDATES
from bot.handlers.stored_replies import deliver_stored
from bot.handlers.update_attempt import (
    MAX_CRASHES,
    UpdateAttempt,
    attempting,
    current_attempt,
    postponed,
)
from bot.handlers.update_order import read_order
from bot.metrics.counters import STAGES, UPDATES, of
from bot.metrics.first_text import timing
from bot.models.chat import StyledText
from bot.models.inbox import ClaimedUpdate
from bot.models.work import Outcome
from bot.ports.chat_settings import ChatSettingsStore
from bot.ports.inbox import Inbox
from bot.ports.media_groups import MediaGroups

log = logging.getLogger(__name__)

_RETRY_MS = 500
_STORE_AT_STOP_S = 0.5
"""The person must still be told, within the last part of the grace."""
_UNKNOWN_MS = 15_000
"""Until an update is handled again whose reply may have been sent: the calls took a minute already."""
_REPLY_WITHIN_S = 24 * 3600
"""As long as Telegram keeps an update (Bot API: Getting updates)."""


class UpdateHandler:
    """Makes attempts at updates, each with what its chat has set and the rest of its album.

    Args:
        application: has the handlers; `failed` is its error handler.
        replies: tell people of failures.
        inbox: notes what is sent for an update.
        chat_settings: what the chats have set.
        media_groups: collects albums.
    """

    def __init__(
        self,
        application: "Application[Any, Any, Any, Any, Any, Any]",
        replies: Replies,
        inbox: Inbox,
        chat_settings: ChatSettingsStore,
        media_groups: MediaGroups,
    ) -> None:
        self._application = application
        self._bot = application.bot
        self._replies = replies
        self._inbox = inbox
        self._chat_settings = chat_settings
        self._media_groups = media_groups

    async def handle(self, claimed: ClaimedUpdate) -> Outcome:
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
        joined = await join_album(attempt.update, self._media_groups, self._bot, self._bot.bot)
        if isinstance(joined, Outcome):
            attempt.outcome = joined
            return False
        attempt.update, attempt.album = joined
        return True

    async def handle_unstored(self, claimed: ClaimedUpdate) -> Outcome:
        """Handle an update that could not be stored; there is one attempt, unless the process stops."""
        attempt = UpdateAttempt(claimed)
        await self._process(attempt)
        if attempt.outcome.kind == "requeue":
            try:
                async with asyncio.timeout(_STORE_AT_STOP_S):
                    await self._inbox.put([read_order(json.loads(claimed.raw))])
            except (StorageDown, TimeoutError):  # nobody goes on with it
                await self._report(StorageDown(), attempt)
        return attempt.outcome

    async def _process(self, attempt: UpdateAttempt) -> None:
        with attempting(attempt):
            update = self._update_of(attempt)
            if attempt.update.lease.attempts == 1:
                _count(update)
            await self._read_settings(attempt, update)
            await self._application.process_update(update)

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
                await deliver_stored(attempt, update, self._replies, self._inbox)
            except (BotError, TelegramError) as error:
                await self._end_with(error, update, attempt)

    async def _report(self, error: BotError, attempt: UpdateAttempt) -> None:
        with attempting(attempt):
            await report_error(error, self._update_of(attempt), self._replies)

    async def _delete_superseded(self, attempt: UpdateAttempt) -> None:
        """Delete what an earlier attempt sent beyond what this one had to say."""
        update = self._update_of(attempt) if attempt.superseded else None
        with attempting(attempt):
            reply = self._replies.to_update(update) if update is not None else None
        if reply is None:
            return
        for message_id in attempt.superseded:
            with suppress(DeliveryError):
                await reply.deliver(OutgoingMessage(StyledText(""), deletes=message_id))

    def _update_of(self, attempt: UpdateAttempt) -> Update | None:
        return Update.de_json(json.loads(attempt.update.raw), self._bot)

    async def failed(self, update: object, context: Any) -> None:  # noqa: ANN401 -- PTB's context has six parameters
        """PTB's error handler: tell the person, and decide what becomes of the update."""
        error, attempt = context.error, current_attempt()
        if attempt is None:
            await report_error(error, update, self._replies)
        elif isinstance(error, WorkStopped):
            attempt.outcome = Outcome("requeue")
        elif isinstance(error, BotError | TelegramError):
            await self._end_with(error, update, attempt)
        elif attempt.is_last:
            await report_error(error, update, self._replies)
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
        await report_error(error, update, self._replies)


def _timing(claimed: ClaimedUpdate) -> AbstractContextManager[None]:
    """Time it until its first text, unless an earlier attempt has sent something."""
    if claimed.lease.attempts == 1 and not claimed.outbox:
        of(STAGES, "inbox").observe(claimed.waited_s)
    return nullcontext() if claimed.sent else timing(claimed.waited_s)


def _count(update: Update | None) -> None:
    kinds = (kind for kind in ALLOWED_UPDATES if update and getattr(update, kind) is not None)
    of(UPDATES, next(kinds, "other")).inc()
