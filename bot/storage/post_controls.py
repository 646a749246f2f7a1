"""What holds for every post: `ports.posts.PostRules`. The scripts of posts read the same keys."""

from bot.storage import keys
from bot.storage.connection import Redis

_PAUSED = f"{keys.POSTS}:paused"


class RedisPostControls:
    """Implements `ports.posts.PostRules`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def pause(self, by: str) -> None:
        """Let no further check or delivery begin."""
        await self._redis.set(_PAUSED, by)

    async def resume(self) -> bool:
        """Let them go on; False: they were not paused."""
        return bool(await self._redis.delete(_PAUSED))

    async def paused_by(self) -> str | None:
        """Who paused them; None while all goes on."""
        name = await self._redis.get(_PAUSED)
        return None if name is None else str(name)

    async def ban(self, author_id: int, by: str) -> None:
        """Take no further posts of that author."""
        await self._redis.hset(keys.POSTS_BANNED, str(author_id), by)

    async def unban(self, author_id: int) -> bool:
        """Take them again; False: they were not banned."""
        return bool(await self._redis.hdel(keys.POSTS_BANNED, str(author_id)))
