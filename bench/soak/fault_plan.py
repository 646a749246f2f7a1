"""Everything fails in turn under a mixed load, for 30 minutes (small: 5), and one process lives through it.

Processes are killed and stopped; Redis is killed, paused, and its disk full; the networks are cut and slow;
Telegram answers 429; the model is slow and fails; the clock jumps (with libfaketime, which Debian has).
The process that lives must not grow, and what was said must be answered or the failure told.
"""

import asyncio
import os
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.soak.process_use import ProcessUse, use_of
from bench.soak.replicas import SETTINGS, Act, acting, settled
from bench.soak.report import Report
from bench.soak.users import (
    AdminUser,
    AskingUser,
    AuthorUser,
    PlayingUser,
    SimulatedUser,
    answer_to,
    model_answer,
)
from bot.storage.connection import open_redis
from bot.storage.posts.posts import RedisPosts
from tests.fakes.network import Network
from tests.fakes.process import ROOT, BotProcess
from tests.fakes.replicas import Replicas, open_replicas
from tests.fakes.telegram import CHANNEL
from tests.servers.steering import Answer, Fails, Says

MINUTES, SMALL_MINUTES = 30.0, 5.0
GROWTH = 1.05
_MORE_HANDLES, _MORE_TASKS = 3, 3
"""A file or a loop may just be at another place."""
_WARM_UP_S, _FAULT_S, _SETTLE_S = 20, 4, 60
_QUIET_S, _LONG_QUIET_S = 8, 125
"""After the longer one connections to Telegram and the model are closed: aiohttp looks once a minute for those
that were not used for a minute."""
_POOLED = 64 + 16
"""Connections to Redis (storage/connection.py): of the pool, and for what is listened to."""
_CLOCKS = ("+1h", "-1h", "+2d", "+0")


@dataclass
class Stage:
    """The servers, the ways to them, and the process that may die."""

    replicas: Replicas
    redis_network: Network
    telegram_network: Network
    clock: Path
    victim: BotProcess | None = None
    exit_codes: Counter[int] = field(default_factory=Counter)

    async def replace_victim(self) -> None:
        """Start another."""
        self.victim = await self.replicas.start()


Fault = Callable[[Stage], Awaitable[None]]


async def soak(*, small: bool, minutes: float | None = None) -> Report:
    """Let the faults happen until the time is over; compare the process before and after."""
    minutes = minutes or (SMALL_MINUTES if small else MINUTES)
    async with opened() as stage:
        survivor = await stage.replicas.start()
        await stage.replace_victim()
        users = _users(stage.replicas)
        admin = AdminUser(stage.replicas.telegram)
        acts: list[Act] = [*(user.act for user in users), admin.act]
        async with acting(acts) as end:
            await asyncio.sleep(_WARM_UP_S)
            await end()
        before = await _quiet(stage, survivor, admin, _QUIET_S)
        async with acting(acts) as end:
            happened, memory_mb = await _faults(stage, survivor, minutes * 60)
            await end()
        after = await _quiet(stage, survivor, admin, _LONG_QUIET_S)
        report = await _report(stage, users)
        _add_use(report, before, after, memory_mb)
        report.title = f"fault_plan: {minutes:g} minutes, {sum(happened.values())} faults"
        report.counts = dict(happened) | report.counts
        return report


@asynccontextmanager
async def opened() -> AsyncIterator[Stage]:
    """Servers with networks before them, and a clock for the processes."""
    async with open_replicas() as replicas:
        port = urlsplit(replicas.telegram.url).port or 0
        with tempfile.TemporaryDirectory(prefix="soak-") as folder:
            clock = Path(folder) / "clock"
            clock.write_text("+0")
            async with (
                Network.to_socket(replicas.redis.socket) as redis_network,
                Network.to_port(port) as telegram_network,
            ):
                replicas.model.answer = model_answer
                replicas.settings |= SETTINGS | _clock_settings(clock)
                replicas.settings |= {
                    "PYTHONPATH": f"{Path(__file__).parent / 'task_count'}:{ROOT}",
                    "REDIS_URL": f"redis://127.0.0.1:{redis_network.port}/0",
                    "BOT_TELEGRAM__BASE_URL": f"http://127.0.0.1:{telegram_network.port}",
                }
                yield Stage(replicas, redis_network, telegram_network, clock)
                for network in (redis_network, telegram_network):
                    network.is_cut = False


def _clock_settings(clock: Path) -> dict[str, str]:
    library = _faketime()
    if library is None:
        return {}
    # Timers go by the monotonic clock, which no operator can set.
    return {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


def _faketime() -> Path | None:
    """The library of Debian's libfaketime, or what LIBFAKETIME names."""
    if named := os.environ.get("LIBFAKETIME"):
        return Path(named)
    return next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)


def _users(replicas: Replicas) -> list[SimulatedUser]:
    telegram = replicas.telegram
    users: list[SimulatedUser] = [AskingUser(telegram, number) for number in range(6)]
    users += [PlayingUser(telegram, number) for number in range(10, 14)]
    return [*users, *(AuthorUser(telegram, number) for number in range(20, 22))]


async def _faults(
    stage: Stage, survivor: BotProcess, for_s: float
) -> tuple[Counter[str], list[float]]:
    """Let every fault happen in rounds of random order; the survivor's memory after each."""
    ends_at = time.monotonic() + for_s
    happened, memory_mb = Counter[str](), []
    while time.monotonic() < ends_at:
        for name in random.sample(list(FAULTS), len(FAULTS)):
            if time.monotonic() > ends_at:
                break
            if name == "clock jumps" and _faketime() is None:
                continue
            await FAULTS[name](stage)
            happened[name] += 1
            await asyncio.sleep(random.uniform(2, 5))
            memory_mb.append((await use_of(survivor)).memory_mb)
    return happened, memory_mb


