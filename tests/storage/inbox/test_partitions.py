"""The inbox of a cluster: several partitions that behave as one. One server has all of them here."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis.crc import key_slot

from bot.errors import PartlyStored, StorageDown
from bot.models.inbox import ClaimedUpdate, IncomingUpdate
from bot.models.work import Capacity, Lease, Outcome, OutcomeKind
from bot.storage import keys
from bot.storage.connection import Redis, infos
from bot.storage.inbox import partition_exchange, partitions
from bot.storage.inbox.inbox import RedisInbox
from bot.storage.inbox.partitions import PartitionedInbox

ROOM = Capacity(16, 16)
NOTHING = Capacity(0, 0)
CHATS = range(100, 140)
"""Enough for every partition to have some."""


class Partition(RedisInbox):
    """One whose master may be dead, or hang."""

    is_down = False
    exchanges = 0

    def __init__(self, redis: Redis, prefix: str) -> None:
        super().__init__(redis, prefix, lease_ms=60_000)
        self.answers = asyncio.Event()
        self.answers.set()

    async def put(self, updates: Sequence[IncomingUpdate], *, wake: bool = True) -> int:
        if self.is_down:
            raise StorageDown
        return await super().put(updates, wake=wake)

    async def exchange(
        self,
        finished: Sequence[tuple[Lease, Outcome]],
        capacity: Capacity,
        *,
        only_followers: bool = False,
    ) -> list[ClaimedUpdate]:
        self.exchanges += 1
        if self.is_down:
            raise StorageDown
        claimed = await super().exchange(finished, capacity, only_followers=only_followers)
        await self.answers.wait()
        return claimed

    async def extend(self, leases: Sequence[Lease]) -> set[str]:
        await self.answers.wait()
        return await super().extend(leases)


class Process:
    """A process with its inbox."""

    def __init__(self, redis: Redis) -> None:
        prefixes = [keys.inbox_partition(str(number)) for number in partitions._NUMBERS]
        self.partitions = [Partition(redis, each) for each in prefixes]
        self.inbox = PartitionedInbox(redis, self.partitions)

    async def settle(self, *ended: ClaimedUpdate, room: Capacity = ROOM) -> list[ClaimedUpdate]:
        return await self.inbox.exchange([(each.lease, Outcome()) for each in ended], room)

    async def handle_all(self) -> list[int]:
        """Claim and settle until nothing is left; return the updates in that order."""
        handled, claimed = [], await self.settle()
        while claimed:
            handled += [each.update_id for each in claimed]
            claimed = await self.settle(*claimed)
        return handled

    def place(self, chat: int) -> Partition:
        """The partition of a chat."""
        prefix = self.inbox._place(text(0, chat))
        return next(each for each in self.partitions if each.prefix == prefix)

    def exchanges(self) -> int:
        return sum(each.exchanges for each in self.partitions)


@pytest.fixture(autouse=True)
def busy_machines_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A partition that takes a second to answer is not one that hangs."""
    monkeypatch.setattr(partition_exchange, "PATIENCE_S", 30)


@pytest.fixture
def process(redis: Redis) -> Process:
    return Process(redis)


@pytest.fixture
def no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """A partition whose master was dead is asked again at once."""
    monkeypatch.setattr(partition_exchange, "_REST_S", 0)


def text(update_id: int, chat: int, *, is_priority: bool = False) -> IncomingUpdate:
    return IncomingUpdate(
        update_id, "{}", f"{chat}:0:1", is_priority=is_priority, chat_id=chat, person_id=1
    )


def one_a_chat() -> list[IncomingUpdate]:
    return [text(chat, chat) for chat in CHATS]


def test_the_partitions_are_spread_evenly_over_any_number_of_masters():
    slots = [key_slot(f"inbox:{number}".encode()) for number in partitions._NUMBERS]
    for masters in range(1, len(slots) + 1):
        counts = [0] * masters
        for slot in slots:
            counts[slot * masters // 16384] += 1
        assert max(counts) - min(counts) <= 1


_steps = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.sampled_from([101, 102, 103, 104])),
        st.tuples(st.just("repeat"), st.integers(0, 9)),
        st.tuples(st.just("claim"), st.integers(1, 4)),
        st.tuples(st.sampled_from(["done", "requeue"]), st.integers(0, 5)),
    ),
    max_size=30,
)


