"""Stands before every handler: passes on the updates of those whom the bot serves."""

from dataclasses import dataclass
from typing import Any

from telegram import Update, User
from telegram.ext import Application, ApplicationHandlerStop, TypeHandler

from bot.commands.access import Access
from bot.handlers.messenger import TelegramMessenger
from bot.handlers.update_parser import person_of
from bot.ports.usage import Usernames

_BEFORE_ALL = -1
"""The handler group: PTB goes through groups in their order, and `ApplicationHandlerStop` ends that."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Drops what is not allowed, and remembers the @names of the others.

    Args:
        access: whom the bot serves.
        usernames: remembers @names.
        messenger: answers the presses that are dropped, which clients show as under way until then.
    """

    access: Access
    usernames: Usernames
    messenger: TelegramMessenger

    def register(self, application: "Application[Any, Any, Any, Any, Any, Any]") -> None:
        """Look at every update before the other handlers do."""
        application.add_handler(TypeHandler(Update, self._admit), group=_BEFORE_ALL)

    async def _admit(self, update: Update, _: object) -> None:
        """Messages, edits and presses must be allowed; what Telegram reports of a chat always is."""
        query, message = update.callback_query, update.message or update.edited_message
        if query is not None and query.message is not None:
            chat_id, person_id = query.message.chat.id, query.from_user.id
        elif message is not None and message.migrate_to_chat_id is None:
            chat_id, person_id = message.chat.id, person_of(message).id
        else:
            return
        if await self.access.allows(chat_id, person_id):
            await self._remember(update.effective_user)
            return
        if query is not None:
            await self.messenger.answer_press(query.id, None, alert=False)
        raise ApplicationHandlerStop

    async def _remember(self, user: User | None) -> None:
        if user is not None and user.username:
            await self.usernames.saw(user.username, user.id)
