"""A replica that makes requests of people as fast as their budgets allow, until it is killed.

python -m bench.soak.budgets_worker REDIS SLOT HOURS

What it was doing when it was killed, its successor in the same slot attempts again.
"""

import asyncio
import json
import random
import sys
import uuid

from bench.soak.budgets import (
    CALLS_KEY,
    CALLS_UNDER_WAY,
    CHATS,
    GRANTED_KEY,
    MOST_TOKENS,
    NOW_KEY,
    OPEN_KEY,
    OVER_KEY,
    PEOPLE,
    REFUSED_KEY,
    Size,
    person_of,
)
from bot.errors import ModelBudgetSpent
from bot.models.usage import Caller
from bot.storage.connection import Redis, open_redis
from bot.storage.usage.usage import RedisUsage
from tests.fakes.usage import ZONE

_MOST_CALLS = 3
_FEW_TOKENS = 30
_REPEATED = 0.1
"""Of the reports, as where the answer to the first was lost."""
_CALL_S, _PAUSE_S = 0.004, 0.005


class Replica:
    """Makes requests in as many tasks as calls may be under way."""

    def __init__(self, redis: Redis, slot: str, size: Size) -> None:
        self._redis = redis
        self._slot = slot
        self._usage = RedisUsage(redis, size.limits, ZONE, self._now_s)

    async def _now_s(self) -> float:
        return float(await self._redis.get(NOW_KEY) or 0)

    async def run(self) -> None:
        """Work until the day is over."""
        await asyncio.gather(*(self._work(task) for task in range(CALLS_UNDER_WAY)))

    async def _work(self, task: int) -> None:
        place = f"{self._slot}:{task}"
        request = await self._redis.hget(OPEN_KEY, place)
        while not await self._redis.exists(OVER_KEY):
            request = str(request or f"{random.randrange(PEOPLE)}:{uuid.uuid4().hex}")
            await self._redis.hset(OPEN_KEY, place, request)
            await self._attempt(request)
            await self._redis.hdel(OPEN_KEY, place)
            request = None
            await asyncio.sleep(random.uniform(0, _PAUSE_S))

    async def _attempt(self, request: str) -> None:
        """Make the calls of a request, each as bot/chains/metering.py does."""
        person = person_of(request)
        caller = Caller(person % CHATS, person, request)
        try:
            for _ in range(random.randint(1, _MOST_CALLS)):
                await self._usage.begin_call(caller)
                await self._redis.sadd(GRANTED_KEY, request)
                await asyncio.sleep(random.uniform(0, _CALL_S))
                await self._report(caller, person)
        except ModelBudgetSpent:
            await self._redis.incr(REFUSED_KEY)

    async def _report(self, caller: Caller, person: int) -> None:
        tokens = random.randint(1, MOST_TOKENS if person < PEOPLE // 2 else _FEW_TOKENS)
        call_id = uuid.uuid4().hex
        row = json.dumps([call_id, person, caller.chat_id, tokens])
        await self._redis.rpush(CALLS_KEY, row)
        for _ in range(2 if random.random() < _REPEATED else 1):
            await self._usage.add_tokens(caller, call_id, tokens)


async def main() -> None:
    """Run one replica."""
    url, slot, hours = sys.argv[1:]
    async with open_redis(url) as redis:
        await Replica(redis, slot, Size(float(hours), 0)).run()


if __name__ == "__main__":
    asyncio.run(main())
