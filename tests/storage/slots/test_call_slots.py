import asyncio
import time

import pytest

from bot.storage.connection import Redis
from bot.storage.slots.call_slots import CallSlot, RedisCallSlots

KEY = "slots:{baidu}"


def slots(redis: Redis, per_second: int = 2) -> RedisCallSlots:
    return RedisCallSlots(redis, "baidu", per_second=per_second, lease_ms=60_000)


@pytest.fixture
async def open_slots(redis: Redis) -> RedisCallSlots:
    """Two slots, both free."""
    made = slots(redis)
    await made.take()
    await redis.zadd(KEY, {"s0": 1, "s1": 2})
    return made


async def test_slots_that_were_wiped_are_free_after_a_second_only(redis):
    wait_us = await slots(redis).take()
    assert isinstance(wait_us, int)
    assert 900_000 < wait_us <= 1_000_001


async def test_new_slots_are_spread_over_a_second_so_that_calls_come_evenly(redis):
    await slots(redis, per_second=4).take()
    first, *others = [free_at for _, free_at in await redis.zrange(KEY, 0, -1, withscores=True)]
    assert [free_at - first for free_at in others] == [250_000, 500_000, 750_000]


@pytest.mark.slow
async def test_who_waits_longer_in_a_process_gets_a_slot_first(open_slots, redis):
    for _ in range(2):
        await open_slots.acquire()
    got: list[int] = []

    async def wait(number: int) -> None:
        await open_slots.acquire()
        got.append(number)

    waiting = [asyncio.create_task(wait(number)) for number in range(2)]
    await asyncio.sleep(0)
    await redis.zadd(KEY, {"s0": 1, "s1": 2})
    await asyncio.gather(*waiting)
    assert got == [0, 1]


async def test_no_more_slots_are_out_than_there_are(open_slots):
    taken = [await open_slots.take() for _ in range(3)]
    assert [isinstance(one, CallSlot) for one in taken] == [True, True, False]


async def test_a_slot_is_free_again_a_second_after_the_response(open_slots, redis):
    slot = await open_slots.acquire()
    seconds, micros = await redis.time()
    assert await open_slots.release(slot)
    free_at = await redis.zscore(KEY, slot.name)
    assert 1_000_000 <= free_at - (seconds * 1_000_000 + micros) < 1_500_000


async def test_a_holder_whose_lease_ran_out_cannot_free_the_slot_of_the_next(open_slots, redis):
    late = await open_slots.acquire()
    await redis.zadd(KEY, {late.name: 1})
    current = await open_slots.acquire()
    assert current.name == late.name
    assert not await open_slots.release(late)
    assert await open_slots.release(current)


async def test_fewer_slots_take_effect_at_once(open_slots, redis):
    await slots(redis, per_second=1).take()
    assert await redis.zcard(KEY) == 1


@pytest.mark.slow
async def test_the_service_never_sees_more_than_its_limit_in_a_second(redis):
    limit, arrivals = 5, []

    async def call(made: RedisCallSlots) -> None:
        slot = await made.acquire()
        arrivals.append(time.monotonic())
        await made.release(slot)

    processes = [slots(redis, limit) for _ in range(3)]
    await asyncio.gather(*(call(processes[n % 3]) for n in range(2 * limit)))
    arrivals.sort()
    assert all(
        later - earlier >= 1 for earlier, later in zip(arrivals, arrivals[limit:], strict=False)
    )
