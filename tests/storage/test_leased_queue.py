from collections import deque

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.storage.connection import Redis
from bot.storage.leased_queue import Lease, LeasedQueue


@pytest.fixture
def queue(redis: Redis) -> LeasedQueue:
    return LeasedQueue(redis, "test", lease_ms=60_000, max_attempts=3)


async def expire_leases(redis: Redis) -> None:
    """What time would do: every lease has run out."""
    for item in await redis.zrange("{test}:leased", 0, -1):
        await redis.zadd("{test}:leased", {str(item): 1})


async def known(redis: Redis) -> set[str]:
    """What waits or is worked on."""
    return {str(item) for item in await redis.hkeys("{test}:keys")}


async def claimed(queue: LeasedQueue) -> Lease:
    lease = await queue.claim()
    assert lease is not None
    return lease


async def test_items_of_one_key_come_one_after_the_other_in_order(queue):
    for item in "abc":
        assert await queue.put("ann", item)
    first = await claimed(queue)
    assert first.item == "a"
    assert await queue.claim() is None
    assert await queue.ack(first)
    assert (await claimed(queue)).item == "b"


async def test_different_keys_do_not_wait_for_each_other(queue):
    await queue.put("ann", "a1")
    await queue.put("ann", "a2")
    await queue.put("bob", "b1")
    assert {lease.item for lease in await queue.claim_many(5)} == {"a1", "b1"}


async def test_an_item_is_put_once(queue, redis):
    assert await queue.put("ann", "a")
    assert not await queue.put("ann", "a")
    assert not await queue.put("bob", "a")
    assert await known(redis) == {"a"}


async def test_a_lost_lease_hands_the_item_out_again_and_fences_the_old_owner(queue, redis):
    await queue.put("ann", "a")
    old = await claimed(queue)
    await expire_leases(redis)
    new = await claimed(queue)
    assert (new.item, new.attempts) == ("a", 2)
    assert new.token > old.token
    for late in (queue.ack(old), queue.extend(old), queue.release(old)):
        assert not await late
    assert await queue.ack(new)
    assert not await known(redis)


async def test_an_old_token_means_nothing_to_an_item_that_was_put_again(queue):
    await queue.put("ann", "a")
    old = await claimed(queue)
    await queue.ack(old)
    await queue.put("ann", "a")
    await claimed(queue)
    assert not await queue.ack(old)


async def test_a_released_item_keeps_its_place(queue):
    await queue.put("ann", "a")
    await queue.put("ann", "b")
    await queue.release(await claimed(queue))
    assert (await claimed(queue)).item == "a"


async def test_a_delay_holds_back_its_key_only(queue):
    await queue.put("ann", "a", delay_ms=60_000)
    await queue.put("ann", "b")
    await queue.put("bob", "c")
    assert [lease.item for lease in await queue.claim_many(5)] == ["c"]


async def test_an_item_that_fails_again_and_again_is_buried_and_its_key_goes_on(queue, redis):
    await queue.put("ann", "poison")
    await queue.put("ann", "good")
    for _ in range(3):
        await queue.release(await claimed(queue))
    assert (await claimed(queue)).item == "good"
    assert await redis.zrange("{test}:dead", 0, -1) == ["poison"]
    assert await redis.hget("{test}:reasons", "poison") == "tried 3 times"


async def test_a_try_that_does_not_count_can_be_repeated_for_ever(queue):
    await queue.put("ann", "a")
    for _ in range(10):
        await queue.release(await claimed(queue), count_attempt=False)
    assert (await claimed(queue)).attempts == 1


async def test_an_acknowledged_item_leaves_nothing_behind(queue, redis):
    await queue.put("ann", "a")
    await queue.ack(await claimed(queue))
    assert set(await redis.keys("*")) <= {"{test}:token"}


class Run:
    """Plays steps on a queue and on a model of what it should do, in plain Python."""

    def __init__(self, queue: LeasedQueue, redis: Redis) -> None:
        self.queue, self.redis, self.number = queue, redis, 0
        self.lines: dict[str, deque[str]] = {key: deque() for key in "xyz"}
        self.held: dict[str, Lease] = {}
        self.lost: list[Lease] = []

    async def put(self, key: str) -> None:
        self.number += 1
        await self.queue.put(key, str(self.number))
        self.lines[key].append(str(self.number))

    async def claim(self, _: str) -> None:
        heads = {line[0] for line in self.lines.values() if line and line[0] not in self.held}
        lease = await self.queue.claim()
        assert lease.item in heads if lease else not heads
        if lease:
            self.held[lease.item] = lease

    async def expire(self, _: str) -> None:
        await expire_leases(self.redis)
        self.lost += self.held.values()
        self.held.clear()

    async def late(self, _: str) -> None:
        for lease in self.lost:
            if lease.item in self.held:
                assert not await self.queue.ack(lease)

    async def ack(self, _: str) -> None:
        if self.held:
            _, lease = self.held.popitem()
            assert await self.queue.ack(lease)
            assert self.lines[lease.key].popleft() == lease.item

    async def release(self, _: str) -> None:
        if self.held:
            _, lease = self.held.popitem()
            assert await self.queue.release(lease)


verbs = st.sampled_from(["put", "put", "claim", "claim", "ack", "release", "expire", "late"])


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(script=st.lists(st.tuples(verbs, st.sampled_from("xyz")), max_size=60))
async def test_no_sequence_of_steps_loses_doubles_or_reorders(redis, script):
    await redis.flushall()
    run = Run(LeasedQueue(redis, "test", lease_ms=60_000, max_attempts=1000), redis)
    for verb, key in script:
        await getattr(run, verb)(key)
    assert await known(redis) == {item for line in run.lines.values() for item in line}
