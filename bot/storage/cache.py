"""Texts that can be made again, kept for a while; while Redis is away none is."""

from contextlib import suppress

from bot.errors import StorageDown
from bot.storage import keys
from bot.storage.connection import Redis


class RedisCache:
    """Implements `ports.talk.Cache`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def get(self, key: str) -> str | None:
        """What was kept under `key`, if it still is."""
        with suppress(StorageDown):
            kept = await self._redis.get(keys.cache(key))
            return None if kept is None else str(kept)
        return None

    async def set(self, key: str, value: str, ttl_s: int) -> None:
        """Keep `value` for `ttl_s` seconds."""
        with suppress(StorageDown):
            await self._redis.set(keys.cache(key), value, ex=ttl_s)
