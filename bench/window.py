"""Loading the memory window of a thread, however long the chat has lasted.

python -m bench window
"""

import asyncio
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.figure import Figure
from bot.chains.memory import ThreadHistory, window
from bot.models.chat import Thread
from bot.models.llm import Exchange
from bot.storage.connection import Redis, open_redis
from bot.storage.embedded import embedded_redis
from bot.storage.history import RedisHistory

LENGTHS = (10, 1_000, 10_000)
RUNS, LOADS = 5, 400
KEEP, WINDOW = 100, 10  # as config.yaml has them
QUESTION, ANSWER = "这道题为什么这样解？" * 3, "因为两边同时加上一个数，等式不变。" * 12


async def filled(redis: Redis, length: int) -> RedisHistory:
    """A thread, numbered by its length, to which so many exchanges were appended."""
    history = RedisHistory(redis, keep=KEEP)
    for number in range(length):
        exchange = Exchange(f"{number} {QUESTION}", ANSWER, "小明", 1)
        await history.append(Thread(-length), exchange)
    return history


async def p50_ms(history: RedisHistory, thread: Thread) -> float:
    """The median of one run's loads; each makes the memory of its turn, as an answer does."""
    took = []
    for _ in range(LOADS):
        begun = time.perf_counter()
        past = ThreadHistory(history, thread, count=WINDOW, speaker=None)
        loaded = await window(past, WINDOW).aload_memory_variables({})
        took.append((time.perf_counter() - begun) * 1000)
        assert len(loaded["history"]) == 2 * WINDOW
    return median(took)


async def measured() -> list[Figure]:
    """A figure a length; the runs of the lengths alternate, so that all meet the same machine."""
    with TemporaryDirectory(prefix="bench-") as folder:
        async with embedded_redis(Path(folder)) as url, open_redis(url) as redis:
            histories = {length: await filled(redis, length) for length in LENGTHS}
            values: dict[int, list[float]] = {length: [] for length in LENGTHS}
            for _ in range(RUNS):
                for length, history in histories.items():
                    values[length].append(await p50_ms(history, Thread(-length)))
    return [
        Figure(f"window load p50, {length:,} exchanges", "ms", 0.5, took, "python -m bench window")
        for length, took in values.items()
    ]


def figures() -> list[Figure]:
    """Measure."""
    return asyncio.run(measured())
