"""Stands before every handler: passes on the updates of those whom the bot serves.

Who has too many updates waiting is told here, since a person who is not served is told nothing.
"""

from dataclasses import dataclass
from typing import Any

from telegram import Update, User
from telegram.ext import Application, ApplicationHandlerStop, TypeHandler

from bot.commands.access import Access
from bot.errors import TooManyWaiting
from bot.handlers.error_handler import report_error
from bot.handlers.replies import Replies
from bot.handlers.update_attempt import current_attempt
from bot.handlers.update_parser import person_of
from bot.logs import add_fields
from bot.ports.usage import Usernames

_BEFORE_ALL = -1
"""The handler group: PTB goes through groups in their order, and `ApplicationHandlerStop` ends that."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Drops what is not allowed, and remembers the @names of the others.

    Args:
        access: whom the bot serves.
        usernames: remembers @names.
        replies: answer those who have too many updates waiting, and the presses that are dropped, which
            clients show as under way until then.
    """

    access: Access
    usernames: Usernames
    replies: Replies

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
        add_fields(chat_id=chat_id, person_id=person_id)
        if not await self.access.allows(chat_id, person_id):
            if query is not None:
                await self.replies.messenger.answer_press(query.id, None, alert=False)
            raise ApplicationHandlerStop
        await self._require_room(update)
        await self._remember(update.effective_user)

    async def _require_room(self, update: Update) -> None:
        attempt = current_attempt()
        if attempt is not None and attempt.update.refused:
            too_many = TooManyWaiting(count=attempt.update.refused)
            await report_error(too_many, update, self.replies)
            raise ApplicationHandlerStop

    async def _remember(self, user: User | None) -> None:
        if user is not None and user.username:
            await self.usernames.saw(user.username, user.id)
