"""Where games of 成语接龙 (idiom chain) are kept."""

from typing import Protocol

from bot.models.chat import Thread
from bot.models.game import Change, Standing, Table, Told


class Games(Protocol):
    """One game for each thread, and a board for each chat."""

    async def active(self, thread: Thread) -> bool:
        """Is a game on?"""

    async def find(self, thread: Thread, update_id: int) -> Table:
        """The game, and what this update was told if it was applied before."""

    async def apply(self, thread: Thread, change: Change) -> Told | None:
        """Make the change if nothing else came first; all of it or nothing.

        Returns what the update is told: the same however often it is applied; None where another
        update changed the game since `change.before`.
        """

    async def standings(self, chat_id: int, count: int) -> list[Standing]:
        """The best of the chat over all its games, the best first."""

    async def forget(self, chat_id: int, person_id: int) -> None:
        """Take a person off the chat's board, name and points."""
