import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.models.inbox import ClaimedUpdate, Outcome
from bot.work.worker import ORDERED_AT_ONCE, UpdateWorker
from tests.fakes.inbox import FakeInbox

pytestmark = pytest.mark.looptime


class Desk:
    """Handles updates: at once, or when `gate` opens."""

    def __init__(self, *, is_open: bool = True) -> None:
        self.inbox = FakeInbox()
        self.begun: list[int] = []
        self.gate = asyncio.Event()
        if is_open:
            self.gate.set()
        self.errors: dict[int, Exception] = {}
        self.worker = UpdateWorker(self.inbox, self.handle, keep_s=3)

    async def handle(self, delivery: ClaimedUpdate) -> Outcome:
        self.begun.append(delivery.update_id)
        if error := self.errors.get(delivery.update_id):
            raise error
        await self.gate.wait()
        return Outcome()

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        self.worker.start()
        try:
            yield
        finally:
            await self.worker.close()

    @property
    def verbs(self) -> dict[int, str]:
        return {update_id: ending.verb for update_id, ending in self.inbox.ended}


async def test_what_waits_is_handled_and_acknowledged():
    desk = Desk()
    async with desk.working():
        desk.inbox.arrived(1)
        desk.worker.wake()
        await asyncio.sleep(0.1)
        assert desk.verbs == {1: "done"}


async def test_what_another_process_put_is_found_without_a_nudge():
    desk = Desk()
    async with desk.working():
        desk.inbox.arrived(1)
        await asyncio.sleep(2)
        assert desk.verbs == {1: "done"}


async def test_what_overtakes_is_taken_though_the_desk_is_full_of_answers():
    desk = Desk(is_open=False)
    for number in range(ORDERED_AT_ONCE + 500):
        desk.inbox.arrived(number)
    async with desk.working():
        await asyncio.sleep(3)
        assert len(desk.begun) == ORDERED_AT_ONCE
        desk.inbox.arrived(9999, is_priority=True)
        desk.worker.wake()
        await asyncio.sleep(0.01)
        assert desk.begun[-1] == 9999
        desk.gate.set()
        await asyncio.sleep(3)
    assert len(desk.begun) == ORDERED_AT_ONCE + 501


async def test_a_failure_outside_the_handlers_is_tried_again_and_in_the_end_buried(caplog):
    desk = Desk()
    desk.errors = {1: KeyError("x"), 2: KeyError("x")}
    desk.inbox.arrived(1, attempts=1)
    desk.inbox.arrived(2, attempts=3)
    async with desk.working():
        await asyncio.sleep(2)
    assert desk.verbs == {1: "again", 2: "bury"}
    assert "failed outside" in caplog.text


async def test_at_the_end_what_is_under_way_is_given_back():
    desk = Desk(is_open=False)
    desk.inbox.arrived(1)
    async with desk.working():
        await asyncio.sleep(2)
        assert not await desk.worker.finish(1)
        desk.inbox.arrived(2)
    assert desk.verbs == {1: "back"}
    assert desk.begun == [1]


async def test_while_redis_is_down_endings_are_kept(caplog):
    desk = Desk(is_open=False)
    desk.inbox.arrived(1)
    async with desk.working():
        await asyncio.sleep(2)
        desk.inbox.is_down = True
        desk.gate.set()
        await asyncio.sleep(5)
        assert desk.verbs == {}
        desk.inbox.is_down = False
        await asyncio.sleep(2)
        assert desk.verbs == {1: "done"}
    assert "Redis does not answer" in caplog.text


async def test_what_another_process_took_over_is_cancelled_here(caplog):
    desk = Desk(is_open=False)
    desk.inbox.arrived(1)
    async with desk.working():
        await asyncio.sleep(2)
        desk.inbox.lost = {1}
        await asyncio.sleep(3)
        assert await desk.worker.finish(0)
    assert "goes on in another process" in caplog.text


async def test_an_update_whose_lease_ran_out_and_came_back_is_not_begun_twice():
    desk = Desk(is_open=False)
    desk.inbox.arrived(1)
    async with desk.working():
        await asyncio.sleep(2)
        desk.inbox.arrived(1, attempts=2)
        await asyncio.sleep(2)
        desk.gate.set()
        await asyncio.sleep(2)
    assert desk.begun == [1]
    assert desk.verbs == {1: "done"}


async def test_a_busy_process_asks_for_help():
    desk = Desk(is_open=False)
    assert not desk.worker.is_busy(3)
    assert desk.worker.is_busy(100)
