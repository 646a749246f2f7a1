"""Whether model calls are paused. The Lua of usage reads the same key."""

from bot.storage import keys
from bot.storage.connection import Redis

_PAUSED = keys.usage("paused")


class RedisModelSwitch:
    """Implements `ports.usage.ModelSwitch`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def pause(self, by: str) -> None:
        """Let no further call begin."""
        await self._redis.set(_PAUSED, by)

    async def resume(self) -> bool:
        """Let them begin again; False: they were not paused."""
        return bool(await self._redis.delete(_PAUSED))

    async def paused_by(self) -> str | None:
        """The name of who paused them; None: they are not paused."""
        name = await self._redis.get(_PAUSED)
        return None if name is None else str(name)