class Chats:
    """Two processes that take, claim, settle and give back; what was put and handled, by chat."""

    def __init__(self, redis: Redis) -> None:
        self.processes = [Process(redis), Process(redis)]
        self.put: dict[int, list[int]] = defaultdict(list)
        self.handled: dict[int, list[int]] = defaultdict(list)
        self._arrived: list[IncomingUpdate] = []
        self._held: list[tuple[Process, ClaimedUpdate]] = []

    async def step(self, number: int, verb: str, what: int) -> None:
        process = self.processes[number % 2]
        if verb == "put":
            self._arrived.append(text(number, what))
            self.put[what].append(number)
            await process.inbox.put(self._arrived[-1:])
        elif verb == "repeat" and self._arrived:
            await process.inbox.put([self._arrived[what % len(self._arrived)]])
        elif verb == "claim":
            claimed = await process.settle(room=Capacity(what, 0))
            assert len(claimed) < what + len(process.partitions)
            self._held += [(process, each) for each in claimed]
        elif self._held:
            await self._end(what % len(self._held), "done" if verb == "done" else "requeue")

    async def finish(self) -> None:
        while self._held:
            await self._end(0, "requeue")
        for update_id in await self.processes[0].handle_all():
            self._note(update_id)

    async def _end(self, which: int, kind: OutcomeKind) -> None:
        process, claimed = self._held.pop(which)
        await process.inbox.exchange([(claimed.lease, Outcome(kind))], NOTHING)
        if kind == "done":
            self._note(claimed.update_id)

    def _note(self, update_id: int) -> None:
        chat = next(chat for chat, numbers in self.put.items() if update_id in numbers)
        self.handled[chat].append(update_id)


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=_steps)
async def test_whatever_happens_each_chats_updates_are_handled_once_and_in_order(redis, steps):
    await redis.flushdb()
    chats = Chats(redis)
    for number, (verb, what) in enumerate(steps):
        await chats.step(number, verb, what)
    await chats.finish()
    assert chats.handled == chats.put
    assert await chats.processes[0].inbox.backlog() == 0


async def test_with_little_room_each_partition_is_asked_for_one(process):
    await process.inbox.put(one_a_chat() + [text(1000 + chat, chat) for chat in CHATS])
    claimed = await process.settle(room=Capacity(2, 0))
    queues = [each.lease.queue for each in claimed]
    assert sorted(queues) == sorted(each.prefix for each in process.partitions)


async def test_priority_updates_have_room_of_their_own_in_each_partition(process):
    await process.inbox.put(one_a_chat())
    await process.inbox.put([text(1000 + chat, chat, is_priority=True) for chat in CHATS[:8]])
    claimed = await process.settle(room=Capacity(0, 64))
    assert [each.lease.is_priority for each in claimed] == [True] * 8


async def test_an_update_costs_one_call_to_put_one_to_claim_and_one_to_settle(process, redis):
    async def calls() -> int:
        every = await infos(redis, "commandstats")
        return sum(int(stats.get("cmdstat_evalsha", {"calls": 0})["calls"]) for stats in every)

    await process.inbox.put([text(1, 101)])
    await process.settle(*await process.settle())  # loads the scripts, and looks everywhere once
    before = await calls()
    await process.inbox.put([text(2, 101)], wake=False)
    [claimed] = await process.inbox.exchange([], ROOM)
    assert await process.inbox.exchange([], ROOM, only_followers=True) == []
    await process.inbox.exchange([(claimed.lease, Outcome())], ROOM, only_followers=True)
    assert await calls() - before == 3


async def test_a_wake_up_says_where_another_process_finds_work(process, redis):
    other = Process(redis)
    assert await other.settle() == []
    await process.inbox.put([text(7, 101)])
    asked = other.exchanges()
    assert await other.inbox.wait_for_work(0.5)
    assert [each.update_id for each in await other.settle()] == [7]
    assert other.exchanges() == asked + 1


async def test_what_is_given_back_wakes_another_process(process, redis):
    await process.inbox.put([text(7, 101)], wake=False)
    [claimed] = await process.settle()
    await process.inbox.exchange([(claimed.lease, Outcome("requeue"))], NOTHING)
    other = Process(redis)
    assert await other.inbox.wait_for_work(0.5)
    assert [each.update_id for each in await other.settle()] == [7]


