"""Texts that can be made again, kept for a while."""

from bot.storage import keys
from bot.storage.connection import Redis


class RedisCache:
    """Implements `ports.talk.Cache`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def get(self, key: str) -> str | None:
        """What was kept under `key`, if it still is."""
        kept = await self._redis.get(keys.cache(key))
        return None if kept is None else str(kept)

    async def set(self, key: str, value: str, ttl_s: int) -> None:
        """Keep `value` for `ttl_s` seconds."""
        await self._redis.set(keys.cache(key), value, ex=ttl_s)
