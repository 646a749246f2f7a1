"""When the daily digest of each chat is due; of several processes one posts it."""

from typing import Any

from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.scripts import load_script


class RedisDailyDigests:
    """Implements `ports.chat_log.DailyDigests`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._claim = load_script(redis, "chat_log/claim.lua")

    async def now_s(self) -> float:
        """The time of the Redis server."""
        seconds, microseconds = await self._redis.time()
        return float(seconds) + microseconds / 1e6

    async def schedule(self, chat_id: int, due_s: float | None) -> None:
        """Have a digest posted then; None: no more."""
        if due_s is None:
            await self._redis.zrem(keys.DAILY_DIGESTS, str(chat_id))
        else:
            await self._redis.zadd(keys.DAILY_DIGESTS, {str(chat_id): due_s})

    async def due(self) -> list[tuple[int, float]]:
        """The chats whose digest is due, and since when."""
        now_s = await self.now_s()
        rows: Any = await self._redis.zrangebyscore(
            keys.DAILY_DIGESTS, "-inf", now_s, withscores=True
        )
        return [(int(chat_id), float(due_s)) for chat_id, due_s in rows]

    async def claim(self, chat_id: int, due_s: float, next_s: float) -> bool:
        """Put off to `next_s` what was due at `due_s`; False where somebody else has."""
        return bool(await self._claim([keys.DAILY_DIGESTS], [chat_id, due_s, next_s]))
