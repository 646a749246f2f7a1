"""The figures of a store in which something waits, and something was given up."""

import asyncio

from bot.models.inbox import IncomingUpdate
from bot.models.work import Capacity
from bot.storage import keys
from bot.storage.health.figures import RedisStoreHealth
from bot.storage.inbox.partitions import open_inbox


async def test_an_empty_store_has_nothing_that_waits(redis):
    figures = await RedisStoreHealth(redis).figures()
    assert (figures.inbox_waiting, figures.inbox_oldest_s, figures.posts_oldest_s) == (0, 0, 0)
    assert figures.slots_used == figures.posts_dead == 0
    assert 0 < figures.memory_percent < 100


async def test_what_waits_has_an_age_until_it_is_claimed(redis):
    inbox = await open_inbox(redis, lease_ms=60_000)
    await inbox.put([IncomingUpdate(1, "{}", "1:0:1")])
    await inbox.bury(2, "{}", "KeyError")
    await asyncio.sleep(0.02)
    store = RedisStoreHealth(redis)
    figures = await store.figures()
    assert (figures.inbox_waiting, figures.inbox_dead) == (1, 1)
    assert 0.02 <= figures.inbox_oldest_s < 10
    [claimed] = await inbox.exchange([], Capacity(1, 1))
    assert 0.02 <= claimed.waited_s < 10
    figures = await store.figures()
    assert (figures.inbox_waiting, figures.inbox_oldest_s) == (1, 0)


async def test_posts_and_slots_are_counted(redis):
    await redis.hset(keys.posts("counts"), mapping={"review": 2, "dead": 1})
    seconds, _ = await redis.time()
    await redis.zadd(keys.slots("baidu"), {"s0": (seconds + 5) * 1e6, "s1": (seconds - 5) * 1e6})
    figures = await RedisStoreHealth(redis).figures()
    assert (figures.posts["review"], figures.posts_dead, figures.slots_used) == (2, 1, 1)
