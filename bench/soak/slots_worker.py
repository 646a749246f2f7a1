"""Calls a server as fast as the slots allow.

python -m bench.soak.slots_worker REDIS SERVER PER_SECOND SECONDS JITTER_MS block|shift|plain

block: its event loop stands still for 5 s. shift: its clock is an hour ahead.
"""

import asyncio
import random
import sys
import time

import aiohttp

from bot.storage.connection import open_redis
from bot.storage.slots.call_slots import RedisCallSlots

_BLOCK_S = 5
_HOUR_S = 3600


async def main() -> None:
    """Call from as many tasks as there are slots."""
    redis_url, server_url, per_second, seconds, jitter_ms, disturbance = sys.argv[1:]
    if disturbance == "shift":
        real = time.time
        time.time = lambda: real() + _HOUR_S
    jitter_s = float(jitter_ms) / 1000
    deadline = time.monotonic() + float(seconds)
    async with open_redis(redis_url) as redis, aiohttp.ClientSession() as session:
        slots = RedisCallSlots(redis, "soak", per_second=int(per_second), lease_ms=8000)

        async def call() -> None:
            while time.monotonic() < deadline:
                slot = await slots.acquire()
                await asyncio.sleep(random.uniform(0, jitter_s))
                async with session.get(server_url) as answer:
                    await answer.read()
                await asyncio.sleep(random.uniform(0, jitter_s))
                await slots.release(slot)

        callers = [asyncio.create_task(call()) for _ in range(int(per_second))]
        if disturbance == "block":
            await asyncio.sleep(1.5)
            time.sleep(_BLOCK_S)  # noqa: ASYNC251 -- the disturbance
        await asyncio.gather(*callers)


if __name__ == "__main__":
    asyncio.run(main())
