"""Everything fails in turn under a mixed load, for 30 minutes (small: 5), and one process lives through it.

Processes are killed and stopped; Redis is killed, paused, and its disk full; the networks are cut and slow;
Telegram answers 429; the model is slow and fails; the clock jumps (with libfaketime, which Debian has). Then
Redis is failed over (see failover.py). The process that lives must not grow, and what was said must be
answered or the failure told. In full, and where there is a Prometheus, its figures become a picture.
"""

import asyncio
import random
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from bench.soak import failover, prometheus, series_picture, what_was_seen
from bench.soak.planned_faults import CLOCK_JUMPS, FAULTS, Stage, faketime, open_stage
from bench.soak.process_use import ProcessUse, use_of
from bench.soak.replicas import Act, acting, settled
from bench.soak.report import Report
from bench.soak.users import AdminUser, AskingUser, AuthorUser, PlayingUser, SimulatedUser
from bench.soak.what_was_seen import Happened
from bot.storage.connection import open_redis
from bot.storage.posts.posts import RedisPosts
from tests.fakes.process import BotProcess
from tests.fakes.replicas import Replicas

MINUTES, SMALL_MINUTES = 30.0, 5.0
_PICTURE = prometheus.PICTURES / "fault_plan.svg"
_GROWTH = 1.05
_MORE_HANDLES, _MORE_TASKS = 3, 3
"""A file or a loop may just be at another place."""
_WARM_UP_S, _SETTLE_S = 20, 60
_QUIET_S, _LONG_QUIET_S = 8, 125
"""After the longer one connections to Telegram and the model are closed: aiohttp looks once a minute for those
that were not used for a minute."""
_POOLED = 128 + 32
"""Connections to Redis (storage/connection.py), and what is listened to."""


async def soak(*, small: bool, minutes: float | None = None) -> Report:
    """Let the faults happen until the time is over; compare the process before and after."""
    minutes = minutes or (SMALL_MINUTES if small else MINUTES)
    port = prometheus.free_port()
    async with open_stage() as stage:
        stage.replicas.settings["BOT_LLM__PRICES"] = prometheus.PRICES
        survivor = await stage.replicas.start(BOT_METRICS__PORT=str(port))
        await stage.replace_victim()
        users, admin = _users(stage.replicas), AdminUser(stage.replicas.telegram)
        acts: list[Act] = [*(user.act_slowly for user in users), admin.act]
        async with acting(acts) as end:
            await asyncio.sleep(_WARM_UP_S)
            await end()
        before = await _quiet(stage, survivor, admin, _QUIET_S)
        async with _pictured(port, is_kept=not small) as happened, acting(acts) as end:
            memory_mb = await _faults(stage, survivor, minutes * 60, happened)
            await end()
        after = await _quiet(stage, survivor, admin, _LONG_QUIET_S)
        report = await what_was_seen.report(stage.replicas, users)
        report.details = what_was_seen.table(users, happened)
        report.faults["bad exits"] = sum(n for code, n in stage.exit_codes.items() if code)
        _add_use(report, before, after, memory_mb)
    report.title = f"fault_plan: {minutes:g} minutes, {len(happened)} faults"
    if faketime() is None:
        report.title += "; clock jumps NOT RUN: there is no libfaketime here"
    report.add(await failover.soak(small=small))
    return report


def _users(replicas: Replicas) -> list[SimulatedUser]:
    telegram = replicas.telegram
    users: list[SimulatedUser] = [AskingUser(telegram, number) for number in range(12)]
    users += [PlayingUser(telegram, number) for number in range(20, 24)]
    return [*users, *(AuthorUser(telegram, number) for number in range(30, 34))]


@asynccontextmanager
async def _pictured(port: int, *, is_kept: bool) -> AsyncIterator[list[Happened]]:
    """Let Prometheus look at the process of this port, and draw what it has seen and what happened."""
    happened: list[Happened] = []
    binary = prometheus.prometheus_binary()
    if binary is None or not is_kept:
        yield happened
        return
    async with prometheus.running_prometheus(binary, [port]) as url:
        began_s = time.time()
        yield happened
        panels = prometheus.panels_of_dashboard()
        faults = [(fault.name, fault.begin_s) for fault in happened]
        picture = await series_picture.draw(url, panels, began_s, time.time(), faults)
        _PICTURE.write_text(picture)


async def _faults(
    stage: Stage, survivor: BotProcess, for_s: float, happened: list[Happened]
) -> list[float]:
    """Let every fault happen in rounds of random order; the survivor's memory after each."""
    ends_at, memory_mb = time.monotonic() + for_s, []
    names = [name for name in FAULTS if name != CLOCK_JUMPS or faketime()]
    while time.monotonic() < ends_at:
        for name in random.sample(names, len(names)):
            if time.monotonic() > ends_at:
                break
            begin_s = time.time()
            await FAULTS[name](stage)
            await asyncio.sleep(random.uniform(2, 5))
            happened.append(Happened(name, begin_s, time.time()))
            memory_mb.append((await use_of(survivor)).memory_mb)
    return memory_mb


async def _quiet(
    stage: Stage, survivor: BotProcess, admin: AdminUser, quiet_s: float
) -> ProcessUse:
    """Wait until everything is handled; what the process then uses."""
    await settled(stage.replicas, admin)
    await _posts_decided(stage.replicas, admin)
    await asyncio.sleep(quiet_s)
    return await use_of(survivor, count_tasks=True)


async def _posts_decided(replicas: Replicas, admin: AdminUser) -> None:
    """Let the admin look at cards, also those that come late, for at most a minute."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_SETTLE_S), open_redis(replicas.redis_url) as redis:
            posts = RedisPosts(redis)
            while any(n for state, n in (await posts.counts()).items() if state != "published"):
                await admin.act()


def _add_use(report: Report, before: ProcessUse, after: ProcessUse, memory_mb: list[float]) -> None:
    """Memory is flat where the last third of the time has not more than the third before."""
    third = max(1, len(memory_mb) // 3)
    middle, last = (
        statistics.median(part)
        for part in (memory_mb[-2 * third : -third] or memory_mb, memory_mb[-third:])
    )
    report.counts |= {"memory before, MB": middle, "memory at the end, MB": last}
    report.counts |= {"handles before": before.handles, "handles at the end": after.handles}
    report.counts |= {"connections before": before.connections}
    report.counts |= {"connections at the end": after.connections}
    report.counts |= {"tasks before": before.tasks, "tasks at the end": after.tasks}
    report.faults |= {
        "memory grew": int(last > _GROWTH * middle),
        "handles leaked": max(0, after.handles - before.handles - _MORE_HANDLES),
        "connections leaked": max(0, after.connections - _POOLED),
        "tasks leaked": max(0, after.tasks - before.tasks - _MORE_TASKS),
    }
