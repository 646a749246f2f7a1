import asyncio
from collections import defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.models.chat import Thread
from bot.models.inbox import ClaimedUpdate, IncomingUpdate
from bot.models.work import Capacity, Lease, Outcome, OutcomeKind
from bot.storage.connection import Redis
from tests.fakes.inboxes import AnyInbox, redis_inbox
from tests.fakes.valkey_cluster import ON_CLUSTER

GROUP = Thread(-100)
DONE = Outcome()


@pytest.fixture
def inbox(redis: Redis) -> AnyInbox:
    return redis_inbox(redis)


def text(update_id: int, sender: str = "ann", *, in_game: bool = False) -> IncomingUpdate:
    return IncomingUpdate(
        update_id,
        f'{{"update_id":{update_id}}}',
        sender,
        in_group=True,
        game=GROUP if in_game else None,
    )


def press(update_id: int, sender: str = "ann") -> IncomingUpdate:
    return IncomingUpdate(update_id, "{}", sender, is_priority=True)


async def claim(inbox: AnyInbox, *ended: tuple[ClaimedUpdate, Outcome]) -> list[ClaimedUpdate]:
    return await exchange(inbox, *ended, room=Capacity(10, 10))


async def exchange(
    inbox: AnyInbox, *ended: tuple[ClaimedUpdate, Outcome], room: Capacity
) -> list[ClaimedUpdate]:
    return await inbox.exchange([(claimed.lease, outcome) for claimed, outcome in ended], room)


async def ids(inbox: AnyInbox, *ended: tuple[ClaimedUpdate, Outcome]) -> list[int]:
    return [claimed.update_id for claimed in await claim(inbox, *ended)]


async def start_game(redis: Redis) -> None:
    await redis.hset("idiom:{-100}:0:game", "version", "1")


async def expire_leases(redis: Redis) -> None:
    """What time would do: every lease has run out."""
    for lane in ("{inbox}:ready", "{inbox}:priority"):
        for item in await redis.zrange(lane, 0, -1):
            await redis.zadd(lane, {str(item): 1})


async def test_an_update_comes_out_as_it_was_put(inbox):
    await inbox.put([text(7)])
    assert await claim(inbox) == [ClaimedUpdate(7, '{"update_id":7}', Lease("7", 1))]


async def test_the_same_update_is_handled_once_however_often_it_arrives(inbox):
    await inbox.put([text(7)])
    [delivery] = await claim(inbox)
    assert await inbox.put([text(7), text(7)]) == 1
    assert await ids(inbox, (delivery, DONE)) == []
    assert await inbox.put([text(7)]) == 0


async def test_one_persons_updates_wait_for_each_other_and_nobody_elses(inbox):
    await inbox.put([text(1), text(2), text(3, "bob")])
    first, other = await claim(inbox)
    assert (first.update_id, other.update_id) == (1, 3)
    assert await ids(inbox, (first, DONE)) == [2]


async def test_a_press_waits_behind_nothing_and_is_claimed_where_nothing_else_is(inbox):
    await inbox.put([text(1), text(2), press(3)])
    [urgent] = await exchange(inbox, room=Capacity(0, 5))
    assert (urgent.update_id, urgent.lease.is_priority) == (3, True)


async def test_while_a_game_is_on_everybodys_moves_are_in_one_order(inbox, redis):
    await start_game(redis)
    await inbox.put([text(1, "ann", in_game=True), text(2, "bob", in_game=True), text(3, "bob")])
    [first] = await claim(inbox)
    assert first.update_id == 1
    [second] = await claim(inbox, (first, DONE))
    assert second.update_id == 2
    assert await ids(inbox, (second, DONE)) == [3]


async def test_a_move_waits_behind_what_its_sender_said_before_the_game(inbox, redis):
    await inbox.put([text(1, "ann")])
    await start_game(redis)
    await inbox.put([text(2, "ann", in_game=True), text(3, "bob", in_game=True)])
    first, others = await claim(inbox)
    assert (first.update_id, others.update_id) == (1, 3)


