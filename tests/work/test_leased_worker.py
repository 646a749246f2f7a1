import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.errors import StorageDown
from bot.models.inbox import ClaimedUpdate
from bot.models.work import Capacity, Outcome
from bot.work.leased_worker import LeasedWorker
from tests.fakes.inbox import FakeInbox

pytestmark = pytest.mark.looptime

CAPACITY = Capacity(normal=40, priority=10)
LEASE_S = 9
EXTENDED_S = LEASE_S / 3


class Handler:
    """A worker and its handler, which ends at once, or when `release` is set."""

    def __init__(self, *, blocks: bool = False) -> None:
        self.inbox = FakeInbox()
        self.begun: list[ClaimedUpdate] = []
        self.release = asyncio.Event()
        if not blocks:
            self.release.set()
        self.errors: dict[int, Exception] = {}
        self.worker: LeasedWorker[ClaimedUpdate] = LeasedWorker(
            "updates", self.inbox, self.handle, capacity=CAPACITY, lease_s=LEASE_S, max_attempts=3
        )

    async def handle(self, claimed: ClaimedUpdate) -> Outcome:
        self.begun.append(claimed)
        if error := self.errors.get(claimed.update_id):
            raise error
        await self.release.wait()
        return Outcome()

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        self.worker.start()
        try:
            yield
        finally:
            await self.worker.close()

    async def ticks(self, seconds: float) -> None:
        """Let the scheduler call once a second, for so long."""
        for _ in range(int(seconds)):
            await self.worker.claim_due()
            await asyncio.sleep(1)

    @property
    def begun_ids(self) -> list[int]:
        return [claimed.update_id for claimed in self.begun]

    @property
    def outcomes(self) -> dict[int, str]:
        return {update_id: outcome.kind for update_id, outcome in self.inbox.ended}


async def test_a_waiting_item_is_handled_and_acknowledged():
    handler = Handler()
    async with handler.working():
        handler.inbox.arrive(1)
        handler.worker.wake()
        await asyncio.sleep(0.1)
        assert handler.outcomes == {1: "done"}


async def test_a_wake_up_of_another_process_is_heard():
    handler = Handler()
    async with handler.working():
        handler.inbox.arrive(1)
        handler.inbox.wake()
        await asyncio.sleep(0.1)
        assert handler.outcomes == {1: "done"}


async def test_the_pump_finds_what_no_wake_up_announced():
    handler = Handler()
    async with handler.working():
        handler.inbox.arrive(1)
        await asyncio.sleep(10)
        assert handler.outcomes == {}
        await handler.ticks(1)
        assert handler.outcomes == {1: "done"}


async def test_priority_items_are_claimed_although_all_normal_room_is_taken():
    handler = Handler(blocks=True)
    for number in range(CAPACITY.normal + 15):
        handler.inbox.arrive(number)
    async with handler.working():
        await handler.ticks(1)
        assert len(handler.begun) == CAPACITY.normal
        handler.inbox.arrive(9999, is_priority=True)
        handler.worker.wake()
        await asyncio.sleep(0.01)
        assert handler.begun_ids[-1] == 9999
        handler.release.set()
        await asyncio.sleep(0.1)  # room was short, so more is claimed without a call
    assert len(handler.begun) == CAPACITY.normal + 16


async def test_an_item_whose_handling_raised_is_tried_again_and_given_up_at_the_last_attempt(
    caplog,
):
    handler = Handler()
    handler.errors = {1: KeyError("x"), 2: KeyError("x")}
    handler.inbox.arrive(1, attempts=1)
    handler.inbox.arrive(2, attempts=3)
    async with handler.working():
        await handler.ticks(1)
    assert handler.outcomes == {1: "retry", 2: "dead_letter"}
    assert "item 1 failed" in caplog.text


async def test_an_item_that_met_another_dead_master_of_a_cluster_is_never_given_up(caplog):
    handler = Handler()
    handler.errors = {1: StorageDown()}
    handler.inbox.arrive(1, attempts=3)
    async with handler.working():
        await handler.ticks(1)
    assert handler.outcomes == {1: "requeue"}
    assert "item 1 waits" in caplog.text


