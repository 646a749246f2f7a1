"""What Telegram knows of a group: its public name, and whether the bot gets all of its messages."""

import logging
from typing import Any

from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError
from telegram.ext import ExtBot

log = logging.getLogger(__name__)


class TelegramGroupFacts:
    """Implements `ports.chat.GroupFacts`; what Telegram refuses to tell counts as no."""

    def __init__(self, bot: ExtBot[Any]) -> None:
        self._bot = bot

    async def hears_all(self, chat_id: int) -> bool:
        """Is privacy mode off, or the bot an administrator (Bot API: getChatMember)?"""
        if self._bot.bot.can_read_all_group_messages:
            return True
        try:
            member = await self._bot.get_chat_member(chat_id, self._bot.id)
        except TelegramError as error:
            log.info("Telegram does not tell what the bot is in %s: %s", chat_id, error.message)
            return False
        return member.status == ChatMemberStatus.ADMINISTRATOR

    async def username(self, chat_id: int) -> str:
        """The name of a public group (Bot API: getChat)."""
        try:
            return (await self._bot.get_chat(chat_id)).username or ""
        except TelegramError as error:
            log.info("Telegram does not tell the name of %s: %s", chat_id, error.message)
            return ""