async def test_without_a_game_people_do_not_wait_for_each_other(inbox):
    await inbox.put([text(1, "ann", in_game=True), text(2, "bob", in_game=True)])
    assert await ids(inbox) == [1, 2]


async def test_what_is_given_back_is_claimed_again_at_once_and_untried(inbox):
    await inbox.put([text(1), text(2)])
    [first] = await claim(inbox)
    [again] = await claim(inbox, (first, Outcome("requeue")))
    assert (again.update_id, again.lease.attempts) == (1, 1)


async def test_a_failed_try_counts_and_waits(inbox, redis):
    await inbox.put([text(1)])
    [first] = await claim(inbox)
    assert await claim(inbox, (first, Outcome("retry", delay_ms=60_000))) == []
    await redis.zadd("{inbox}:ready", {"1": 1})
    [second] = await claim(inbox)
    assert second.lease.attempts == 2


async def test_a_dead_owner_loses_it_and_can_settle_nothing_any_more(inbox, redis):
    await inbox.put([text(1), text(2)])
    [old] = await claim(inbox)
    await expire_leases(redis)
    [new] = await claim(inbox)
    assert (new.update_id, new.lease.attempts) == (1, 2)
    assert await claim(inbox, (old, DONE)) == []
    assert await ids(inbox, (new, DONE)) == [2]


async def test_holding_on_tells_what_was_lost(inbox, redis):
    await inbox.put([text(1), text(2, "bob"), press(3)])
    mine = await claim(inbox)
    leases = [claimed.lease for claimed in mine]
    assert await inbox.extend(leases) == set()
    await expire_leases(redis)
    taken = await exchange(inbox, room=Capacity(0, 1))
    assert [delivery.update_id for delivery in taken] == [3]
    assert await inbox.extend(leases) == {"3"}


async def test_the_next_owner_knows_what_was_sent_and_the_crash_counts(inbox, redis):
    await inbox.put([text(1)])
    [old] = await claim(inbox)
    await inbox.note(old, 0, 51)
    await inbox.note(old, 1, 52)
    await expire_leases(redis)
    [new] = await claim(inbox)
    assert (new.sent, new.lease.attempts) == (((0, 51), (1, 52)), 2)
    await inbox.note(old, 2, 99)
    await expire_leases(redis)
    [newest] = await claim(inbox)
    assert newest.sent == ((0, 51), (1, 52))


async def test_a_buried_update_lets_the_next_one_pass_and_is_kept(inbox, redis):
    await inbox.put([text(1), text(2)])
    [poison] = await claim(inbox)
    assert await ids(inbox, (poison, Outcome("dead_letter", reason="tried 3 times"))) == [2]
    assert [(dead.update_id, dead.reason) for dead in await inbox.dead()] == [(1, "tried 3 times")]
    assert await redis.hget("{inbox}:item:1", "raw") == '{"update_id":1}'
    assert await redis.ttl("{inbox}:item:1") > 0


async def test_nothing_is_left_of_an_update_that_was_handled_but_its_mark(inbox, redis):
    await inbox.put([text(1), press(2)])
    mine = await claim(inbox)
    await inbox.note(mine[0], 0, 51)
    await claim(inbox, *((delivery, DONE) for delivery in mine))
    left = {key async for key in redis.scan_iter("{inbox}*")}
    assert left == {"{inbox}:seen:0", "{inbox}:token", "{inbox}:backlog", "{inbox}:wake"}


async def test_who_waits_is_woken_by_what_is_put_or_given_back(inbox):
    waiting = asyncio.create_task(inbox.wait_for_work(2))
    await asyncio.sleep(0)
    await inbox.put([press(1)])
    await asyncio.wait_for(waiting, 1)
    [delivery] = await claim(inbox)
    waiting = asyncio.create_task(inbox.wait_for_work(2))
    await asyncio.sleep(0)
    await exchange(inbox, (delivery, Outcome("requeue")), room=Capacity(0, 0))
    await asyncio.wait_for(waiting, 1)


