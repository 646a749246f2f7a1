"""Conversations over HTTP: whose they are, and in which thread of the history."""

from typing import Protocol

from bot.models.conversation import Conversation


class Conversations(Protocol):
    """Keeps conversations as long as their history; every method raises `errors.StorageDown`.

    `owner` is the name of a key. To any other a conversation does not exist.
    """

    async def new_number(self) -> int:
        """An id for a message or a thread, larger than all before it and than any of Telegram."""

    async def find(self, owner: str, conversation_id: str) -> Conversation | None:
        """A conversation of the owner."""

    async def keep(self, owner: str, conversation: Conversation) -> list[Conversation]:
        """Store one, or note that it was used; return what is dropped because there are too many."""

    async def recent(self, owner: str, count: int) -> list[Conversation]:
        """The last used ones, newest first."""

    async def delete(self, owner: str, conversation_id: str) -> None:
        """Forget whose it is; its exchanges are in the history."""
