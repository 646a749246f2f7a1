from bot.storage.cache import RedisCache
from bot.storage.connection import open_redis


async def test_the_cache_keeps_a_text_for_its_time(redis):
    cache = RedisCache(redis)
    assert await cache.get("k") is None
    await cache.set("k", "摘要", 60)
    assert await cache.get("k") == "摘要"
    assert 0 < await redis.ttl("cache:k") <= 60


async def test_without_redis_the_cache_is_empty():
    async with open_redis("unix:///nowhere.sock") as nowhere:
        cache = RedisCache(nowhere)
        await cache.set("k", "摘要", 60)
        assert await cache.get("k") is None
