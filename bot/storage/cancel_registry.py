"""The turns of the fleet in Redis; implements `ports.turns.TurnBoard`.

A stop travels over pub/sub to the process that lists the turn. A process that died listens no more,
so what it left on the board stops nobody and is taken off.
"""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from redis.exceptions import RedisError

from bot.errors import StorageDown
from bot.models.chat import Thread
from bot.storage import keys
from bot.storage.connection import Redis

log = logging.getLogger(__name__)

_BEAT_S = 1.0
_RETRY_S = 1.0


class RedisCancelRegistry:
    """One process's view of the board; `listening` must be open for stops to arrive."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._process = secrets.token_hex(6)

    async def enter(self, thread: Thread, turn_id: str, sender_id: int) -> None:
        """A turn begins here."""
        pipeline = self._redis.pipeline()
        pipeline.hset(keys.cancel_scopes(thread), turn_id, f"{self._process} {sender_id}")
        pipeline.expire(keys.cancel_scopes(thread), keys.CANCEL_SCOPES_S)
        with suppress(StorageDown):
            await pipeline.execute()

    async def leave(self, thread: Thread, turn_id: str) -> None:
        """It has ended."""
        with suppress(StorageDown):
            await self._redis.hdel(keys.cancel_scopes(thread), turn_id)

    async def owner_of(self, thread: Thread, turn_id: str) -> int | None:
        """Whose turn it is; None where no process has it."""
        entry = (await self._entries(thread)).get(turn_id)
        return entry[1] if entry else None

    async def stop(self, thread: Thread, sender_id: int) -> bool:
        """Have a person's turns of a thread stopped in other processes; False where none has one."""
        entries = await self._entries(thread)
        theirs = [turn_id for turn_id, (_, owner) in entries.items() if owner == sender_id]
        reached = [await self.stop_turn(thread, turn_id) for turn_id in theirs]
        return any(reached)

    async def stop_turn(self, thread: Thread, turn_id: str) -> bool:
        """Have one turn stopped in another process; False where none has it."""
        entry = (await self._entries(thread)).get(turn_id)
        if entry is None:
            return False
        with suppress(StorageDown):
            if await self._redis.publish(keys.cancel_channel(entry[0]), turn_id):
                return True
            await self._redis.hdel(keys.cancel_scopes(thread), turn_id)
        return False

    async def _entries(self, thread: Thread) -> dict[str, tuple[str, int]]:
        try:
            found = await self._redis.hgetall(keys.cancel_scopes(thread))
        except StorageDown:
            return {}
        split = ((str(turn_id), str(row).split(" ")) for turn_id, row in found.items())
        return {turn_id: (process, int(sender)) for turn_id, (process, sender) in split}

    @asynccontextmanager
    async def listening(self, stop: Callable[[str], object]) -> AsyncIterator[None]:
        """Call `stop` with the id of each turn that another process wants stopped here."""
        is_open = True

        async def listen() -> None:
            while is_open:
                try:
                    async with self._redis.pubsub(ignore_subscribe_messages=True) as channel:
                        await channel.subscribe(keys.cancel_channel(self._process))
                        while is_open:
                            message = await channel.get_message(timeout=_BEAT_S)
                            if message is not None:
                                stop(str(message["data"]))
                except (RedisError, OSError):
                    await asyncio.sleep(_RETRY_S)

        listener = asyncio.create_task(listen())
        try:
            yield
        finally:
            is_open = False
            listener.cancel()
            await asyncio.wait([listener])
