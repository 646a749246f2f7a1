"""Awaited inputs and notices, in memory."""

from bot.models.chat import Thread
from bot.ports.awaited_inputs import Awaiting
from bot.ports.notices import Notice


class FakeAwaitedInputs:
    """Implements `ports.awaited_inputs.AwaitedInputs`; see tests/contracts. Nothing expires."""

    def __init__(self) -> None:
        self.awaited: dict[tuple[Thread, int], tuple[Awaiting, int]] = {}
        self.taken: dict[tuple[Thread, int], int] = {}

    async def expect(
        self, thread: Thread, person_id: int, destination: Awaiting, update_id: int
    ) -> None:
        self.awaited[thread, person_id] = (destination, update_id)
        self.taken.pop((thread, person_id), None)

    async def find(self, thread: Thread, person_id: int, update_id: int) -> Awaiting | None:
        destination, wish = self.awaited.get((thread, person_id), (None, None))
        is_free = self.taken.get((thread, person_id), update_id) == update_id
        return destination if is_free and wish != update_id else None

    async def take(self, thread: Thread, person_id: int, update_id: int) -> bool:
        if await self.find(thread, person_id, update_id) is None:
            return False
        return self.taken.setdefault((thread, person_id), update_id) == update_id

    async def drop(self, thread: Thread, person_id: int) -> bool:
        was_awaited = self.awaited.pop((thread, person_id), None) is not None
        return was_awaited and (thread, person_id) not in self.taken


class FakeNotices:
    """Implements `ports.notices.Notices`; see tests/contracts. Time stands still unless `now_s` is set."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self._due_at_s: dict[tuple[Thread, Notice], float] = {}

    async def is_due(self, thread: Thread, notice: Notice, every_s: int) -> bool:
        is_due = self._due_at_s.get((thread, notice), 0) <= self.now_s
        if is_due:
            self._due_at_s[thread, notice] = self.now_s + every_s
        return is_due
