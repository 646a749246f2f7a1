"""A cache of texts that can be made again; it is empty while Redis is away."""

from contextlib import suppress

from bot.errors import StorageDown
from bot.metrics.counters import CACHE, of
from bot.storage import keys
from bot.storage.connection import Redis


class RedisCache:
    """Implements `ports.llm.Cache`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def get(self, key: str) -> str | None:
        """The text stored under `key`, if it still is."""
        with suppress(StorageDown):
            text = await self._redis.get(keys.cache(key))
            of(CACHE, key.partition(":")[0], "miss" if text is None else "hit").inc()
            return None if text is None else str(text)
        return None

    async def set(self, key: str, value: str, ttl_s: int) -> None:
        """Store `value` for `ttl_s` seconds."""
        with suppress(StorageDown):
            await self._redis.set(keys.cache(key), value, ex=ttl_s)
