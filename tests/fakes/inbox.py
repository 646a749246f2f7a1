"""An inbox in memory, and a leadership that a test hands out."""

import asyncio
from collections.abc import Sequence

from bot.errors import StorageDown
from bot.models.inbox import ClaimedUpdate, IncomingUpdate, Outcome


class FakeInbox:
    """Hands out what was put, in order and at once; keeps how each update ended."""

    def __init__(self) -> None:
        self.waiting: list[ClaimedUpdate] = []
        self.ended: list[tuple[int, Outcome]] = []
        self.notes: list[tuple[int, int, int]] = []
        self.lost: set[int] = set()
        self.is_down = False
        self.backlog_size = 0
        self._token = 0

    def _answer(self) -> None:
        if self.is_down:
            raise StorageDown

    def arrived(
        self, update_id: int, raw: str = "{}", *, is_priority: bool = False, attempts: int = 1
    ) -> ClaimedUpdate:
        """An update that waits."""
        self._token += 1
        delivery = ClaimedUpdate(update_id, raw, is_priority, self._token, attempts)
        self.waiting.append(delivery)
        return delivery

    async def put(self, arrivals: Sequence[IncomingUpdate], *, wake: bool = True) -> int:
        self._answer()
        for arrival in arrivals:
            self.arrived(arrival.update_id, arrival.raw, is_priority=arrival.is_priority)
        return self.backlog_size

    async def backlog(self) -> int:
        self._answer()
        return self.backlog_size

    async def turn(
        self, ended: Sequence[tuple[ClaimedUpdate, Outcome]], *, ordered: int, priority: int
    ) -> list[ClaimedUpdate]:
        self._answer()
        self.ended += [(delivery.update_id, ending) for delivery, ending in ended]
        claimed = [one for one in self.waiting if one.is_priority][:priority]
        claimed += [one for one in self.waiting if not one.is_priority][:ordered]
        self.waiting = [one for one in self.waiting if one not in claimed]
        return claimed

    async def extend(self, held: Sequence[ClaimedUpdate]) -> set[int]:
        self._answer()
        return self.lost & {delivery.update_id for delivery in held}

    async def note(self, delivery: ClaimedUpdate, nth: int, message_id: int) -> None:
        self._answer()
        self.notes.append((delivery.update_id, nth, message_id))

    async def wait(self, timeout_s: float) -> None:
        await asyncio.sleep(timeout_s)


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
