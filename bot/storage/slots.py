"""Slots for calls to a service that counts calls per second, shared by all replicas.

A slot is free again one second after the *response* to the call it was used for. The service saw
the call before it answered, and sees the slot's next call after that second; so among any N + 1
calls two used one slot and lie more than a second apart, whatever the network does in between. No
clock but the Redis server's is read. A holder that dies gives its slot back by the lease.
"""

import asyncio
from dataclasses import dataclass

from bot.storage.connection import Redis
from bot.storage.scripts import load_script

HOLD_MS = 1000


@dataclass(frozen=True, slots=True)
class CallSlot:
    """The right to make one call; `token` fences."""

    name: str
    token: str


class RedisCallSlots:
    """`per_second` slots under one name.

    Args:
        redis: where they lie.
        name: the service's.
        per_second: what the service allows.
        lease_ms: longer than a call can take, time-out included.
    """

    def __init__(self, redis: Redis, name: str, *, per_second: int, lease_ms: int) -> None:
        self._key = f"slots:{{{name}}}"
        self._per_second = per_second
        self._lease_us = lease_ms * 1000
        self._take = load_script(redis, "slots_take")
        self._done = load_script(redis, "slots_done")
        self._asking = asyncio.Lock()

    async def take(self) -> CallSlot | int:
        """A slot, or in how many microseconds one may be free."""
        row = await self._take([self._key], [self._per_second, self._lease_us])
        return CallSlot(row[0], row[1]) if len(row) == 2 else int(row[0])

    async def acquire(self) -> CallSlot:
        """Wait for a slot, behind those who wait here already: one of them asks for all."""
        async with self._asking:
            taken = await self.take()
            while not isinstance(taken, CallSlot):
                # A slot in use shows its lease; its response cannot free it before HOLD_MS from now.
                await asyncio.sleep(min(taken / 1e6, HOLD_MS / 1e3))
                taken = await self.take()
            return taken

    async def done(self, slot: CallSlot, *, hold_ms: int = HOLD_MS) -> bool:
        """The response is here; never call it after a time-out, since the call may be under way.

        False where the lease had run out and somebody else has the slot.
        """
        return bool(await self._done([self._key], [slot.name, slot.token, hold_ms * 1000]))
