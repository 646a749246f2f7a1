"""Makes calls to groups that may have become supergroups, whose id is another one.

A new message goes to the supergroup. Earlier messages stayed behind in the group and cannot be changed
any more.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram.error import ChatMigrated

from bot.errors import MessageGone
from bot.handlers.conversion import translate_errors
from bot.ports.chat import ChatMigrations

_T = TypeVar("_T")


class MigratedChats:
    """Calls that name a chat; PTB's errors leave as ours.

    Args:
        migrations: knows the supergroups that groups became, and is told of new ones.
    """

    def __init__(self, migrations: ChatMigrations) -> None:
        self._migrations = migrations

    async def to_current(self, chat_id: int, call: Callable[[int], Awaitable[_T]]) -> _T:
        """Send to the chat, or to the supergroup that it became."""
        with translate_errors(chat_id):
            current = await self._migrations.current(chat_id)
            try:
                return await call(current)
            except ChatMigrated as migrated:
                await self._migrations.migrate(current, migrated.new_chat_id)
                return await call(migrated.new_chat_id)

    async def in_place(self, chat_id: int, call: Callable[[], Awaitable[_T]]) -> _T:
        """Change a message of the chat; MessageGone where the chat became a supergroup since."""
        gone = MessageGone(reason="the message stayed in the group before it became a supergroup")
        if await self._migrations.current(chat_id) != chat_id:
            raise gone
        with translate_errors(chat_id):
            try:
                return await call()
            except ChatMigrated as migrated:
                await self._migrations.migrate(chat_id, migrated.new_chat_id)
                raise gone from migrated
