"""Who may be stopped where: the turns of the whole fleet."""

from typing import Protocol

from bot.models.chat import Thread


class CancelRegistry(Protocol):
    """Lists the turns under way, and reaches the process of each. Never raises."""

    async def enter(self, thread: Thread, turn_id: str, sender_id: int) -> None:
        """A turn begins here."""

    async def leave(self, thread: Thread, turn_id: str) -> None:
        """It has ended."""

    async def owner_of(self, thread: Thread, turn_id: str) -> int | None:
        """Whose turn it is; None where no process has it."""

    async def stop(self, thread: Thread, sender_id: int) -> bool:
        """Have a person's turns of a thread stopped in other processes; False where none has one."""

    async def stop_turn(self, thread: Thread, turn_id: str) -> bool:
        """Have one turn stopped in another process; False where none has it."""
