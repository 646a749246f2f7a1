"""Where games of 成语接龙 (idiom chain) are kept."""

from typing import Protocol

from bot.models.chat import Thread
from bot.models.game import FoundGame, GameChange, GameReply, LeaderboardEntry


class GameRepository(Protocol):
    """One game for each thread, and a board for each chat."""

    async def active(self, thread: Thread) -> bool:
        """Is a game on?"""

    async def find(self, thread: Thread, update_id: int) -> FoundGame:
        """The game, and what this update was told if it was applied before."""

    async def apply(self, thread: Thread, change: GameChange) -> GameReply | None:
        """Make the change if nothing else came first; all of it or nothing.

        Where a turn has a limit, it is due at half of it. Returns what the update is told: the same however often it is applied; None where another
        update changed the game since `change.before`.
        """

    async def due(self) -> tuple[int, list[Thread]]:
        """The server's time (s since 1970) and the threads whose turn has to be looked at now.

        Each is given to one caller only, for half a minute; `watch` says when to look again.
        """

    async def watch(self, thread: Thread, after_s: int | None) -> None:
        """Look at the thread's turn in so many seconds; None: no more."""

    async def standings(self, chat_id: int, count: int) -> list[LeaderboardEntry]:
        """The best of the chat over all its games, the best first."""

    async def forget(self, chat_id: int, person_id: int) -> None:
        """Take a person off the chat's board, name and points."""
