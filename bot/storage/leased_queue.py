"""A keyed FIFO with leases: the one primitive below the inbox and the moderation queue.

Items with one key are handed out one after the other, in the order they were put; different keys do
not wait for each other. A claim is a lease: who dies holding it loses it after `lease_ms`, and the
item is handed out again with a higher fencing token, so that the old owner can change nothing any
more. An item that was claimed `max_attempts` times goes to the dead letter (`{name}:dead`).

Commands of Redis 6.2; all keys of a queue share one hash tag; claiming costs O(log n). Other stores
make "is the token still good, change my own hash, acknowledge" one script by loading theirs after
`lua/lib/leased_queue.lua` (`load_script(redis, name, "leased_queue")`).
"""

from dataclasses import dataclass

from bot.storage.connection import Redis
from bot.storage.scripts import load_script

_LIBRARY = "leased_queue"


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on `item`, until it runs out; `token` fences, `attempts` counts claims."""

    item: str
    key: str
    token: int
    attempts: int


class LeasedQueue:
    """One queue.

    Args:
        redis: where it lies.
        name: its hash tag; keys are `{name}:…`.
        part: of several queues below one hash tag; keys are `{name}:part:…`.
        lease_ms: how long a claim holds without `extend`.
        max_attempts: claims of one item until it is buried.
    """

    def __init__(
        self, redis: Redis, name: str, *, lease_ms: int, max_attempts: int, part: str = ""
    ) -> None:
        self._redis = redis
        self.prefix = f"{{{name}}}:{part}" if part else f"{{{name}}}"
        self.lease_ms = lease_ms
        self.max_attempts = max_attempts
        self._put = load_script(redis, "queue_put", _LIBRARY)
        self._claim = load_script(redis, "queue_claim", _LIBRARY)
        self._settle = load_script(redis, "queue_settle", _LIBRARY)

    @property
    def _keys(self) -> list[str]:
        return [f"{self.prefix}:ready"]

    async def put(self, key: str, item: str, *, delay_ms: int = 0) -> bool:
        """Put `item` at the end of its key's line; False where it is known already."""
        return bool(await self._put(self._keys, [self.prefix, key, item, delay_ms]))

    async def claim(self) -> Lease | None:
        """The next item that may be worked on."""
        leases = await self.claim_many(1)
        return leases[0] if leases else None

    async def claim_many(self, count: int) -> list[Lease]:
        """Up to `count` items, each of another key."""
        rows = await self._claim(self._keys, [self.prefix, self.lease_ms, self.max_attempts, count])
        return [Lease(item, key, int(token), int(attempts)) for item, key, token, attempts in rows]

    async def extend(self, lease: Lease) -> bool:
        """Hold on for another `lease_ms`; False where the lease was lost."""
        return await self._settled(lease, "extend", self.lease_ms)

    async def ack(self, lease: Lease) -> bool:
        """The work is done; the key's next item moves up. False where the lease was lost."""
        return await self._settled(lease, "ack")

    async def release(self, lease: Lease, *, delay_ms: int = 0, count_attempt: bool = True) -> bool:
        """Give the item back, to be claimed again after `delay_ms`."""
        return await self._settled(
            lease, "release", delay_ms, "counts" if count_attempt else "does not"
        )

    async def _settled(self, lease: Lease, verb: str, ms: int = 0, counts: str = "") -> bool:
        arguments: list[str | int] = [self.prefix, lease.item, lease.token, verb, ms, counts]
        return bool(await self._settle(self._keys, arguments))
