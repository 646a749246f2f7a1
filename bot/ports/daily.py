"""Storage of the daily puzzle: people's attempts, and the chats that get it every day."""

from collections.abc import Sequence
from typing import Protocol

from bot.models.daily import DailyProgress


class DailyPuzzles(Protocol):
    """Keeps one attempt for each person; every method raises `errors.StorageDown`."""

    async def progress(self, person_id: int) -> DailyProgress:
        """The person's last attempt."""

    async def save(self, person_id: int, progress: DailyProgress) -> None:
        """Replace it; of two tries at the same moment, in two chats, the later one stays."""

    async def chats_at(self, hour: int) -> Sequence[int]:
        """The chats that want the puzzle at that hour of the day."""

    async def claim(self, chat_id: int, number: int) -> bool:
        """May the caller send that puzzle to the chat? One may, of all replicas."""

    async def release(self, chat_id: int, number: int) -> None:
        """It was not sent."""

    async def forget(self, chat_id: int, person_id: int) -> None:
        """Delete the person's attempts."""
