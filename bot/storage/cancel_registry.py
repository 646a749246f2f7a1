"""The cancel scopes of all replicas, in Redis.

A process is told over pub/sub which of its scopes to cancel. Scopes that a dead process left in the
registry are removed when somebody tries to cancel them, since nobody listens on its channel.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from redis.exceptions import RedisClusterException, RedisError

from bot.errors import StorageDown
from bot.models.chat import Thread
from bot.storage import keys
from bot.storage.connection import Redis
from bot.work.tasks import cancel_and_wait

_READ_S = 1.0
"""How long one read of the channel waits: shorter than the connection's time-out."""
_RECONNECT_S = 1.0


class RedisCancelRegistry:
    """Implements `ports.cancellation.CancelRegistry`; `listening` must be open to be told."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._process = secrets.token_hex(6)

    async def add(self, thread: Thread, scope_id: str, sender_id: int) -> None:
        """List a scope of this process."""
        pipeline = self._redis.pipeline(transaction=False)
        pipeline.hset(keys.cancel_scopes(thread), scope_id, f"{self._process} {sender_id}")
        pipeline.expire(keys.cancel_scopes(thread), keys.CANCEL_SCOPES_S)
        with suppress(StorageDown):
            await pipeline.execute()

    async def remove(self, thread: Thread, scope_id: str) -> None:
        """Drop a scope from the list."""
        with suppress(StorageDown):
            await self._redis.hdel(keys.cancel_scopes(thread), scope_id)

    async def owner_of(self, thread: Thread, scope_id: str) -> int | None:
        """The person it works for; None if it is not registered."""
        entry = (await self._entries(thread)).get(scope_id)
        return entry[1] if entry else None

    async def stop_all_of(self, thread: Thread, sender_id: int) -> bool:
        """Cancel a person's scopes in other processes; False if there are none."""
        entries = await self._entries(thread)
        theirs = [scope_id for scope_id, (_, owner) in entries.items() if owner == sender_id]
        reached = [await self.stop(thread, scope_id) for scope_id in theirs]
        return any(reached)

    async def stop(self, thread: Thread, scope_id: str) -> bool:
        """Cancel one scope in another process; False if no process has it."""
        entry = (await self._entries(thread)).get(scope_id)
        if entry is None:
            return False
        with suppress(StorageDown):
            if await self._redis.publish(keys.cancel_channel(entry[0]), scope_id):
                return True
            await self._redis.hdel(keys.cancel_scopes(thread), scope_id)
        return False

    async def _entries(self, thread: Thread) -> dict[str, tuple[str, int]]:
        """Scope -> its process and person."""
        try:
            found = await self._redis.hgetall(keys.cancel_scopes(thread))
        except StorageDown:
            return {}
        split = ((str(scope_id), str(row).split(" ")) for scope_id, row in found.items())
        return {scope_id: (process, int(sender)) for scope_id, (process, sender) in split}

    @asynccontextmanager
    async def listening(self, cancel: Callable[[str], object]) -> AsyncIterator[None]:
        """Call `cancel` with the id of each scope that another process cancels here."""
        listener = asyncio.create_task(self._listen(cancel))
        try:
            yield
        finally:
            await cancel_and_wait([listener])

    async def _listen(self, cancel: Callable[[str], object]) -> None:
        while True:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=True) as channel:
                    await channel.subscribe(keys.cancel_channel(self._process))
                    while True:
                        message = await channel.get_message(timeout=_READ_S)
                        if message is not None:
                            cancel(str(message["data"]))
            except (RedisError, RedisClusterException, OSError):
                await asyncio.sleep(_RECONNECT_S)
