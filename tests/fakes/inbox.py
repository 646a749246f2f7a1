"""An inbox in memory, and a leader lease that a test hands out."""

import asyncio
from collections.abc import Sequence

from bot.errors import NotCopied, PartlyStored, StorageDown
from bot.models.inbox import ClaimedUpdate, IncomingUpdate
from bot.models.work import Capacity, Lease, Outcome


class FakeInbox:
    """Hands out what was put, in order and at once; keeps how each update ended."""

    def __init__(self) -> None:
        self.waiting: list[ClaimedUpdate] = []
        self.ended: list[tuple[int, Outcome]] = []
        self.notes: list[tuple[int, int, int]] = []
        self.lost: set[str] = set()
        self.extended: list[list[int]] = []
        self.is_down = False
        self.is_copied = True
        self.lost_from: int | None = None
        self.exchange_s = 0.0
        self.backlog_size = 0
        self.buried: list[tuple[int, str]] = []
        self.outboxes: dict[int, str] = {}
        self.has_parked = False
        self.expires_s: float | None = None
        self.told_of_drops: set[str] = set()
        self._token = 0
        self._woken = asyncio.Event()

    def _answer(self) -> None:
        if self.is_down:
            raise StorageDown

    def arrive(
        self, update_id: int, raw: str = "{}", *, is_priority: bool = False, attempts: int = 1
    ) -> ClaimedUpdate:
        """An update that waits."""
        self._token += 1
        lease = Lease(str(update_id), self._token, attempts, is_priority)
        claimed = ClaimedUpdate(update_id, raw, lease)
        self.waiting.append(claimed)
        return claimed

    def wake(self) -> None:
        """A wake-up from another process."""
        self._woken.set()

    async def put(self, updates: Sequence[IncomingUpdate], *, wake: bool = True) -> int:
        self._answer()
        left = [each for each in updates if self.lost_from and each.update_id >= self.lost_from]
        waiting = {each.update_id for each in self.waiting}
        for update in updates:
            if update not in left and update.update_id not in waiting:
                self.arrive(update.update_id, update.raw, is_priority=update.is_priority)
        if left:
            raise PartlyStored(left)
        if not self.is_copied:
            raise NotCopied
        return self.backlog_size

    async def backlog(self) -> int:
        self._answer()
        return self.backlog_size

    async def exchange(
        self,
        finished: Sequence[tuple[Lease, Outcome]],
        capacity: Capacity,
        *,
        only_followers: bool = False,
    ) -> list[ClaimedUpdate]:
        self._answer()
        self.ended += [(int(lease.item), outcome) for lease, outcome in finished]
        if only_followers:
            return []
        priority = [one for one in self.waiting if one.lease.is_priority][: capacity.priority]
        normal = [one for one in self.waiting if not one.lease.is_priority][: capacity.normal]
        claimed = [*priority, *normal]
        self.waiting = [one for one in self.waiting if one not in claimed]
        await asyncio.sleep(self.exchange_s)
        return claimed

    async def extend(self, leases: Sequence[Lease]) -> set[str]:
        self._answer()
        self.extended.append([lease.token for lease in leases])
        return self.lost & {lease.item for lease in leases}

    async def note(self, update: ClaimedUpdate, nth: int, message_id: int) -> None:
        self._answer()
        self.notes.append((update.update_id, nth, message_id))

    async def bury(self, update_id: int, raw: str, reason: str) -> None:
        self._answer()
        raw.encode()
        self.buried.append((update_id, reason))

    async def note_outbox(
        self, update: ClaimedUpdate, outbox: str, expires_s: float | None = None
    ) -> None:
        self._answer()
        self.expires_s = expires_s
        self.outboxes[update.update_id] = outbox

    async def is_parked_behind(self, update: ClaimedUpdate) -> bool:
        self._answer()
        return self.has_parked

    async def tells_of_drops(self, update: ClaimedUpdate) -> bool:
        self._answer()
        is_first = update.share not in self.told_of_drops
        self.told_of_drops.add(update.share)
        return is_first

    async def drop_expired(self) -> None:
        self._answer()

    async def wait_for_work(self, timeout_s: float) -> bool:
        try:
            async with asyncio.timeout(timeout_s):
                await self._woken.wait()
        except TimeoutError:
            return False
        self._woken.clear()
        return True


class FakeLeaderLease:
    """Held where `is_ours`; fails where Redis is down."""

    def __init__(self, *, is_ours: bool = True) -> None:
        self.is_ours = is_ours
        self.is_down = False
        self.released = False

    async def hold(self) -> bool:
        if self.is_down:
            raise StorageDown
        return self.is_ours

    async def release(self) -> None:
        self.released = True
