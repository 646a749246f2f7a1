"""A named lease; implements `ports.inbox.Leadership`."""

import secrets

from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.scripts import load_script


class RedisLeaderLease:
    """The right to do what only one process of the fleet may do, e.g. to poll.

    Args:
        redis: where it lies.
        name: what the right is about.
        lease_ms: how long it holds without another `hold`.
    """

    def __init__(self, redis: Redis, name: str, *, lease_ms: int) -> None:
        self._key = keys.lease(name)
        self._token = secrets.token_hex(8)
        self._lease_ms = lease_ms
        self._hold = load_script(redis, "lease_hold")

    async def hold(self) -> bool:
        """Take it, or keep it for another `lease_ms`; False: another process has it."""
        return bool(await self._hold([self._key], [self._token, self._lease_ms]))

    async def release(self) -> None:
        """Let another process have it at once; what another has stays."""
        await self._hold([self._key], [self._token, 0])


async def release_all_leases(redis: Redis) -> None:
    """Nobody else uses this server, so what is leased belongs to the dead: let it be claimed now."""
    pipeline = redis.pipeline()
    for queue in (keys.INBOX, f"{keys.INBOX}!", keys.POSTS, f"{keys.POSTS}:notices"):
        leased = f"{queue}:leased"
        pipeline.zunionstore(leased, {leased: 0})  # every lease ends at 0
    pipeline.delete(keys.lease("polling"))
    await pipeline.execute()
