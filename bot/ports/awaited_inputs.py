"""Inputs that people were asked for, since their request lacked them: "please send me the text"."""

from typing import Literal, Protocol

from bot.models.chat import Thread
from bot.models.llm import Destination

Awaiting = Destination | Literal["persona", "daily", "appeal"]
"""What waits: a command, a persona that has questions, the daily puzzle, or an appeal that lacks its reason."""


class AwaitedInputs(Protocol):
    """Keeps for ten minutes, for a person in a thread, which command waits for their next message.

    Every method raises `errors.StorageDown`.
    """

    async def expect(
        self, thread: Thread, person_id: int, destination: Awaiting, update_id: int
    ) -> None:
        """Let the command wait; it replaces what was awaited before. `update_id`: the wish."""

    async def find(self, thread: Thread, person_id: int, update_id: int) -> Awaiting | None:
        """The command that waits for this update; None for the wish itself, and once another took it."""

    async def take(self, thread: Thread, person_id: int, update_id: int) -> bool:
        """Let this update be the input; False where another one was, or nothing is awaited.

        A repeated attempt at the same update takes it again.
        """

    async def drop(self, thread: Thread, person_id: int) -> bool:
        """Wait no longer; return whether anything was awaited."""
