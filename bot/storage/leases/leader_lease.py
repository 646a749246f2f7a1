"""A leader lease in Redis; implements `ports.inbox.LeaderLease`."""

import secrets

from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.scripts import load_script


class RedisLeaderLease:
    """The right to do what only one process may do, e.g. to poll.

    Args:
        redis: where it lies.
        name: what the right is about.
        lease_ms: how long it holds without another `hold`.
    """

    def __init__(self, redis: Redis, name: str, *, lease_ms: int) -> None:
        self._key = keys.leader(name)
        self._token = secrets.token_hex(8)
        self._lease_ms = lease_ms
        self._hold = load_script(redis, "leases/hold.lua")

    async def hold(self) -> bool:
        """Take it, or keep it for another `lease_ms`; False: another process has it."""
        return bool(await self._hold([self._key], [self._token, self._lease_ms]))

    async def release(self) -> None:
        """Let another process have it at once; what another process holds stays."""
        await self._hold([self._key], [self._token, 0])


async def release_all_leases(redis: Redis) -> None:
    """Make every leased or delayed item due now, and let this process lead.

    For a server that nobody else uses: at its start all leases belong to dead processes.
    """
    seconds, micros = await redis.time()
    now_ms = seconds * 1000 + micros // 1000
    pipeline = redis.pipeline(transaction=False)
    for prefix in (keys.INBOX, keys.POSTS):
        for lane in (keys.queue(prefix, "ready"), keys.queue(prefix, "priority")):
            for item in await redis.zrangebyscore(lane, f"({now_ms}", "+inf"):
                pipeline.zadd(lane, {str(item): now_ms})
    pipeline.delete(keys.leader("polling"))
    await pipeline.execute()