async def _kill(stage: Stage) -> None:
    if stage.victim:
        stage.victim.kill()
        await stage.victim.ended()
    await stage.replace_victim()


async def _terminate(stage: Stage) -> None:
    if stage.victim:
        stage.exit_codes[await stage.victim.stop()] += 1
    await stage.replace_victim()


async def _kill_redis(stage: Stage) -> None:
    stage.replicas.redis.kill()
    await asyncio.to_thread(stage.replicas.redis.start)


async def _pause_redis(stage: Stage) -> None:
    with stage.replicas.redis.paused():
        await asyncio.sleep(_FAULT_S)


async def _fill_disk(stage: Stage) -> None:
    """Redis ends at a write that it cannot keep; it starts again once there is room."""
    stage.replicas.redis.fill_disk()
    await asyncio.sleep(_FAULT_S)
    await _kill_redis(stage)


def _cut(network: Callable[[Stage], Network]) -> Fault:
    async def cut(stage: Stage) -> None:
        network(stage).cut()
        await asyncio.sleep(_FAULT_S)
        network(stage).is_cut = False

    return cut


def _slow(network: Callable[[Stage], Network], delay_s: float) -> Fault:
    async def slow(stage: Stage) -> None:
        network(stage).delay_s = delay_s
        await asyncio.sleep(2 * _FAULT_S)
        network(stage).delay_s = 0

    return slow


async def _flood(stage: Stage) -> None:
    for method in ("sendMessage", "editMessageText"):
        stage.replicas.telegram.fault(method, retry_after=1, times=30)


def _model(answer: Callable[[Mapping[str, Any]], Answer]) -> Fault:
    async def change(stage: Stage) -> None:
        stage.replicas.model.answer = answer
        await asyncio.sleep(2 * _FAULT_S)
        stage.replicas.model.answer = model_answer

    return change


def _slow_answer(body: Mapping[str, Any]) -> Says:
    return Says(model_answer(body).chunks, gap_s=1)


def _failing_answer(body: Mapping[str, Any]) -> Answer:
    """Fails, is cut off, or is well."""
    chunks = model_answer(body).chunks
    fails = (Fails(500, "InternalError"), Fails(429, "Throttling"), Says(chunks, cut_at=2))
    return random.choice((*fails, model_answer(body)))


async def _jump(stage: Stage) -> None:
    stage.clock.write_text(random.choice(_CLOCKS))


FAULTS: dict[str, Fault] = {
    "kills -9": _kill,
    "SIGTERMs": _terminate,
    "Redis killed": _kill_redis,
    "Redis paused": _pause_redis,
    "Redis' disk full": _fill_disk,
    "Redis cut off": _cut(lambda stage: stage.redis_network),
    "Redis far away": _slow(lambda stage: stage.redis_network, 0.05),
    "Telegram cut off": _cut(lambda stage: stage.telegram_network),
    "Telegram far away": _slow(lambda stage: stage.telegram_network, 0.5),
    "429 storms": _flood,
    "model slow": _model(_slow_answer),
    "model failing": _model(_failing_answer),
    "clock jumps": _jump,
}


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
        async with asyncio.timeout(_SETTLE_S), open_redis(replicas.redis.url) as redis:
            posts = RedisPosts(redis)
            while any(n for state, n in (await posts.counts()).items() if state != "published"):
                await admin.act()


async def _report(stage: Stage, users: list[SimulatedUser]) -> Report:
    """Everything that was said is answered or refused in a sentence; every stored post is published once."""
    report, seen = Report(""), Counter[str]()
    unanswered: list[str] = []
    for user in users:
        whole = {"".join(answer_to(text.removeprefix("/ask "))) for text in user.said}
        answers = user.answers
        if isinstance(user, AskingUser):
            missing = whole - set(answers)
            others = [text for text in answers if text not in whole]
            seen.update(text.rpartition("\n")[2][:24] for text in others)
            report.counts["answers twice"] = report.counts.get("answers twice", 0) + (
                len(answers) - len(others) - len(whole & set(answers))
            )
            unanswered += list(missing)[len(others) :]
        elif len(answers) < len(user.said):
            unanswered += user.said[len(answers) :]
        report.counts["said"] = report.counts.get("said", 0) + len(user.said)
    published = Counter(made.get("text", "") for made in stage.replicas.telegram.messages(CHANNEL))
    async with open_redis(stage.replicas.redis.url) as redis:
        posts = await RedisPosts(redis).counts()
        waiting = await redis.zcard("{inbox}:ready")
        dead = sum([await redis.zcard(f"{queue}:dead") for queue in ("{inbox}", "{posts}")])
    report.counts["posts"] = sum(posts.values())
    report.faults = {
        "unanswered": len(unanswered),
        "posts lost": max(0, posts.get("published", 0) - len(published)),
        **{f"posts {state}": count for state, count in posts.items() if state != "published"},
        "posts twice": sum(count - 1 for count in published.values()),
        "still waiting": int(waiting),
        "dead letters": dead,
        "bad exits": sum(count for code, count in stage.exit_codes.items() if code),
    }
    report.counts |= {f"saw “{text}”": count for text, count in seen.most_common(8)}
    report.examples = unanswered
    return report


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
        "memory grew": int(last > GROWTH * middle),
        "handles leaked": max(0, after.handles - before.handles - _MORE_HANDLES),
        "connections leaked": max(0, after.connections - _POOLED),
        "tasks leaked": max(0, after.tasks - before.tasks - _MORE_TASKS),
    }
