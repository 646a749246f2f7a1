"""What every `ports.llm.Cache` does: the Redis store, and the fake of the tests."""

from collections.abc import Awaitable, Callable

import pytest

from bot.ports.llm import Cache
from bot.storage.cache import RedisCache
from bot.storage.connection import Redis
from tests.fakes.llm import FakeCache

Pass = Callable[[int], Awaitable[None]]


def of_redis(redis: Redis) -> tuple[Cache, Pass]:
    async def shorten_ttls(seconds: int) -> None:
        for key in await redis.keys("*"):
            await redis.expire(key, await redis.ttl(key) - seconds)

    return RedisCache(redis), shorten_ttls


def of_memory() -> tuple[Cache, Pass]:
    cache = FakeCache()

    async def add(seconds: int) -> None:
        cache.now_s += seconds

    return cache, add


@pytest.fixture(params=["fake", "redis"])
def cache_and_time(request: pytest.FixtureRequest) -> tuple[Cache, Pass]:
    """A cache, and a function that lets seconds pass for it."""
    if request.param == "fake":
        return of_memory()
    return of_redis(request.getfixturevalue("redis"))


async def test_an_unknown_key_has_no_text(cache_and_time):
    cache, _ = cache_and_time
    assert await cache.get("k") is None


async def test_a_text_is_kept_as_it_is(cache_and_time):
    cache, _ = cache_and_time
    await cache.set("k", "摘要\n🐉", 60)
    await cache.set("empty", "", 60)
    assert await cache.get("k") == "摘要\n🐉"
    assert await cache.get("empty") == ""


async def test_a_later_text_replaces_the_earlier_one(cache_and_time):
    cache, _ = cache_and_time
    await cache.set("k", "旧", 60)
    await cache.set("k", "新", 60)
    assert await cache.get("k") == "新"


async def test_a_text_expires_after_its_time(cache_and_time):
    cache, let_pass = cache_and_time
    await cache.set("k", "摘要", 60)
    await let_pass(50)
    assert await cache.get("k") == "摘要"
    await let_pass(11)
    assert await cache.get("k") is None


async def test_setting_a_text_again_starts_its_time_anew(cache_and_time):
    cache, let_pass = cache_and_time
    await cache.set("k", "摘要", 60)
    await let_pass(50)
    await cache.set("k", "摘要", 60)
    await let_pass(50)
    assert await cache.get("k") == "摘要"
