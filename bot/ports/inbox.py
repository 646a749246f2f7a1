"""Where updates are kept from their arrival until they are handled, and who fetches them."""

from collections.abc import Sequence
from typing import Protocol

from bot.models.inbox import ClaimedUpdate, IncomingUpdate


class Inbox(Protocol):
    """Takes updates in; workers claim them through `bot.work.leased_worker.WorkQueue`.

    Every method raises `errors.StorageDown`.
    """

    async def put(self, updates: Sequence[IncomingUpdate], *, wake: bool = True) -> int:
        """Store updates, each id once; return how many wait or are worked on.

        `wake`: wake another process as well.
        """

    async def backlog(self) -> int:
        """How many wait or are worked on."""

    async def note(self, update: ClaimedUpdate, nth: int, message_id: int) -> None:
        """Note the nth message that was sent for an update, in case another process goes on."""


class LeaderLease(Protocol):
    """The right to do what only one process may do. Both methods raise `errors.StorageDown`."""

    async def hold(self) -> bool:
        """Take it, or keep it for another lease; False: another process has it."""

    async def release(self) -> None:
        """Let another process have it at once."""
