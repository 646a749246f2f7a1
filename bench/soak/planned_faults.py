"""The faults of `fault_plan`: what each does to the servers, the networks or a process."""

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from bench.soak.replicas import SETTINGS
from bench.soak.users import model_answer
from tests.fakes.network import Network
from tests.fakes.process import ROOT, BotProcess
from tests.fakes.replicas import Replicas, open_replicas
from tests.servers.steering import Answer, Fails, Says

CLOCK_JUMPS = "clock jumps"
_FAULT_S, _LONG_FAULT_S = 4, 8
_CLOCKS = ("+1h", "-1h", "+2d", "+0")
_TASK_COUNT = Path(__file__).parent / "task_count"


@dataclass
class Stage:
    """The servers, the networks before them, and the process that may die."""

    replicas: Replicas
    redis_network: Network
    telegram_network: Network
    model_network: Network
    clock: Path
    victim: BotProcess | None = None
    exit_codes: Counter[int] = field(default_factory=Counter)

    async def replace_victim(self) -> None:
        """Start another."""
        self.victim = await self.replicas.start()


Fault = Callable[[Stage], Awaitable[None]]


@asynccontextmanager
async def open_stage() -> AsyncIterator[Stage]:
    """Servers with networks before them, and a clock for the processes."""
    async with open_replicas() as replicas, AsyncExitStack() as stack:
        replicas.model.answer = model_answer
        clock = Path(stack.enter_context(TemporaryDirectory(prefix="soak-"))) / "clock"
        clock.write_text("+0")
        redis, telegram, model = [
            await stack.enter_async_context(network)
            for network in (
                Network.to_socket(replicas.redis.socket),
                Network.to_port(_port(replicas.telegram.url)),
                Network.to_port(_port(replicas.model.url)),
            )
        ]
        model_path = urlsplit(replicas.model.url).path
        replicas.settings |= SETTINGS | _clock_settings(clock)
        replicas.settings |= {
            "PYTHONPATH": f"{_TASK_COUNT}:{ROOT}",
            "REDIS_URL": f"redis://127.0.0.1:{redis.port}/0",
            "BOT_TELEGRAM__BASE_URL": f"http://127.0.0.1:{telegram.port}",
            "BOT_LLM__BASE_URL": f"http://127.0.0.1:{model.port}{model_path}",
        }
        yield Stage(replicas, redis, telegram, model, clock)
        for network in (redis, telegram, model):
            network.is_cut = False


def _port(url: str) -> int:
    return urlsplit(url).port or 0


def faketime() -> Path | None:
    """The library of Debian's libfaketime, or what LIBFAKETIME names; without it no clock jumps."""
    if named := os.environ.get("LIBFAKETIME"):
        return Path(named)
    return next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)


def _clock_settings(clock: Path) -> dict[str, str]:
    library = faketime()
    if library is None:
        return {}
    # Timers go by the monotonic clock, which no operator can set.
    return {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


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
        await asyncio.sleep(_LONG_FAULT_S)
        network(stage).delay_s = 0

    return slow


async def _flood(stage: Stage) -> None:
    for method in ("sendMessage", "editMessageText"):
        stage.replicas.telegram.fault(method, retry_after=1, times=30)


def _model(answer: Callable[[Mapping[str, Any]], Answer]) -> Fault:
    async def change(stage: Stage) -> None:
        stage.replicas.model.answer = answer
        await asyncio.sleep(_LONG_FAULT_S)
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
    "kill -9": _kill,
    "SIGTERM": _terminate,
    "Redis killed": _kill_redis,
    "Redis paused": _pause_redis,
    "Redis' disk full": _fill_disk,
    "Redis cut off": _cut(lambda stage: stage.redis_network),
    "Redis far away": _slow(lambda stage: stage.redis_network, 0.05),
    "Telegram cut off": _cut(lambda stage: stage.telegram_network),
    "Telegram far away": _slow(lambda stage: stage.telegram_network, 0.5),
    "429 storm": _flood,
    "model cut off": _cut(lambda stage: stage.model_network),
    "model far away": _slow(lambda stage: stage.model_network, 0.5),
    "model slow": _model(_slow_answer),
    "model failing": _model(_failing_answer),
    CLOCK_JUMPS: _jump,
}
