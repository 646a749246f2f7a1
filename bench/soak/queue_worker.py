"""A worker without handlers that kills itself at a step of its work.

python -m bench.soak.queue_worker URL SEED dies|lives

What it acknowledges while its token holds it writes down at once, and dies at other steps only: so
the list tells what was really acknowledged, and in which order.
"""

import asyncio
import os
import signal
import sys

from bench.soak.queue import LEASE_MS, step_at_which_to_die
from bot.models.inbox import ClaimedUpdate
from bot.models.work import Capacity, Outcome
from bot.storage import keys
from bot.storage.connection import Redis, open_redis
from bot.storage.inbox.inbox import RedisInbox


class KillableWorker:
    """Handles updates until its step comes, or nothing is left."""

    def __init__(self, redis: Redis, seed: int, *, dies: bool) -> None:
        self._redis = redis
        self._inbox = RedisInbox(redis, lease_ms=LEASE_MS)
        self._step, self._times = step_at_which_to_die(seed)
        self._dies = dies

    def _took(self, step: str) -> None:
        if self._dies and step == self._step:
            self._times -= 1
            if self._times <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

    async def run(self) -> None:
        """Work."""
        while await self._inbox.backlog():
            updates = await self._inbox.exchange((), Capacity(normal=4, priority=4))
            if updates:
                self._took("claimed")
            for update in updates:
                await self._handle(update)
            if not updates:
                await asyncio.sleep(0.05)

    async def _handle(self, update: ClaimedUpdate) -> None:
        lease = update.lease
        await self._redis.incr("tries")
        await self._inbox.note(update, 0, update.update_id)
        self._took("noted")
        await asyncio.sleep(0.002)
        self._took("worked")
        if await self._inbox.extend([lease]):
            return
        self._took("extended")
        token = await self._redis.hget(keys.queue(keys.INBOX, "item", lease.item), "token")
        await self._inbox.exchange([(lease, Outcome())], Capacity(0, 0))
        if token == str(lease.token):
            await self._redis.rpush("done", lease.item)
        self._took("acknowledged")


async def main() -> None:
    """One life."""
    url, seed, fate = sys.argv[1:]
    async with open_redis(url) as redis:
        await KillableWorker(redis, int(seed), dies=fate == "dies").run()


if __name__ == "__main__":
    asyncio.run(main())
