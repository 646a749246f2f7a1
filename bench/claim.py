"""Measures the claim of a post while 100,000 are waiting.

python -m bench claim
"""

import asyncio
import time
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from bench.figure import Figure
from bot.models.post import PostDraft
from bot.models.work import Capacity
from bot.storage.connection import open_redis
from bot.storage.embedded import embedded_redis
from bot.storage.posts.post_queue import RedisPostQueue
from bot.storage.posts.posts import RedisPosts

POSTS, AUTHORS = 100_000, 50_000
RUNS, CLAIMS = 5, 1_000
_CONCURRENT = 200


async def submit_all(posts: RedisPosts) -> None:
    """Submit the posts; each author has as many as the others."""

    async def submit(number: int) -> None:
        author = 1 + number % AUTHORS
        draft = PostDraft(author, "作者", "zh", author, None, number, f"第{number}篇投稿")
        await posts.submit(draft, per_hour=0)

    for first in range(0, POSTS, _CONCURRENT):
        await asyncio.gather(*(submit(number) for number in range(first, first + _CONCURRENT)))


async def p99_ms(queue: RedisPostQueue) -> float:
    """The p99 of one run of claims; claimed posts stay claimed."""
    took_ms = []
    for _ in range(CLAIMS):
        started = time.perf_counter()
        claimed = await queue.exchange((), Capacity(normal=1, priority=0))
        took_ms.append((time.perf_counter() - started) * 1000)
        assert claimed
    return quantiles(took_ms, n=100)[98]


async def measured() -> list[Figure]:
    """The figure; its runs use one queue, one after the other."""
    with TemporaryDirectory(prefix="bench-") as folder:
        async with embedded_redis(Path(folder)) as url, open_redis(url) as redis:
            await submit_all(RedisPosts(redis))
            queue = RedisPostQueue(redis)
            values = [await p99_ms(queue) for _ in range(RUNS)]
    name = f"claim of a post p99, {POSTS:,} waiting"
    return [Figure(name, "ms", 20, values, "python -m bench claim")]


def figures() -> list[Figure]:
    """Measure."""
    return asyncio.run(measured())