async def test_at_the_end_what_is_under_way_is_requeued_and_nothing_more_is_claimed():
    handler = Handler(blocks=True)
    handler.inbox.arrive(1)
    async with handler.working():
        await handler.ticks(1)
        assert not await handler.worker.finish(1)
        handler.worker.stop_claiming()
        handler.inbox.arrive(2)
        await handler.ticks(2)
    assert handler.outcomes == {1: "requeue"}
    assert handler.begun_ids == [1]


async def test_the_end_waits_for_what_a_claim_in_flight_brings():
    handler = Handler()
    handler.inbox.arrive(1)
    handler.inbox.exchange_s = 0.5
    async with handler.working():
        handler.worker.wake()
        await asyncio.sleep(0.1)
        handler.worker.stop_claiming()
        assert await handler.worker.finish(5)
        assert handler.begun_ids == [1]


async def test_outcomes_are_kept_while_redis_is_away(caplog):
    handler = Handler(blocks=True)
    handler.inbox.arrive(1)
    async with handler.working():
        await handler.ticks(1)
        handler.inbox.is_down = True
        handler.release.set()
        await asyncio.sleep(5)
        assert handler.outcomes == {}
        handler.inbox.is_down = False
        await asyncio.sleep(2)
        assert handler.outcomes == {1: "done"}
    assert "Redis does not answer" in caplog.text


async def test_an_attempt_whose_item_another_process_has_claimed_is_cancelled(caplog):
    handler = Handler(blocks=True)
    handler.inbox.arrive(1)
    async with handler.working():
        await handler.ticks(1)
        handler.inbox.lost = {"1"}
        await asyncio.sleep(EXTENDED_S)
        assert await handler.worker.finish(0)
    assert "goes on in another process" in caplog.text


async def test_an_item_that_comes_back_while_its_attempt_runs_gives_it_the_new_token():
    handler = Handler(blocks=True)
    old = handler.inbox.arrive(1)
    old_token = old.lease.token
    async with handler.working():
        await handler.ticks(1)
        again = handler.inbox.arrive(1, attempts=2)
        await handler.ticks(1)
        assert handler.begun_ids == [1]
        assert handler.begun[0].lease.token == again.lease.token != old_token
        await asyncio.sleep(EXTENDED_S)
        assert handler.inbox.extended[-1] == [again.lease.token]
        handler.release.set()
        await asyncio.sleep(0.1)
    assert handler.outcomes == {1: "done"}


async def test_leases_are_extended_three_times_within_a_lease():
    handler = Handler(blocks=True)
    claimed = handler.inbox.arrive(1)
    async with handler.working():
        await handler.ticks(1)
        await asyncio.sleep(LEASE_S)
        assert len(handler.inbox.extended) == 3
        assert set(map(tuple, handler.inbox.extended)) == {(claimed.lease.token,)}


async def test_leases_that_could_not_be_extended_are_extended_as_soon_as_redis_answers():
    handler = Handler(blocks=True)
    handler.inbox.arrive(1)
    async with handler.working():
        await handler.ticks(1)
        handler.inbox.is_down = True
        await asyncio.sleep(EXTENDED_S)
        handler.inbox.is_down = False
        await asyncio.sleep(1)
        assert len(handler.inbox.extended) == 1


async def test_a_process_with_much_to_do_wakes_another():
    handler = Handler()
    assert not handler.worker.is_busy(3)
    assert handler.worker.is_busy(100)


async def test_an_error_of_the_queue_is_told_and_does_not_stop_the_worker(monkeypatch):
    handler = Handler()

    async def fail(*args: object, **options: object) -> list[ClaimedUpdate]:
        raise ValueError

    async with handler.working():
        monkeypatch.setattr(handler.inbox, "exchange", fail)
        handler.worker.wake()
        await asyncio.sleep(1)
        monkeypatch.undo()
        handler.inbox.arrive(1)
        with pytest.raises(ValueError):  # noqa: PT011 -- the very one
            await handler.worker.claim_due()  # the scheduler logs it
        await handler.ticks(1)
    assert handler.begun_ids == [1]
