"""Time to load the memory window of a thread, for histories of several lengths.

python -m bench window
"""

import asyncio
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.figure import Figure
from bot.chains.memory.window import window_memory
from bot.models.chat import Thread
from bot.models.llm import Exchange, Question
from bot.models.usage import Caller
from bot.storage.connection import Redis, open_redis
from bot.storage.embedded import embedded_redis
from bot.storage.history.history import RedisHistory

LENGTHS = (10, 1_000, 10_000)
RUNS, LOADS = 5, 400
KEEP, WINDOW = 100, 10  # as config.yaml has them
QUESTION, ANSWER = "这道题为什么这样解？" * 3, "因为两边同时加上一个数，等式不变。" * 12


async def filled(redis: Redis, length: int) -> RedisHistory:
    """A store in which the thread numbered `-length` got `length` exchanges."""
    history = RedisHistory(redis, keep=KEEP)
    for number in range(length):
        exchange = Exchange(f"{number} {QUESTION}", ANSWER, "小明", 1)
        await history.append(Thread(-length), exchange)
    return history


async def p50_ms(history: RedisHistory, thread: Thread) -> float:
    """The median of one run; each load makes a memory of its own, as an answer does."""
    times_ms = []
    for _ in range(LOADS):
        start = time.perf_counter()
        asked = Question(thread, "", Caller(thread.chat_id, 1, "1"))
        loaded = await window_memory(history, asked, WINDOW).aload_memory_variables({})
        times_ms.append((time.perf_counter() - start) * 1000)
        assert len(loaded["history"]) == 2 * WINDOW
    return median(times_ms)


async def measured() -> list[Figure]:
    """A figure for each length; their runs alternate, since the load of the machine changes."""
    with TemporaryDirectory(prefix="bench-") as folder:
        async with embedded_redis(Path(folder)) as url, open_redis(url) as redis:
            histories = {length: await filled(redis, length) for length in LENGTHS}
            values: dict[int, list[float]] = {length: [] for length in LENGTHS}
            for _ in range(RUNS):
                for length, history in histories.items():
                    values[length].append(await p50_ms(history, Thread(-length)))
    return [
        Figure(
            f"window load p50, {length:,} exchanges", "ms", 0.5, times_ms, "python -m bench window"
        )
        for length, times_ms in values.items()
    ]


def figures() -> list[Figure]:
    """Measure."""
    return asyncio.run(measured())
