"""Sentinel fails Redis over again and again under a mixed load: ordered, as the primary dies, as it stands still.

Three servers, `min-replicas-to-write 1`, and three sentinels that wait half a second for an answer. A
primary that stood still wakes up as soon as another has its place, while the bot waits for it yet.
"""

import asyncio
import random
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

from bench.soak import what_was_seen
from bench.soak.replicas import SETTINGS, Act, acting, settled
from bench.soak.report import Report
from bench.soak.users import (
    AdminUser,
    AskingUser,
    AuthorUser,
    PlayingUser,
    SimulatedUser,
    model_answer,
)
from bench.soak.what_was_seen import Happened
from bot.errors import StorageDown
from bot.storage.connection import Redis, open_redis
from tests.fakes.replicas import open_replicas
from tests.fakes.sentinel import SentinelServers, until_true

ROUNDS, SMALL_ROUNDS = 4, 1
_OPTIONS = ("--min-replicas-to-write", "1")
_NAMES: dict[str, Callable[[SentinelServers], Awaitable[None]]] = {
    "failover, ordered": SentinelServers.fail_over,
    "failover, primary killed": SentinelServers.kill_primary,
    "failover, primary paused": SentinelServers.pause_primary,
}


async def soak(*, small: bool) -> Report:
    """Let each kind happen a few times while two processes work."""
    with tempfile.TemporaryDirectory(prefix="sentinel-") as folder:
        servers = SentinelServers(Path(folder), replicas=2, sentinels=3, options=_OPTIONS)
        async with servers.running():
            return await _failed_over(servers, SMALL_ROUNDS if small else ROUNDS)


async def _failed_over(servers: SentinelServers, rounds: int) -> Report:
    async with open_replicas(redis_url=servers.url) as replicas:
        replicas.model.answer = model_answer
        replicas.settings |= SETTINGS
        await asyncio.gather(replicas.start(), replicas.start())
        telegram, admin = replicas.telegram, AdminUser(replicas.telegram)
        users: list[SimulatedUser] = [AskingUser(telegram, number) for number in range(8)]
        users += [PlayingUser(telegram, 10), AuthorUser(telegram, 20)]
        happened: list[Happened] = []
        away_s: list[float] = []
        acts: list[Act] = [*(user.act_slowly for user in users), admin.act]
        async with acting(acts) as end, open_redis(servers.url) as redis:
            for name in random.sample(list(_NAMES) * rounds, len(_NAMES) * rounds):
                await asyncio.sleep(random.uniform(2, 4))
                begin_s = time.time()
                away_s.append(await _longest_gap_s(redis, _NAMES[name](servers)))
                await until_true(servers.are_ready)
                happened.append(Happened(name, begin_s, time.time() + 2))
            await end()
        await settled(replicas, admin)
        report = await what_was_seen.report(replicas, users)
        report.title = f"failover: {len(happened)} by Sentinel"
        report.details = what_was_seen.table(users, happened)
        report.counts |= dict(Counter(fault.name for fault in happened))
        report.counts["longest without writes, s"] = round(max(away_s), 1)
        return report


async def _longest_gap_s(redis: Redis, fault: Awaitable[None]) -> float:
    """How long at most no write succeeded while the fault happened, and until one does after it."""
    ended, last_s, longest_s = asyncio.ensure_future(fault), time.monotonic(), 0.0
    while True:
        was_over = ended.done()
        try:
            await redis.set("cache:failover", 1)
        except StorageDown:
            await asyncio.sleep(0.02)
            continue
        now_s = time.monotonic()
        longest_s, last_s = max(longest_s, now_s - last_s), now_s
        if was_over:
            await ended
            return longest_s
        await asyncio.sleep(0.02)
