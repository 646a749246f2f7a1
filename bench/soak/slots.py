"""Measures the limit of calls a second as the called server sees it."""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from aiohttp import web

from bench.soak.report import Report
from tests.fakes.process import ROOT, clean_environment
from tests.fakes.valkey import ValkeyServer

LIMITS, PROCESSES, JITTERS_MS = (1, 2, 5, 10, 50, 200), (1, 4), (0, 30, 100)
_SECONDS, _DISTURBED_SECONDS = 6, 10
_MIN_USE = 0.99


@dataclass(slots=True)
class Server:
    """Records when calls arrive."""

    url: str = ""
    arrivals: list[float] = field(default_factory=list)

    async def answer(self, _: web.Request) -> web.Response:
        """Answer one call."""
        self.arrivals.append(time.monotonic())
        return web.Response()


@asynccontextmanager
async def serving() -> AsyncIterator[Server]:
    """Run the server on a free port."""
    server = Server()
    application = web.Application()
    application.router.add_get("/", server.answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    try:
        yield server
    finally:
        await runner.cleanup()


async def soak(*, small: bool) -> Report:
    """Try every limit with every number of processes and every jitter; then disturbances."""
    report = Report("slots: calls in any second, counted by the server")
    plain = [(5, 1, 0), (10, 4, 30)] if small else list(product(LIMITS, PROCESSES, JITTERS_MS))
    over, unused = 0, 0
    for limit, processes, jitter_ms in plain:
        most, use = await calls(limit, processes, jitter_ms, "plain", _SECONDS)
        name = f"N={limit} P={processes} J={jitter_ms}"
        report.counts[name] = round(use, 3)
        over += most > limit
        if not small and jitter_ms == 0 and use < _MIN_USE:
            unused += 1
            report.examples.append(f"{name} uses {use:.3f} of the limit")
    for disturbance in () if small else ("block", "shift"):
        most, use = await calls(10, 4, 30, disturbance, _DISTURBED_SECONDS)
        report.counts[f"N=10 P=4 {disturbance}"] = round(use, 3)
        over += most > 10
    report.faults = {"over the limit": over, "below 99 % without jitter": unused}
    return report


async def calls(
    limit: int, processes: int, jitter_ms: int, disturbance: str, seconds: int
) -> tuple[int, float]:
    """Run workers; return the most calls in any second, and the used share of the limit."""
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        redis = ValkeyServer(Path(folder))
        redis.start()
        try:
            async with serving() as server:
                started = time.monotonic()
                workers = [
                    await _worker(redis.url, server.url, limit, seconds, jitter_ms, kind)
                    for kind in [disturbance, *["plain"] * (processes - 1)]
                ]
                for worker in workers:
                    await worker.wait()
                under_load = [at for at in server.arrivals if at < started + seconds]
                return most_in_a_second(server.arrivals), used(under_load, limit)
        finally:
            redis.kill()


async def _worker(*arguments: object) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.soak.slots_worker", *map(str, arguments),
        cwd=ROOT,
        env=clean_environment(),
    )  # fmt: skip


def most_in_a_second(arrivals: Sequence[float]) -> int:
    """The most arrivals in any window of less than a second."""
    most, first = 0, 0
    for last, at in enumerate(arrivals):
        while at - arrivals[first] >= 1:
            first += 1
        most = max(most, last - first + 1)
    return most


def used(arrivals: Sequence[float], limit: int) -> float:
    """The used share of the limit after the first use of every slot, while all callers wait for one."""
    return (len(arrivals) - limit) / (limit * (arrivals[-1] - arrivals[limit - 1]))
