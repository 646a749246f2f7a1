"""A day of budgets over two replicas that are killed again and again.

The processes ask a real store (bot/storage/usage) for every call. Their clock is a number in Redis,
which runs through the day, past midnight, in three minutes; what they used is then read from the store.
"""

import asyncio
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from bench.soak.report import Report
from bot.models.usage import UsageLimits
from bot.storage import keys
from bot.storage.connection import Redis, open_redis
from tests.fakes.process import ROOT, clean_environment
from tests.fakes.valkey import ValkeyServer

NOW_KEY, OVER_KEY, CALLS_KEY, GRANTED_KEY = "soak:now", "soak:over", "soak:calls", "soak:granted"
REFUSED_KEY, OPEN_KEY = "soak:refused", "soak:open"
REPLICAS, CALLS_UNDER_WAY = 2, 8
PEOPLE, CHATS = 6, 2
MOST_TOKENS = 1000
"""Of one call."""
_MIDNIGHT_S = datetime(2026, 11, 21, 16, tzinfo=UTC).timestamp()
_STEP_S, _STEP_TAKES_S = 20, 0.04


class Size(NamedTuple):
    """How much of the day around midnight is run through, and with how many kills."""

    hours: float
    kills: int

    @property
    def limits(self) -> UsageLimits:
        """Each limit is reached by somebody: some people are frequent, the others use many tokens."""
        share = self.hours / 24
        return UsageLimits(
            person_requests_per_min=3,
            person_requests_per_day=int(1500 * share),
            person_tokens_per_day=int(400_000 * share),
            chat_tokens_per_day=int(700_000 * share),
            bot_tokens_per_day=int(1_300_000 * share),
        )


FULL, SMALL = Size(hours=24, kills=60), Size(hours=0.5, kills=3)


async def soak(*, small: bool) -> Report:
    """Run through the day; compare what was counted with what was allowed and used."""
    size = SMALL if small else FULL
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        server = ValkeyServer(Path(folder))
        server.start()
        try:
            async with open_redis(server.url) as redis:
                kills = await _run(redis, server.url, size)
                return await _report(redis, size, kills)
        finally:
            server.kill()


async def _run(redis: Redis, url: str, size: Size) -> int:
    """Move the clock and kill replicas at random; return the number of kills."""
    await redis.set(NOW_KEY, _MIDNIGHT_S - size.hours * 1800)
    replicas = [await _replica(url, slot, size) for slot in range(REPLICAS)]
    while not await redis.hlen(OPEN_KEY):  # noqa: ASYNC110 -- other processes change it
        await asyncio.sleep(0.05)
    steps = int(size.hours * 3600 / _STEP_S)
    kill_at = set(random.sample(range(steps), size.kills))
    for step in range(steps):
        started = time.monotonic()
        await redis.incrbyfloat(NOW_KEY, _STEP_S)
        if step in kill_at:
            slot = random.randrange(REPLICAS)
            replicas[slot].kill()
            await replicas[slot].wait()
            replicas[slot] = await _replica(url, slot, size)
        await asyncio.sleep(max(0, started + _STEP_TAKES_S - time.monotonic()))
    await redis.set(OVER_KEY, 1)
    codes = [await replica.wait() for replica in replicas]
    if any(codes):
        raise RuntimeError(f"replicas ended with {codes}")
    return len(kill_at)


async def _replica(url: str, slot: int, size: Size) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.soak.budgets_worker", url, str(slot), str(size.hours),
        cwd=ROOT,
        env=clean_environment(),
    )  # fmt: skip


