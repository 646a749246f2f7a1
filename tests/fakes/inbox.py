"""An inbox in memory, and a leadership that a test hands out."""

import asyncio
from collections.abc import Sequence

from bot.errors import StorageDown
from bot.models.inbox import Arrival, Delivery, Ending


class FakeInbox:
    """Hands out what was put, in order and at once; keeps how each update ended."""

    def __init__(self) -> None:
        self.waiting: list[Delivery] = []
        self.ended: list[tuple[int, Ending]] = []
        self.notes: list[tuple[int, int, int]] = []
        self.lost: set[int] = set()
        self.is_down = False
        self.backlog_size = 0
        self._token = 0

    def _answer(self) -> None:
        if self.is_down:
            raise StorageDown

    def arrived(
        self, update_id: int, raw: str = "{}", *, overtakes: bool = False, attempts: int = 1
    ) -> Delivery:
        """An update that waits."""
        self._token += 1
        delivery = Delivery(update_id, raw, overtakes, self._token, attempts)
        self.waiting.append(delivery)
        return delivery

    async def put(self, arrivals: Sequence[Arrival], *, wake: bool = True) -> int:
        self._answer()
        for arrival in arrivals:
            self.arrived(arrival.update_id, arrival.raw, overtakes=arrival.overtakes)
        return self.backlog_size

    async def backlog(self) -> int:
        self._answer()
        return self.backlog_size

    async def turn(
        self, ended: Sequence[tuple[Delivery, Ending]], *, ordered: int, overtaking: int
    ) -> list[Delivery]:
        self._answer()
        self.ended += [(delivery.update_id, ending) for delivery, ending in ended]
        claimed = [one for one in self.waiting if one.overtakes][:overtaking]
        claimed += [one for one in self.waiting if not one.overtakes][:ordered]
        self.waiting = [one for one in self.waiting if one not in claimed]
        return claimed

    async def extend(self, held: Sequence[Delivery]) -> set[int]:
        self._answer()
        return self.lost & {delivery.update_id for delivery in held}

    async def note(self, delivery: Delivery, nth: int, message_id: int) -> None:
        self._answer()
        self.notes.append((delivery.update_id, nth, message_id))

    async def wait(self, timeout_s: float) -> None:
        await asyncio.sleep(timeout_s)


class FakeLeadership:
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
