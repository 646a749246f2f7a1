"""Which sentences were said in a thread not long ago."""

from bot.models.chat import Thread
from bot.ports.notices import Notice
from bot.storage import keys
from bot.storage.connection import Redis


class RedisNotices:
    """Implements `ports.notices.Notices`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def is_due(self, thread: Thread, notice: Notice, every_s: int) -> bool:
        """Was it not given within `every_s`? It then counts as given."""
        return bool(await self._redis.set(keys.notice(thread, notice), 1, nx=True, ex=every_s))
