"""The open cancel scopes of all replicas, in Redis; implements `ports.cancellation.CancelRegistry`.

A stop travels by pub/sub to the process that has the scope. PUBLISH returns how many processes
received it: none means that the process died, so its entry is removed.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from redis.exceptions import RedisError

from bot.errors import StorageDown
from bot.models.chat import Thread
from bot.storage import keys
from bot.storage.connection import Redis

_MESSAGE_WAIT_S = 1.0
_RECONNECT_S = 1.0


class RedisCancelRegistry:
    """The registry as one process uses it; stops arrive while `listening` is open."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._process = secrets.token_hex(6)

    async def add(self, thread: Thread, scope_id: str, sender_id: int) -> None:
        """List a scope of this process."""
        pipeline = self._redis.pipeline()
        pipeline.hset(keys.cancel_scopes(thread), scope_id, f"{self._process} {sender_id}")
        pipeline.expire(keys.cancel_scopes(thread), keys.CANCEL_SCOPES_S)
        with suppress(StorageDown):
            await pipeline.execute()

    async def remove(self, thread: Thread, scope_id: str) -> None:
        """Drop a scope from the list."""
        with suppress(StorageDown):
            await self._redis.hdel(keys.cancel_scopes(thread), scope_id)

    async def owner_of(self, thread: Thread, scope_id: str) -> int | None:
        """The person whose scope it is; None where it is not listed."""
        entry = (await self._entries(thread)).get(scope_id)
        return entry[1] if entry else None

    async def stop_all_of(self, thread: Thread, sender_id: int) -> bool:
        """Ask other processes to stop a person's scopes in a thread; False where there are none."""
        entries = await self._entries(thread)
        own = [scope_id for scope_id, (_, owner) in entries.items() if owner == sender_id]
        reached = [await self.stop(thread, scope_id) for scope_id in own]
        return any(reached)

    async def stop(self, thread: Thread, scope_id: str) -> bool:
        """Ask another process to stop one scope; False where no process has it."""
        entry = (await self._entries(thread)).get(scope_id)
        if entry is None:
            return False
        with suppress(StorageDown):
            if await self._redis.publish(keys.cancel_channel(entry[0]), scope_id):
                return True
            await self._redis.hdel(keys.cancel_scopes(thread), scope_id)
        return False

    async def _entries(self, thread: Thread) -> dict[str, tuple[str, int]]:
        """Scope id -> (process, person)."""
        try:
            found = await self._redis.hgetall(keys.cancel_scopes(thread))
        except StorageDown:
            return {}
        split = ((str(scope_id), str(entry).split(" ")) for scope_id, entry in found.items())
        return {scope_id: (process, int(sender)) for scope_id, (process, sender) in split}

    @asynccontextmanager
    async def listening(self, stop: Callable[[str], object]) -> AsyncIterator[None]:
        """Call `stop` with the id of each scope that another process asks to stop here."""
        is_open = True

        async def listen() -> None:
            while is_open:
                try:
                    async with self._redis.pubsub(ignore_subscribe_messages=True) as channel:
                        await channel.subscribe(keys.cancel_channel(self._process))
                        while is_open:
                            message = await channel.get_message(timeout=_MESSAGE_WAIT_S)
                            if message is not None:
                                stop(str(message["data"]))
                except (RedisError, OSError):
                    await asyncio.sleep(_RECONNECT_S)

        listener = asyncio.create_task(listen())
        try:
            yield
        finally:
            is_open = False
            listener.cancel()
            await asyncio.wait([listener])
