"""What admins order for all posts: pausing them and banning authors. The Lua of posts reads the same keys.

Each order is put on record in the transaction that carries it out.
"""

from typing import Any

from redis.asyncio.client import Pipeline

from bot.models.chat import Person
from bot.models.post import Order, OrderEntry
from bot.storage import keys
from bot.storage.connection import Redis

_PAUSED, _BANNED, _ORDERS = map(keys.posts, ("paused", "banned", "orders"))


class RedisPostControls:
    """Implements `ports.posts.PostControls`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def pause(self, by: Person) -> None:
        """Let no further check or delivery begin."""
        pipeline = self._redis.pipeline()
        pipeline.set(_PAUSED, by.name)
        await execute_order(pipeline, "pause", by)

    async def resume(self, by: Person) -> bool:
        """Let them go on; False: they were not paused."""
        pipeline = self._redis.pipeline()
        pipeline.delete(_PAUSED)
        return bool(await execute_order(pipeline, "resume", by))

    async def paused_by(self) -> str | None:
        """The name of who paused them; None: they are not paused."""
        name = await self._redis.get(_PAUSED)
        return None if name is None else str(name)

    async def ban(self, author_id: int, by: Person) -> None:
        """Accept no further posts of that author."""
        pipeline = self._redis.pipeline()
        pipeline.hset(_BANNED, str(author_id), by.name)
        pipeline.delete(keys.posts("clean", author_id))
        await execute_order(pipeline, "ban", by, str(author_id))

    async def unban(self, author_id: int, by: Person) -> bool:
        """Accept them again; False: they were not banned."""
        pipeline = self._redis.pipeline()
        pipeline.hdel(_BANNED, str(author_id))
        return bool(await execute_order(pipeline, "unban", by, str(author_id)))

    async def orders(self, limit: int) -> list[OrderEntry]:
        """The last orders, oldest first."""
        rows: Any = await self._redis.xrevrange(_ORDERS, count=limit)
        return [
            OrderEntry(
                at_s=int(at.split("-")[0]) / 1000,
                order=row["order"],
                by=Person(int(row["by_id"]), row["by"]),
                about=row["about"],
            )
            for at, row in reversed(rows)
        ]


async def execute_order(pipeline: Pipeline, order: Order, by: Person, about: str = "") -> Any:  # noqa: ANN401 -- what Redis answers to the order
    """Carry the order out and put it on record; returns the answer to its command."""
    entry: dict[Any, Any] = {"order": order, "about": about, "by": by.name, "by_id": by.id}
    pipeline.xadd(_ORDERS, entry, maxlen=keys.ORDERS_KEPT, approximate=True)
    return (await pipeline.execute())[0]
