"""Storage of 成语接龙 (idiom chain) games, their turn timers, leaderboards and records."""

from typing import Literal, Protocol

from bot.models.chat import Thread
from bot.models.game import (
    FoundGame,
    GameChange,
    GameReply,
    LeaderboardEntry,
    PlayerRecords,
    Recap,
    WaitingAnswer,
)

Period = Literal["week", "all"]
"""Of a leaderboard; a week begins on Monday."""


class AnswerQueue(Protocol):
    """Paces the answers to moves in groups; those that cannot go at once wait, and go together."""

    async def claim(self, thread: Thread, answer: WaitingAnswer) -> float | None:
        """Seconds since the answer before, where it may be sent now; None where it was queued."""

    async def waiting(self) -> list[Thread]:
        """The threads for which answers wait."""

    async def take(self, thread: Thread) -> list[WaitingAnswer]:
        """The answers that may be sent now, together; empty where it is too early or they are leased."""

    async def sent(self, thread: Thread, count: int) -> None:
        """The first `count` of them were sent; 0: they must be tried again."""


class GameRepository(Protocol):
    """One game per thread."""

    async def find(self, thread: Thread, update_id: int) -> FoundGame:
        """Load the game, and the reply that this update got if it was applied before."""

    async def apply(self, thread: Thread, change: GameChange) -> GameReply | None:
        """Apply a change atomically, if the game is still as `change.before`.

        A turn with a limit is scheduled for a check at half of it.

        Returns:
            The update's reply, the same however often it is applied; None if another update has
            changed the game since `change.before`.
        """

    async def delete(self, thread: Thread) -> None:
        """Delete the game, and what is kept of the one that ended last."""

    async def add_prompt(self, thread: Thread, message_id: int, replaced: int) -> list[int]:
        """Remember a message with buttons; take up to `replaced` of the others, the newest first."""

    async def due_turns(self) -> tuple[int, list[Thread]]:
        """The server's time (s since 1970) and the threads whose turn must be checked now.

        Each thread goes to one caller only and is leased for 30 s; `schedule_turn_check` ends the
        lease.
        """

    async def schedule_turn_check(self, thread: Thread, after_s: int | None) -> None:
        """Check the thread's turn in so many seconds; None: never."""

    async def recap(self, thread: Thread) -> Recap | None:
        """The game that ended last, for a day."""

    async def claim_picture(self, thread: Thread, recap: Recap, update_id: int) -> bool:
        """May the update have the game drawn? One may; a repeated attempt at it, too."""

    async def release_picture(self, thread: Thread, recap: Recap) -> None:
        """The picture was not sent."""


class Leaderboards(Protocol):
    """The points and records of the people of each chat, which `GameRepository.apply` keeps."""

    async def leaderboard(
        self, chat_id: int, count: int, period: Period = "all"
    ) -> list[LeaderboardEntry]:
        """The people with the most points over the games of the chat, the first one first."""

    async def records(self, chat_id: int, person_id: int) -> PlayerRecords:
        """What the person has achieved there."""

    async def forget(self, chat_id: int, person_id: int) -> None:
        """Delete a person's name, points and records in the chat."""
