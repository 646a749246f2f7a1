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
from bot.models.inbox import ClaimedUpdate, Outcome
from bot.storage.connection import Redis, open_redis
from bot.storage.inbox import RedisInbox


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
            deliveries = await self._inbox.turn((), ordered=4, priority=4)
            if deliveries:
                self._took("claimed")
            for delivery in deliveries:
                await self._handle(delivery)
            if not deliveries:
                await asyncio.sleep(0.05)

    async def _handle(self, delivery: ClaimedUpdate) -> None:
        await self._redis.incr("tries")
        await self._inbox.note(delivery, 0, delivery.update_id)
        self._took("noted")
        await asyncio.sleep(0.002)
        self._took("worked")
        if delivery.update_id in await self._inbox.extend([delivery]):
            return
        self._took("extended")
        queue = "{inbox}!" if delivery.is_priority else "{inbox}"
        holds = await self._redis.hget(f"{queue}:tokens", str(delivery.update_id))
        await self._inbox.turn([(delivery, Outcome())], ordered=0, priority=0)
        if holds == str(delivery.token):
            await self._redis.rpush("done", str(delivery.update_id))
        self._took("acknowledged")


async def main() -> None:
    """One life."""
    url, seed, fate = sys.argv[1:]
    async with open_redis(url) as redis:
        await KillableWorker(redis, int(seed), dies=fate == "dies").run()


if __name__ == "__main__":
    asyncio.run(main())