async def test_lost_wake_ups_cost_no_more_than_the_next_look(process, redis, monkeypatch):
    other = Process(redis)
    await other.settle()
    await process.inbox.put([text(7, 101)], wake=False)
    await other.inbox.put([text(8, next(c for c in CHATS if other.place(c) != other.place(101)))])
    assert [each.update_id for each in await other.settle()] == [8]
    monkeypatch.setattr(partition_exchange, "_LOOK_S", 0)
    assert [each.update_id for each in await other.settle()] == [7]


async def test_where_a_master_is_dead_the_other_chats_go_on(process, no_rest):
    held = process.place(101)
    held.is_down = True
    with pytest.raises(PartlyStored) as told:
        await process.inbox.put(one_a_chat())
    left = [update.update_id for update in told.value.left]
    assert left == [chat for chat in CHATS if process.place(chat) is held]
    assert sorted(await process.handle_all()) == sorted({*CHATS} - {*left})
    held.is_down = False
    await process.inbox.put(one_a_chat())
    assert sorted(await process.handle_all()) == sorted(left)


async def test_what_a_dead_master_was_not_told_is_settled_when_it_is_back(process, no_rest):
    await process.inbox.put([text(7, 101), *one_a_chat()])
    claimed = await process.settle(room=Capacity(100, 0))
    process.place(101).is_down = True
    await process.settle(*claimed)
    process.place(101).is_down = False
    [follower] = await process.inbox.exchange([], ROOM, only_followers=True)
    assert follower.update_id == 101
    assert await process.inbox.backlog() == 1


async def test_who_waits_for_a_master_that_hangs_gets_what_the_others_have(process, monkeypatch):
    monkeypatch.setattr(partition_exchange, "PATIENCE_S", 0.2)
    await process.inbox.put(one_a_chat())
    hangs = process.place(101)
    hangs.answers.clear()
    late = [chat for chat in CHATS if process.place(chat) is hangs]
    assert sorted(await process.handle_all()) == sorted({*CHATS} - {*late})
    hangs.answers.set()
    answered: list[int] = []
    while not answered:
        await asyncio.sleep(0)
        answered = await process.handle_all()
    assert sorted(answered) == late


async def test_what_arrives_while_a_partition_answers_is_looked_for_again(process, monkeypatch):
    monkeypatch.setattr(partition_exchange, "PATIENCE_S", 0.05)
    process.place(101).answers.clear()
    assert await process.settle() == []
    await process.inbox.put([text(7, 101)])
    process.place(101).answers.set()
    claimed: list[ClaimedUpdate] = []
    async with asyncio.timeout(5):
        while not claimed:
            await asyncio.sleep(0)
            claimed = await process.inbox.exchange([], ROOM, only_followers=True)
    assert [each.update_id for each in claimed] == [7]


async def test_a_master_that_hangs_lets_no_other_leases_run_out(process, monkeypatch, redis):
    monkeypatch.setattr(partitions, "PATIENCE_S", 0.1)
    await process.inbox.put(one_a_chat())
    claimed = await process.settle(room=Capacity(100, 0))
    hangs, held = process.place(101), next(each for each in claimed if each.update_id == 102)
    assert process.place(102) is not hangs
    hangs.answers.clear()
    ready = keys.queue(held.lease.queue, "ready")
    until = await redis.zscore(ready, held.lease.item)
    with pytest.raises(StorageDown):
        await process.inbox.extend([each.lease for each in claimed])
    assert await redis.zscore(ready, held.lease.item) > until


async def test_where_all_masters_are_dead_nothing_is_lost(process, no_rest):
    await process.inbox.put([text(7, 101)])
    [claimed] = await process.settle()
    for each in process.partitions:
        each.is_down = True
    assert await process.settle(claimed) == []
    with pytest.raises(PartlyStored):
        await process.inbox.put([text(8, 101)])
    for each in process.partitions:
        each.is_down = False
    await process.settle()
    assert await process.inbox.backlog() == 0


async def test_updates_that_were_given_up_are_one_list(process):
    await process.inbox.put(one_a_chat())
    claimed = await process.settle(room=Capacity(100, 0))
    dead = [(each.lease, Outcome("dead_letter", reason="ValueError")) for each in claimed]
    await process.inbox.exchange(dead, NOTHING)
    await process.inbox.bury(7, "{}", "KeyError")
    assert await process.inbox.count_dead() == len(CHATS) + 1
    assert (await process.inbox.dead(1))[0].update_id == 7
    assert await process.inbox.retry_dead(7)
    assert not await process.inbox.retry_dead(7)
    assert await process.handle_all() == [7]
    assert await process.inbox.clear_dead() == len(CHATS)
