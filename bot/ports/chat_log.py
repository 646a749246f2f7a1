"""The messages of groups that have switched on their digest, and when digests are posted."""

from collections.abc import Sequence
from typing import Protocol

from bot.models.chat_log import LoggedMessage


class ChatLog(Protocol):
    """Keeps `MAX_LOGGED` messages of a group for `LOGGED_HOURS`, by the time of the store."""

    async def add(self, chat_id: int, message: LoggedMessage) -> None:
        """Keep a message, once; nothing happens where the digest is off, or its sender has left it."""

    async def edit(self, chat_id: int, message_id: int, text: str) -> None:
        """Replace the text of a message that is kept; an empty one deletes it."""

    async def read(self, chat_id: int) -> Sequence[LoggedMessage]:
        """What is kept, oldest first."""

    async def leave(self, chat_id: int, person_id: int) -> None:
        """Delete what a person said, and keep nothing that they say."""

    async def come_back(self, chat_id: int, person_id: int) -> bool:
        """Keep again what a person says; False: they had not left."""

    async def forget(self, chat_id: int, person_id: int) -> None:
        """Delete what a person said up to now."""

    async def clear(self, chat_id: int) -> None:
        """Delete all messages; who has left stays away."""


class DailyDigests(Protocol):
    """When the next digest of each chat is due, for all replicas."""

    async def now_s(self) -> float:
        """The time of the store (Unix time)."""

    async def schedule(self, chat_id: int, due_s: float | None) -> None:
        """Have a digest posted then; None: no more."""

    async def due(self) -> Sequence[tuple[int, float]]:
        """The chats whose digest is due, and since when."""

    async def claim(self, chat_id: int, due_s: float, next_s: float) -> bool:
        """Put off to `next_s` what was due at `due_s`; False where somebody else has."""
