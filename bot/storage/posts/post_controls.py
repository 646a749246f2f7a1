"""What holds for all posts: pausing them and banning authors. The Lua of posts reads the same keys."""

from bot.storage import keys
from bot.storage.connection import Redis

_PAUSED, _BANNED = keys.posts("paused"), keys.posts("banned")


class RedisPostControls:
    """Implements `ports.posts.PostControls`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def pause(self, by: str) -> None:
        """Let no further check or delivery begin."""
        await self._redis.set(_PAUSED, by)

    async def resume(self) -> bool:
        """Let them go on; False: they were not paused."""
        return bool(await self._redis.delete(_PAUSED))

    async def paused_by(self) -> str | None:
        """The name of who paused them; None: they are not paused."""
        name = await self._redis.get(_PAUSED)
        return None if name is None else str(name)

    async def ban(self, author_id: int, by: str) -> None:
        """Accept no further posts of that author."""
        await self._redis.hset(_BANNED, str(author_id), by)

    async def unban(self, author_id: int) -> bool:
        """Accept them again; False: they were not banned."""
        return bool(await self._redis.hdel(_BANNED, str(author_id)))
