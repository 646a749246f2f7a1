"""Keeps the messages of groups that have switched on their digest: what members write to each other.

Not kept: commands, what is said to the bot, what bots post, and what is forwarded, whose author is
somebody else, who may have left the digest.
"""

import logging
from dataclasses import dataclass
from typing import Any

from telegram import Message, Update
from telegram.ext import Application, MessageHandler, filters

from bot.errors import StorageDown
from bot.handlers.update_attempt import current_settings
from bot.handlers.update_parser import to_request
from bot.models.chat_log import MAX_LOGGED_CHARS, LoggedMessage
from bot.ports.chat_log import ChatLog

log = logging.getLogger(__name__)

_AFTER_ALL = 1
"""The handler group: nobody waits for it."""


@dataclass(frozen=True, slots=True)
class GroupRecorder:
    """Adds messages and edits to the log."""

    chat_log: ChatLog

    def register(self, application: "Application[Any, Any, Any, Any, Any, Any]") -> None:
        """Look at every message of a group, after the handler that answers it."""
        kinds = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE
        texts = filters.TEXT | filters.CAPTION
        in_groups = filters.ChatType.GROUPS & texts & kinds
        edits = filters.ChatType.GROUPS & filters.UpdateType.EDITED_MESSAGE
        application.add_handler(MessageHandler(in_groups | edits, self._record), group=_AFTER_ALL)

    async def _record(self, update: Update, _: object) -> None:
        """One call of the store; none where the digest is off. A message less is no error."""
        message = update.effective_message
        if message is None or current_settings().digest is None:
            return
        chat_id, text = message.chat.id, _text_of(message)
        try:
            if update.edited_message is not None:
                await self.chat_log.edit(chat_id, message.message_id, text)
            elif (talk := _talk(update, message, text)) is not None:
                await self.chat_log.add(chat_id, talk)
        except StorageDown:
            log.warning("Redis does not answer: a message is missing in a digest.")


def _talk(update: Update, message: Message, text: str) -> LoggedMessage | None:
    """What a member wrote to the others; None for anything else."""
    request = to_request(update.update_id, message, update.get_bot().bot)
    sender, replied = message.from_user, message.reply_to_message
    # Of a channel or an anonymous administrator Telegram names a bot as the sender.
    is_by_bot = message.sender_chat is None and (sender is None or sender.is_bot)
    if is_by_bot or message.via_bot is not None or message.is_automatic_forward:
        return None
    if request.addressed or request.forwarded or text.startswith("/"):
        return None
    return LoggedMessage(
        message.message_id,
        request.sender.id,
        request.sender.name,
        text,
        message.date.timestamp(),
        request.thread.topic_id,
        replied.message_id if replied is not None else None,
    )


def _text_of(message: Message) -> str:
    text = (message.text or message.caption or "").strip()
    return text if len(text) <= MAX_LOGGED_CHARS else text[:MAX_LOGGED_CHARS] + "…"
