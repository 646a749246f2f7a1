"""Call slots: at most so many calls a second to a service, shared by all replicas.

A slot is free again one second after the *response* to the call it was used for. The service saw
that call before it answered, and sees the slot's next call after that second; so among any N + 1
calls two used the same slot and lie more than a second apart, whatever the network does in between.
Only the Redis server's clock is read. A slot whose holder dies comes back by its lease.
"""

import asyncio
from dataclasses import dataclass

from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.scripts import load_script

HOLD_MS = 1000


@dataclass(frozen=True, slots=True)
class CallSlot:
    """The right to make one call; `token` is the fencing token."""

    name: str
    token: str


class RedisCallSlots:
    """Implements `ports.posts.CallSlots` with `per_second` slots.

    Args:
        redis: where they lie.
        service: whose limit it is.
        per_second: calls that the service allows.
        lease_ms: longer than a call can take, its time-out included.
    """

    def __init__(self, redis: Redis, service: str, *, per_second: int, lease_ms: int) -> None:
        self._keys = [keys.slots(service)]
        self._per_second = per_second
        self._lease_us = lease_ms * 1000
        self._take = load_script(redis, "slots/take.lua")
        self._release = load_script(redis, "slots/release.lua")
        self._asking = asyncio.Lock()

    async def take(self) -> CallSlot | int:
        """A slot, or in how many microseconds one may be free."""
        row = await self._take(self._keys, [self._per_second, self._lease_us])
        return CallSlot(row[0], row[1]) if len(row) == 2 else int(row[0])

    async def acquire(self) -> CallSlot:
        """Wait for a slot; callers of this process are served in order, one of them asks Redis."""
        async with self._asking:
            taken = await self.take()
            while not isinstance(taken, CallSlot):
                # A slot in use shows its lease, but a response can free it HOLD_MS from now.
                await asyncio.sleep(min(taken / 1e6, HOLD_MS / 1e3))
                taken = await self.take()
            return taken

    async def release(self, slot: CallSlot, *, hold_ms: int = HOLD_MS) -> bool:
        """The response is here: free the slot after `hold_ms`. False: its lease had run out.

        Never call it after a time-out, when the call may still be under way.
        """
        arguments: list[str | int] = [slot.name, slot.token, hold_ms * 1000]
        return bool(await self._release(self._keys, arguments))
