"""Who may review posts and administer a chat, as Telegram says."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from cachetools import TTLCache
from telegram.constants import ChatType
from telegram.error import BadRequest, ChatMigrated, Forbidden
from telegram.ext import ExtBot

from bot.handlers.update_parser import GROUP_ANONYMOUS_BOT
from bot.models.chat_settings import ChannelTarget
from bot.ports.chat import ChatMigrations

KEEP_S = 300.0
"""Asking costs the group's flood budget. Telegram reports most changes, so they are seen sooner."""
_MAX_CHATS = 10_000


class TelegramPermissions:
    """Implements `ports.chat.Permissions` (Bot API: getChatAdministrators).

    Args:
        bot: asks Telegram.
        admins: who may always review.
        review_chat_id: whose administrators may review too.
        migrations: knows the supergroups that groups became, and is told of new ones.
        clock: seconds, monotonic.
    """

    def __init__(
        self,
        bot: ExtBot[Any],
        admins: tuple[int, ...],
        review_chat_id: int | None,
        migrations: ChatMigrations,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bot = bot
        self._admins = frozenset(admins)
        self._review_chat_id = review_chat_id
        self._migrations = migrations
        # Of each administrator: do they write as the group?
        self._known: TTLCache[int, dict[int, bool]] = TTLCache(_MAX_CHATS, KEEP_S, timer=clock)

    async def may_review(self, user_id: int) -> bool:
        """Is the person in `admins` or an administrator of the review chat?"""
        if user_id in self._admins:
            return True
        return self._review_chat_id is not None and await self.administers(
            self._review_chat_id, user_id
        )

    async def has_other_reviewers(self, user_id: int) -> bool:
        """May anybody but this person review?"""
        return bool(await self.reviewers() - {user_id})

    async def reviewers(self) -> frozenset[int]:
        """Everybody who may review."""
        if self._review_chat_id is None:
            return self._admins
        return self._admins | (await self._administrators(self._review_chat_id)).keys()

    async def is_review_chat(self, chat_id: int) -> bool:
        """Is it the review chat, by its present id or by the one it had as a group?"""
        review = self._review_chat_id
        return review is not None and chat_id in (review, await self._migrations.current(review))

    async def find_channel(self, name: str) -> ChannelTarget | None:
        """The channel with that @name or id in which the bot may post (Bot API: getChat, getChatMember)."""
        with suppress(BadRequest, Forbidden):
            chat = await self._bot.get_chat(name)
            me = await self._bot.get_chat_member(chat.id, self._bot.id)
            if chat.type == ChatType.CHANNEL and getattr(me, "can_post_messages", False):
                self.forget(chat.id)
                return ChannelTarget(chat.id, chat.title or name)
        return None

    async def administers(self, chat_id: int, user_id: int) -> bool:
        """Is the person an administrator of the chat, or the chat itself?"""
        chat_id = await self._migrations.current(chat_id)
        if user_id in (chat_id, GROUP_ANONYMOUS_BOT):
            return True
        if chat_id > 0:
            return False
        return user_id in await self._administrators(chat_id)

    async def writes_as(self, chat_id: int, user_id: int) -> int:
        """The sender of what the person writes there: the group, for an anonymous administrator."""
        if chat_id > 0:
            return user_id
        is_anonymous = (await self._administrators(chat_id)).get(user_id, False)
        return chat_id if is_anonymous else user_id

    def forget(self, chat_id: int) -> None:
        """Ask Telegram again next time: the administrators of the chat have changed."""
        self._known.pop(chat_id, None)

    async def _administrators(self, chat_id: int) -> dict[int, bool]:
        chat_id = await self._migrations.current(chat_id)
        known = self._known.get(chat_id)
        if known is not None:
            return known
        try:
            members = await self._bot.get_chat_administrators(chat_id)
        except ChatMigrated as migrated:
            await self._migrations.migrate(chat_id, migrated.new_chat_id)
            return await self._administrators(migrated.new_chat_id)
        except (BadRequest, Forbidden):
            members = ()
        found = {
            member.user.id: bool(getattr(member, "is_anonymous", False))
            for member in members
            if not member.user.is_bot
        }
        self._known[chat_id] = found
        return found
