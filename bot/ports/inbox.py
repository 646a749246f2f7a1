"""Where updates are kept from their arrival until they are handled, and who fetches them."""

from collections.abc import Sequence
from typing import Protocol

from bot.models.inbox import ClaimedUpdate, DeadUpdate, IncomingUpdate


class Inbox(Protocol):
    """Takes updates in; workers claim them through `bot.work.leased_worker.WorkQueue`.

    Every method raises `errors.StorageDown`.
    """

    async def put(self, updates: Sequence[IncomingUpdate], *, wake: bool = True) -> int:
        """Store updates, each id once; return how many wait or are worked on.

        `wake`: wake another process as well. Of a person who has too many waiting, one update is
        stored as refused and the others are dropped and counted.

        Raises:
            PartlyStored: those that it names were not stored.
            NotCopied: they were stored where they may still be lost.
        """

    async def bury(self, update_id: int, raw: str, reason: str) -> None:
        """Put an update that cannot be handled among those that were given up."""

    async def backlog(self) -> int:
        """How many wait or are worked on."""

    async def note(self, update: ClaimedUpdate, nth: int, message_id: int) -> None:
        """Note the nth message that was sent for an update, in case another process goes on."""

    async def note_outbox(
        self, update: ClaimedUpdate, outbox: str, expires_s: float | None = None
    ) -> None:
        """Note the replies to an update that wait for its chat's budget, and when they lose their use."""

    async def is_parked_behind(self, update: ClaimedUpdate) -> bool:
        """Are replies to others of its chat waiting for the chat's budget now?"""

    async def tells_of_drops(self, update: ClaimedUpdate) -> bool:
        """Is this the update whose reply tells its chat, once in a while, that some were dropped?"""

    async def drop_expired(self) -> None:
        """Drop parked updates whose replies have lost their use."""


class DeadUpdates(Protocol):
    """The updates that were given up: the newest thousand, for 30 days; raises `errors.StorageDown`."""

    async def dead(self, count: int = 20) -> Sequence[DeadUpdate]:
        """The newest of them, oldest first."""

    async def count_dead(self) -> int:
        """How many there are."""

    async def clear_dead(self) -> int:
        """Forget them; return how many there were."""

    async def retry_dead(self, update_id: int) -> bool:
        """Handle one again; False where there is no such update."""


class LeaderLease(Protocol):
    """The right to do what only one process may do. Both methods raise `errors.StorageDown`."""

    async def hold(self) -> bool:
        """Take it, or keep it for another lease; False: another process has it."""

    async def release(self) -> None:
        """Let another process have it at once."""
