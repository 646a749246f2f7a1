"""Access tokens in Redis, shared by all replicas."""

from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.scripts import load_script


class RedisAccessTokens:
    """Implements `ports.posts.AccessTokenStore`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._drop = load_script(redis, "access_tokens/drop.lua")

    async def get(self, name: str) -> str | None:
        """The token, if there is one."""
        token = await self._redis.get(keys.access_token(name))
        return str(token) if token is not None else None

    async def put(self, name: str, token: str, ttl_s: int) -> None:
        """Keep the token; whoever waits to fetch one need not any more."""
        pipeline = self._redis.pipeline()
        pipeline.set(keys.access_token(name), token, ex=ttl_s)
        pipeline.delete(keys.access_token(name, "fetch"))
        await pipeline.execute()

    async def drop(self, name: str, token: str) -> None:
        """Forget the token, unless it was replaced meanwhile."""
        await self._drop([keys.access_token(name)], [token])

    async def may_fetch(self, name: str, within_s: int) -> bool:
        """True for one caller of all replicas."""
        return bool(
            await self._redis.set(keys.access_token(name, "fetch"), "1", ex=within_s, nx=True)
        )