_steps = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.sampled_from("abc"), st.booleans()),
        st.tuples(st.just("claim"), st.integers(1, 3), st.none()),
        st.tuples(st.sampled_from(["done", "retry", "requeue"]), st.integers(0, 5), st.none()),
        st.tuples(st.just("die"), st.none(), st.none()),
    ),
    max_size=40,
)


class Workers:
    """Workers who claim, end, fail and die; what was put and what was handled, by sender."""

    def __init__(self, inbox: AnyInbox, redis: Redis) -> None:
        self.put: dict[str, list[int]] = defaultdict(list)
        self.handled: dict[str, list[int]] = defaultdict(list)
        self._inbox = inbox
        self._redis = redis
        self._senders: dict[int, str] = {}
        self._held: list[ClaimedUpdate] = []

    async def arrive(self, number: int, sender: str, *, in_game: bool) -> None:
        self._senders[number] = sender
        self.put[sender].append(number)
        await self._inbox.put([text(number, sender, in_game=in_game)])

    async def claim(self, count: int) -> int:
        claimed = await exchange(self._inbox, room=Capacity(count, 0))
        self._held += claimed
        return len(claimed)

    async def end(self, which: int, kind: OutcomeKind) -> None:
        if not self._held:
            return
        delivery = self._held.pop(which % len(self._held))
        await exchange(self._inbox, (delivery, Outcome(kind)), room=Capacity(0, 0))
        if kind == "done":
            self.handled[self._senders[delivery.update_id]].append(delivery.update_id)

    async def die(self) -> None:
        self._held.clear()
        await expire_leases(self._redis)

    async def finish(self) -> None:
        await self.die()
        while await self.claim(10):
            while self._held:
                await self.end(0, "done")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=_steps)
async def test_whatever_happens_each_persons_updates_are_handled_once_and_in_order(redis, steps):
    await redis.flushdb()
    await start_game(redis)
    workers = Workers(redis_inbox(redis), redis)
    for number, (verb, what, in_game) in enumerate(steps):
        if verb == "put":
            await workers.arrive(number, what, in_game=in_game)
        elif verb == "claim":
            await workers.claim(what)
        elif verb == "die":
            await workers.die()
        else:
            await workers.end(what, verb)
    await workers.finish()
    assert workers.handled == workers.put


async def commands_for_one_update(redis: Redis, inbox: AnyInbox, update_id: int) -> int:
    """Commands of one update from put to done, those inside the scripts included."""

    async def so_far() -> int:
        stats = await redis.info("commandstats")
        return sum(stat["calls"] for name, stat in stats.items() if name != "cmdstat_info")

    before = await so_far()
    await inbox.put([text(update_id, f"visitor {update_id}")], wake=False)
    [claimed] = await exchange(inbox, room=Capacity(1, 1))
    lease = claimed.lease
    await inbox.exchange([(lease, DONE)], Capacity(1, 1), only_followers=True)
    return await so_far() - before


@pytest.mark.skipif(ON_CLUSTER, reason="INFO is of one of its masters")
async def test_an_update_costs_23_commands_on_one_server(inbox, redis):
    await commands_for_one_update(redis, inbox, 1)  # loads the scripts
    assert await commands_for_one_update(redis, inbox, 2) == 23


async def test_an_update_costs_the_same_beside_many_chats_and_a_backlog(inbox, redis):
    await commands_for_one_update(redis, inbox, 1)  # loads the scripts
    alone = await commands_for_one_update(redis, inbox, 2)
    await inbox.put([text(number, f"chat {number % 500}") for number in range(100, 2100)])
    claimed = await exchange(inbox, room=Capacity(500, 0))
    assert len(claimed) == 500
    assert await commands_for_one_update(redis, inbox, 3) == alone
