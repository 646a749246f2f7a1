"""Whether model calls are paused. The Lua of usage reads the same key; orders are on record."""

from redis.asyncio.client import Pipeline

from bot.models.chat import Person
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.posts.post_controls import execute_order

_PAUSED = keys.usage("paused")
_ABOUT = "model"


class RedisModelSwitch:
    """Implements `ports.usage.ModelSwitch`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def pause(self, by: Person) -> None:
        """Let no further call begin."""
        pipeline = self._pipeline()
        pipeline.set(_PAUSED, by.name)
        await execute_order(pipeline, "pause", by, _ABOUT)

    async def resume(self, by: Person) -> bool:
        """Let them begin again; False: they were not paused."""
        pipeline = self._pipeline()
        pipeline.delete(_PAUSED)
        return bool(await execute_order(pipeline, "resume", by, _ABOUT))

    async def paused_by(self) -> str | None:
        """The name of who paused them; None: they are not paused."""
        name = await self._redis.get(_PAUSED)
        return None if name is None else str(name)

    def _pipeline(self) -> Pipeline:
        """No transaction: the record of orders has another hash tag."""
        return self._redis.pipeline(transaction=False)