async def _report(redis: Redis, size: Size, kills: int) -> Report:
    requests = await _counted_requests(redis)
    days: dict[str, Any] = {
        str(key).rpartition(":")[2]: await redis.hgetall(key)
        for key in await redis.keys(keys.usage("day", "*"))
    }
    report = Report(f"budgets: {size.hours:g} h around midnight, {REPLICAS} replicas, kill -9")
    over_tokens = _over_the_limit(days, size.limits)
    granted = await redis.smembers(GRANTED_KEY)
    report.counts = {
        "requests": len(requests),
        "refused": int(await redis.get(REFUSED_KEY) or 0),
        "kills": kills,
        "calls": await redis.llen(CALLS_KEY),
        "tokens": sum(int(day.get("bot:tokens", 0)) for day in days.values()),
        "minutes in which a person had no request left": _full_minutes(requests, size.limits),
        "limits of tokens reached": sum(over >= 0 for over in over_tokens),
        "most tokens over a limit": max(0, *over_tokens),
    }
    report.faults = {
        "requests over a limit": _requests_over(requests, size.limits),
        "tokens over those of calls under way": sum(
            over > REPLICAS * CALLS_UNDER_WAY * MOST_TOKENS for over in over_tokens
        ),
        "requests counted twice or not": _requests_amiss(requests, days),
        "granted and not counted": len(set(granted) - set(requests)),
        "tokens counted twice or not": await _tokens_amiss(redis, days),
    }
    return report


async def _counted_requests(redis: Redis) -> dict[str, tuple[str, str]]:
    """Request -> the minute and day in which it was counted."""
    prefix = keys.usage("request", "")
    found = {}
    async for key in redis.scan_iter(f"{prefix}*", count=1000):
        minute, day = str(await redis.get(key)).split(" ")
        found[str(key).removeprefix(prefix)] = (minute, day)
    return found


def person_of(request: str) -> int:
    """The person of a request: its id begins with theirs."""
    return int(request.partition(":")[0])


def _full_minutes(requests: Mapping[str, tuple[str, str]], limits: UsageLimits) -> int:
    minutes = Counter((person_of(request), minute) for request, (minute, _) in requests.items())
    return sum(count == limits.person_requests_per_min for count in minutes.values())


def _requests_over(requests: Mapping[str, tuple[str, str]], limits: UsageLimits) -> int:
    minutes = Counter((person_of(request), minute) for request, (minute, _) in requests.items())
    days = Counter((person_of(request), day) for request, (_, day) in requests.items())
    rows = [
        *((count, limits.person_requests_per_min) for count in minutes.values()),
        *((count, limits.person_requests_per_day) for count in days.values()),
    ]
    return sum(max(0, count - limit) for count, limit in rows if limit is not None)


def _requests_amiss(
    requests: Mapping[str, tuple[str, str]], days: Mapping[str, Mapping[str, str]]
) -> int:
    made = Counter((person_of(request), day) for request, (_, day) in requests.items())
    return sum(
        abs(int(use.get(f"person:{person}:requests", 0)) - made[person, day])
        for day, use in days.items()
        for person in range(PEOPLE)
    )


def _over_the_limit(days: Mapping[str, Mapping[str, str]], limits: UsageLimits) -> list[int]:
    """How far each count of tokens is over its limit; below zero where it is not."""
    rows = [("bot:tokens", limits.bot_tokens_per_day)]
    rows += [(f"chat:{chat}:tokens", limits.chat_tokens_per_day) for chat in range(CHATS)]
    rows += [(f"person:{who}:tokens", limits.person_tokens_per_day) for who in range(PEOPLE)]
    return [
        int(use.get(field, 0)) - limit
        for use in days.values()
        for field, limit in rows
        if limit is not None
    ]


async def _tokens_amiss(redis: Redis, days: Mapping[str, Mapping[str, str]]) -> int:
    """Tokens by which the counts differ from the calls that were counted, each once.

    A call that was noted and not counted belongs to a replica that was killed just then.
    """
    used: Counter[str] = Counter()
    for row in await redis.lrange(CALLS_KEY, 0, -1):
        call_id, person, chat, tokens = json.loads(row)
        if await redis.exists(keys.usage("call", call_id)):
            for field in (f"person:{person}:tokens", f"chat:{chat}:tokens", "bot:tokens"):
                used[field] += tokens
    counted: Counter[str] = Counter()
    for use in days.values():
        for field, count in use.items():
            if field.endswith("tokens"):
                counted[field] += int(count)
    return sum(abs(used[field] - counted[field]) for field in used | counted)
