"""Whom the bot serves: allow lists of chats and people, and a block list."""

from dataclasses import dataclass

from bot.ports.chat import ChatMigrations, Permissions


@dataclass(frozen=True, slots=True)
class Access:
    """The lists, and who passes whatever they say.

    Args:
        permissions: reviewers always pass.
        migrations: a group stays listed when it becomes a supergroup.
        chats: that are served; a private chat is not among them.
        users: who are served, in private too. Both empty: everybody is served.
        blocked: people and chats that are not served, whatever the other lists say.
        own_chats: the chats of reviews and publications, which always pass.
    """

    permissions: Permissions
    migrations: ChatMigrations
    chats: frozenset[int] = frozenset()
    users: frozenset[int] = frozenset()
    blocked: frozenset[int] = frozenset()
    own_chats: frozenset[int] = frozenset()

    async def allows(self, chat_id: int, person_id: int) -> bool:
        """Is a person (or a chat that writes as itself) served in a chat?"""
        if await self._is_served(chat_id, person_id):
            return True
        # Asked last, since it may take a call to the platform.
        return await self.permissions.may_review(person_id)

    async def _is_served(self, chat_id: int, person_id: int) -> bool:
        if person_id in self.blocked:
            return False
        if await self._has(self.own_chats, chat_id):
            return True
        if await self._has(self.blocked, chat_id):
            return False
        if not (self.chats or self.users) or person_id in self.users:
            return True
        is_private = chat_id == person_id > 0  # an anonymous administrator writes as the group
        return not is_private and await self._has(self.chats, chat_id)

    async def _has(self, listed: frozenset[int], chat_id: int) -> bool:
        """Is a chat in the list, by its id or by the one it had before it became a supergroup?"""
        if chat_id in listed or chat_id > 0:
            return chat_id in listed
        for listed_id in listed:
            if await self.migrations.current(listed_id) == chat_id:
                return True
        return False
