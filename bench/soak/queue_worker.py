"""A worker without handlers that kills itself at a step of its work.

python -m bench.soak.queue_worker URL SEED killed|survives

It appends to the list `done` what it acknowledges with a valid token. No kill falls between the two,
so the list has exactly what was acknowledged, in order.
"""

import asyncio
import os
import signal
import sys

from bench.soak.queue import LEASE_MS, random_kill
from bot.models.inbox import ClaimedUpdate
from bot.models.work import Capacity, Outcome
from bot.storage import keys
from bot.storage.connection import Redis, open_redis
from bot.storage.inbox.inbox import RedisInbox


class KillableWorker:
    """Handles updates until it is killed, or none is left."""

    def __init__(self, redis: Redis, seed: int, *, is_killed: bool) -> None:
        self._redis = redis
        self._inbox = RedisInbox(redis, lease_ms=LEASE_MS)
        self._step, self._steps_left = random_kill(seed)
        self._is_killed = is_killed

    def _after(self, step: str) -> None:
        if self._is_killed and step == self._step:
            self._steps_left -= 1
            if self._steps_left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

    async def run(self) -> None:
        """Claim and handle updates."""
        while await self._inbox.backlog():
            updates = await self._inbox.exchange((), Capacity(normal=4, priority=4))
            if updates:
                self._after("claimed")
            for update in updates:
                await self._handle(update)
            if not updates:
                await asyncio.sleep(0.05)

    async def _handle(self, update: ClaimedUpdate) -> None:
        lease = update.lease
        await self._redis.incr("tries")
        await self._inbox.note(update, 0, update.update_id)
        self._after("sent")
        await asyncio.sleep(0.002)
        self._after("worked")
        if await self._inbox.extend([lease]):
            return
        self._after("extended")
        token = await self._redis.hget(keys.queue(keys.INBOX, "item", lease.item), "token")
        await self._inbox.exchange([(lease, Outcome())], Capacity(0, 0))
        if token == str(lease.token):
            await self._redis.rpush("done", lease.item)
        self._after("acknowledged")


async def main() -> None:
    """Run one worker."""
    url, seed, ending = sys.argv[1:]
    async with open_redis(url) as redis:
        await KillableWorker(redis, int(seed), is_killed=ending == "killed").run()


if __name__ == "__main__":
    asyncio.run(main())
