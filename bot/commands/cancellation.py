"""Turns: the long work that is under way for people, and how it is stopped."""

import asyncio
import secrets
from types import TracebackType
from typing import Literal, Self

from bot.models.chat import Thread
from bot.ports.cancellation import CancelRegistry

StopReason = Literal["person", "shutdown"]


class WorkStopped(Exception):
    """The turn was stopped; `reason` says by whom."""

    def __init__(self, reason: StopReason) -> None:
        super().__init__(reason)
        self.reason = reason


class CancelScope:
    """One piece of work for one person in one thread; `async with turn:` is the work.

    It ends as `asyncio.timeout` does: whoever stops it cancels the task, and at the end of the
    block that cancellation becomes `WorkStopped`, so that code outside can still finish. `id` is
    known before the work begins, for the button that stops it.
    """

    def __init__(self, turns: "CancelScopes", thread: Thread, sender_id: int) -> None:
        self.id = secrets.token_hex(4)
        self.thread = thread
        self.sender_id = sender_id
        self._turns = turns
        self._task: asyncio.Task[object] | None = None
        self._stopped: StopReason | None = None
        self._wanted_to_end = 0

    async def __aenter__(self) -> Self:
        await self._turns.board.enter(self.thread, self.id, self.sender_id)
        self._task = asyncio.current_task()
        self._wanted_to_end = self._task.cancelling() if self._task else 0
        self._turns.under_way[self.id] = self
        if self._turns.is_closing:
            self.stop("shutdown")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        del self._turns.under_way[self.id]
        await self._turns.board.leave(self.thread, self.id)
        if self._stopped is None or self._task is None:
            return
        # Ours only, unless somebody else wants the task to end as well.
        if self._task.uncancel() <= self._wanted_to_end and kind in {None, asyncio.CancelledError}:
            raise WorkStopped(self._stopped) from None

    def stop(self, reason: StopReason) -> bool:
        """End the work; False where it is ending already."""
        if self._stopped is not None or self._task is None:
            return False
        self._stopped = reason
        self._task.cancel()
        return True


class Alone:
    """The board of a process that has no others beside it; implements `ports.turns.CancelRegistry`."""

    async def enter(self, thread: Thread, turn_id: str, sender_id: int) -> None:
        """Nobody asks."""

    async def leave(self, thread: Thread, turn_id: str) -> None:
        """Nobody asks."""

    async def owner_of(self, thread: Thread, turn_id: str) -> int | None:
        """No other process has it."""
        return None

    async def stop(self, thread: Thread, sender_id: int) -> bool:
        """No other process has one."""
        return False

    async def stop_turn(self, thread: Thread, turn_id: str) -> bool:
        """No other process has it."""
        return False


class CancelScopes:
    """The turns under way in this process, by id, and the way to those of others.

    Args:
        board: where the fleet lists its turns.
    """

    def __init__(self, board: CancelRegistry | None = None) -> None:
        self.board = board or Alone()
        self.under_way: dict[str, CancelScope] = {}
        self.is_closing = False

    def take(self, thread: Thread, sender_id: int) -> CancelScope:
        """A turn for a person in a thread; it is under way inside its `async with`."""
        return CancelScope(self, thread, sender_id)

    async def stop(self, thread: Thread, sender_id: int) -> bool:
        """Stop what is under way for a person in a thread; False where nothing is."""
        theirs = [
            turn
            for turn in self.under_way.values()
            if (turn.thread, turn.sender_id) == (thread, sender_id)
        ]
        here = sum(turn.stop("person") for turn in theirs) > 0
        return here or await self.board.stop(thread, sender_id)

    async def owner_of(self, thread: Thread, turn_id: str) -> int | None:
        """Whose turn it is; None where it has ended."""
        turn = self.under_way.get(turn_id)
        return turn.sender_id if turn else await self.board.owner_of(thread, turn_id)

    async def stop_turn(self, thread: Thread, turn_id: str) -> bool:
        """Stop a turn by its id; False where it has ended."""
        return self.stop_here(turn_id) or await self.board.stop_turn(thread, turn_id)

    def stop_here(self, turn_id: str) -> bool:
        """Stop a turn of this process; False where it has ended or is another's."""
        turn = self.under_way.get(turn_id)
        return turn is not None and turn.stop("person")

    def stop_all(self) -> int:
        """Stop every turn, since the process ends; return how many there were.

        One that begins from now on is stopped as it begins.
        """
        self.is_closing = True
        return sum(turn.stop("shutdown") for turn in list(self.under_way.values()))
