"""Kills workers at every step of handling an update, with the inbox alone."""

import asyncio
import random
import signal
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from bench.soak.report import Report
from bot.models.inbox import IncomingUpdate
from bot.storage.connection import open_redis
from bot.storage.inbox.inbox import RedisInbox
from tests.fakes.process import ROOT, clean_environment
from tests.fakes.valkey import ValkeyServer

KILLS, SMALL_KILLS = 1000, 15
LEASE_MS = 1000
_WORKERS = 3
_SENDERS = 40
_UPDATES_PER_KILL = 4
_TIMEOUT_S = 900


async def soak(*, small: bool) -> Report:
    """Kill workers after each kind of step; count what became of every update."""
    kills = SMALL_KILLS if small else KILLS
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        redis = ValkeyServer(Path(folder))
        redis.start()
        try:
            return await _run(redis, kills)
        finally:
            redis.kill()


async def _run(server: ValkeyServer, kills: int) -> Report:
    async with open_redis(server.url) as redis:
        inbox = RedisInbox(redis, lease_ms=LEASE_MS)
        updates = kills * _UPDATES_PER_KILL
        incoming = [
            IncomingUpdate(number, "{}", f"s{number % _SENDERS}", is_priority=number % 17 == 0)
            for number in range(1, updates + 1)
        ]
        for start in range(0, updates, 100):
            await inbox.put(incoming[start : start + 100])
        killed = await _work(server.url, kills)
        done = [int(str(row)) for row in await redis.lrange("done", 0, -1)]
        report = Report(f"queue: {_WORKERS} workers killed at every step")
        report.counts = {
            "updates": updates,
            "kills": killed,
            "tries": int(await redis.get("tries") or 0),
        }
        in_order = [number for number in done if number % 17]
        report.faults = {
            "lost": updates - len(set(done)),
            "acknowledged twice": sum(count > 1 for count in Counter(done).values()),
            "misplaced": _misplaced(in_order),
            "dead letters": len(await inbox.dead()),
            "still waiting": await inbox.backlog(),
        }
        return report


async def _work(url: str, kills: int) -> int:
    """Run workers, and new ones for those that were killed, until nothing is left; return the kills."""
    killed = 0

    async def keep(seed: int) -> None:
        nonlocal killed
        while True:
            ending = "killed" if killed < kills else "survives"
            worker = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bench.soak.queue_worker", url, str(seed), ending,
                cwd=ROOT,
                env=clean_environment(),
            )  # fmt: skip
            code = await worker.wait()
            seed += _WORKERS
            if code == 0:
                return
            if code != -signal.SIGKILL:
                raise RuntimeError(f"a worker ended with {code}")
            killed += 1

    async with asyncio.timeout(_TIMEOUT_S):
        await asyncio.gather(*(keep(seed) for seed in range(_WORKERS)))
    return killed


def _misplaced(done: list[int]) -> int:
    """Count the updates that were done after a later one of the same sender."""
    last: dict[int, int] = defaultdict(int)
    misplaced = 0
    for number in done:
        misplaced += number < last[number % _SENDERS]
        last[number % _SENDERS] = max(number, last[number % _SENDERS])
    return misplaced


def random_kill(seed: int) -> tuple[str, int]:
    """A kind of step, and the number of such steps after which the worker is killed."""
    dice = random.Random(seed)
    steps = ("claimed", "sent", "worked", "extended", "acknowledged")
    return dice.choice(steps), dice.randrange(1, 4)
