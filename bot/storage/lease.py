"""A named lease: one process of the fleet holds it, another takes over when it runs out."""

import secrets

from bot.storage.connection import Redis
from bot.storage.scripts import load_script


class NamedLease:
    """The right to do what only one process may do, e.g. to poll, or to run a job once.

    Args:
        redis: where it lies.
        name: what the right is about; for a job, with the time it is due.
        lease_ms: how long it holds without `renew`.
    """

    def __init__(self, redis: Redis, name: str, *, lease_ms: int) -> None:
        self._redis = redis
        self._key = f"lease:{name}"
        self._token = secrets.token_hex(8)
        self._lease_ms = lease_ms
        self._settle = load_script(redis, "lease_settle")

    async def take(self) -> bool:
        """Get hold of it; False where somebody (this object included) has it."""
        return bool(await self._redis.set(self._key, self._token, nx=True, px=self._lease_ms))

    async def renew(self) -> bool:
        """Hold it for another `lease_ms` from now; False where it was lost."""
        return bool(await self._settle([self._key], [self._token, self._lease_ms]))

    async def release(self) -> bool:
        """Give it back at once; False where it was lost, and then nothing changes."""
        return bool(await self._settle([self._key], [self._token, 0]))
