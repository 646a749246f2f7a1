"""Sends replies that waited for their chat's budget; those that lost their use meanwhile are dropped."""

from dataclasses import replace

from telegram import Update

from bot.errors import StorageDown
from bot.handlers.outbox import OutgoingMessage
from bot.handlers.replies import Replies
from bot.handlers.reply import TelegramReply
from bot.handlers.update_attempt import EXPIRES_S, UpdateAttempt
from bot.models.chat import StyledText
from bot.models.inbox import ClaimedUpdate
from bot.ports.inbox import Inbox
from bot.texts import common


async def deliver_stored(
    attempt: UpdateAttempt, update: Update, replies: Replies, inbox: Inbox
) -> None:
    """Send what an earlier attempt left; what cannot be sent now is left again.

    Raises the errors of `ports.chat.Reply`.
    """
    messages, reply = attempt.resume(), replies.to_update(update)
    if reply is None:
        return
    if (attempt.update.parked_s or 0) > EXPIRES_S:
        messages = await _without_expired(messages, reply, attempt.update, inbox)
    last = next((message for message in reversed(messages) if message.deletes is None), None)
    for message in messages:
        await reply.deliver_stored(message, is_last=message is last)


async def _without_expired(
    messages: list[OutgoingMessage], reply: TelegramReply, update: ClaimedUpdate, inbox: Inbox
) -> list[OutgoingMessage]:
    """The messages to send; once in a while a line that says so stands for what is dropped."""
    kept = [message for message in messages if not message.expires]
    dropped = [message for message in messages if message.expires]
    if dropped and await _tells_of_drops(inbox, update):
        notice = StyledText(common.REPLIES_DROPPED.to(reply.language))
        kept.insert(0, replace(dropped[0], text=notice, keyboard=(), expires=False))
    return kept


async def _tells_of_drops(inbox: Inbox, update: ClaimedUpdate) -> bool:
    try:
        return await inbox.tells_of_drops(update)
    except StorageDown:
        return False
