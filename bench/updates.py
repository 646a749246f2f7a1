"""Measures throughput, CPU and delay of a command, compared with the echo bot of PTB's documentation.

python -m bench updates

The bot has one core, the Bot API server and Redis the other. In one run the echo bot and ours are
measured in turns. Two replicas would need a third core, so one and two are also compared with 40 % of
a core each (control groups of version 1, where they can be used).
"""

import asyncio
import os
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from bench.figure import Figure
from bench.updates_server import TOKEN, UpdatesServer, updates_server
from tests.fakes.process import clean_environment
from tests.fakes.valkey import ValkeyServer

RUNS, UPDATES, CHATS = 5, 3000, 300
_COMMAND = "python -m bench updates"
OPEN_PER_S, OPEN_S = 150, 10
_BOT_CORE, _SERVER_CORE = 0, 1
_TICKS = os.sysconf("SC_CLK_TCK")
_TIMEOUT_S = 60
_GROUPS = Path("/sys/fs/cgroup/cpu")
_PERIOD_US = 10_000
_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Load:
    """The result of one run."""

    per_second: float
    cpu_ms: float
    p50_ms: float = 0.0
    p95_ms: float = 0.0


def cpu_s(pid: int) -> float:
    """CPU seconds of a process (proc(5): utime, stime)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def limit_cpu(pid: int, share: float) -> Path:
    """Limit a process to that share of a core (cgroups(7), version 1); return its control group."""
    group = _GROUPS / f"bench-{pid}"
    group.mkdir()
    (group / "cpu.cfs_period_us").write_text(str(_PERIOD_US))
    (group / "cpu.cfs_quota_us").write_text(str(int(_PERIOD_US * share)))
    (group / "cgroup.procs").write_text(str(pid))
    return group


@asynccontextmanager
async def process(
    command: Sequence[str], env: dict[str, str], cores: set[int], share: float = 1
) -> AsyncIterator[int]:
    """Run a Python process on these cores, limited to that share of one; yields its id."""
    started = await asyncio.create_subprocess_exec(
        sys.executable, *command, env=env, stderr=asyncio.subprocess.DEVNULL
    )
    os.sched_setaffinity(started.pid, cores)
    group = limit_cpu(started.pid, share) if share < 1 else None
    try:
        yield started.pid
    finally:
        started.terminate()
        await started.wait()
        if group is not None:
            group.rmdir()


async def answered(server: UpdatesServer, count: int) -> None:
    """Wait until `count` answers have arrived."""
    async with asyncio.timeout(_TIMEOUT_S):
        while len(server.answered_after_s) < count:  # noqa: ASYNC110 -- the server shares this core
            await asyncio.sleep(0.01)


async def warm_up(server: UpdatesServer) -> None:
    """Wait for the first answers, which include imports and connections."""
    for chat in range(1, 21):
        server.ask(chat)
    await answered(server, 20)
    server.answered_after_s.clear()


async def closed_loop(server: UpdatesServer, pids: Sequence[int]) -> Load:
    """Throughput: all updates are waiting at the server from the beginning."""
    await warm_up(server)
    used = sum(map(cpu_s, pids))
    for number in range(UPDATES):
        server.ask(1 + number % CHATS)
    started = time.perf_counter()
    await answered(server, UPDATES)
    took = server.last_answer_at - started
    cpu_ms = (sum(map(cpu_s, pids)) - used) * 1000 / UPDATES
    return Load(UPDATES / took, cpu_ms)


async def open_loop(server: UpdatesServer, pids: Sequence[int]) -> Load:
    """Delay: updates arrive at a fixed rate."""
    await warm_up(server)
    used, started = sum(map(cpu_s, pids)), time.perf_counter()
    for number in range(OPEN_PER_S * OPEN_S):
        pause = started + number / OPEN_PER_S - time.perf_counter()
        if pause > 0:
            await asyncio.sleep(pause)
        server.ask(1 + number % CHATS)
    await answered(server, OPEN_PER_S * OPEN_S)
    cpu_ms = (sum(map(cpu_s, pids)) - used) * 1000 / (OPEN_PER_S * OPEN_S)
    delays = quantiles(server.answered_after_s, n=100)
    return Load(OPEN_PER_S, cpu_ms, delays[49] * 1000, delays[94] * 1000)


Measure = Callable[[UpdatesServer, Sequence[int]], Awaitable[Load]]


async def naked_ptb(measure: Measure) -> Load:
    """Measure the echo bot."""
    async with updates_server() as server:
        command = ["-m", "bench.naked_ptb", server.url, TOKEN]
        async with process(command, dict(os.environ), {_BOT_CORE}) as pid:
            return await measure(server, [pid])


async def ours(
    measure: Measure, replicas: int = 1, share: float = 1, *, redis_url: str | None = None
) -> Load:
    """Measure `python -m bot` without a model and a flood budget; with its own Redis, or that at the URL."""
    async with AsyncExitStack() as stack, updates_server() as server:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="bench-")))
        if redis_url is None:
            redis = ValkeyServer(folder)
            redis.start()
            stack.callback(redis.kill)
            redis_url = redis.url
        settings = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "BOT_TELEGRAM__BASE_URL": server.url,
            "BOT_TELEGRAM__LIMITS": "null",
            "BOT_BUDGET": "null",
            "BOT_LOG__LEVEL": "WARNING",
            "REDIS_URL": redis_url,
            "BOT_REDIS__DATA_DIR": str(folder / "data"),
        }
        env = clean_environment() | settings
        cores = {_BOT_CORE, _SERVER_CORE} if replicas > 1 else {_BOT_CORE}
        bots = [process(["-m", "bot"], env, cores, share) for _ in range(replicas)]
        pids = [await stack.enter_async_context(bot) for bot in bots]
        return await measure(server, pids)


def print_line(name: str, loads: Sequence[Load]) -> None:
    """Print the medians of a case."""
    per_second = median(load.per_second for load in loads)
    cpu_ms = median(load.cpu_ms for load in loads)
    text = f"{name:34} {per_second:7.0f} updates/s {cpu_ms:6.2f} ms CPU"
    if loads[0].p95_ms:
        p50, p95 = (median(load.p50_ms for load in loads), median(load.p95_ms for load in loads))
        text += f"   p50 {p50:.1f} ms   p95 {p95:.1f} ms"
    print(text, flush=True)


async def measured() -> list[Figure]:
    """Measure all cases in turns; each figure compares the loads of one turn."""
    os.sched_setaffinity(0, {_SERVER_CORE})
    closed: dict[str, list[Load]] = defaultdict(list)
    opened: dict[str, list[Load]] = defaultdict(list)
    for _ in range(RUNS):
        closed["naked PTB"].append(await naked_ptb(closed_loop))
        closed["ours"].append(await ours(closed_loop))
        closed["ours, two replicas"].append(await ours(closed_loop, 2))
        if os.access(_GROUPS, os.W_OK):
            closed["ours, 0.4 core"].append(await ours(closed_loop, 1, _SHARE))
            closed["ours, two replicas of 0.4 core"].append(await ours(closed_loop, 2, _SHARE))
        opened["naked PTB"].append(await naked_ptb(open_loop))
        opened["ours"].append(await ours(open_loop))
    print(f"{UPDATES} updates of {CHATS} chats at once, medians of {RUNS}")
    for name, loads in closed.items():
        print_line(name, loads)
    print(f"{OPEN_PER_S} updates a second for {OPEN_S} s")
    for name, loads in opened.items():
        print_line(name, loads)
    return list(_figures(closed, opened["ours"]))


def _figures(closed: Mapping[str, Sequence[Load]], opened: Sequence[Load]) -> Iterator[Figure]:
    bare, own = closed["naked PTB"], closed["ours"]
    speed = [b.per_second / a.per_second for a, b in zip(bare, own, strict=True)]
    yield Figure("updates a second against naked PTB", "x", 2, speed, _COMMAND, is_floor=True)
    cpu = [b.cpu_ms / a.cpu_ms for a, b in zip(bare, own, strict=True)]
    yield Figure("CPU an update against naked PTB", "x", 0.6, cpu, _COMMAND)
    p95 = [load.p95_ms for load in opened]
    yield Figure(f"delay p95 at {OPEN_PER_S} a second", "ms", 25, p95, _COMMAND)
    one, two = closed.get("ours, 0.4 core"), closed.get("ours, two replicas of 0.4 core")
    if one and two:
        gain = [b.per_second / a.per_second for a, b in zip(one, two, strict=True)]
        name = "two replicas against one, 0.4 core each"
        yield Figure(name, "x", 1.7, gain, _COMMAND, is_floor=True)


def figures() -> list[Figure]:
    """Measure."""
    return asyncio.run(measured())
