"""Where updates are kept from their arrival until they are handled."""

from collections.abc import Sequence
from typing import Protocol

from bot.models.inbox import ClaimedUpdate, IncomingUpdate, Outcome


class Inbox(Protocol):
    """Shared by the fleet; every method raises `errors.StorageDown`."""

    async def put(self, arrivals: Sequence[IncomingUpdate], *, wake: bool = True) -> int:
        """Store updates, each id once; return how many wait or are being worked on.

        `wake`: another process shall help.
        """

    async def backlog(self) -> int:
        """How many wait or are being worked on."""

    async def turn(
        self, ended: Sequence[tuple[ClaimedUpdate, Outcome]], *, ordered: int, priority: int
    ) -> list[ClaimedUpdate]:
        """Settle what ended and claim up to so many of both kinds; fenced endings do nothing."""

    async def extend(self, held: Sequence[ClaimedUpdate]) -> set[int]:
        """Hold on to them for another lease; return the ids that were lost to other workers."""

    async def note(self, delivery: ClaimedUpdate, nth: int, message_id: int) -> None:
        """Remember the nth message that was sent for it, for the case that another must go on."""

    async def wait(self, timeout_s: float) -> None:
        """Sleep until this process is wanted, at most `timeout_s` seconds."""


class LeaderLease(Protocol):
    """The right to do what only one process of the fleet may do."""

    async def hold(self) -> bool:
        """Take it, or keep it for another while; False: another process has it."""

    async def release(self) -> None:
        """Let another process have it at once."""
