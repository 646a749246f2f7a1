"""Backs up a store while posts are submitted and decided on it, and restores it into another one."""

import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable
from pathlib import Path
from statistics import median

from bench.soak.report import Report
from bot.models.chat import Person, Thread
from bot.models.llm import Exchange
from bot.models.post import PostDraft, Transition
from bot.models.post_states import WORKED_ON
from bot.storage import keys
from bot.storage.connection import Redis, open_redis
from bot.storage.embedded import embedded_redis
from bot.storage.history.history import RedisHistory
from bot.storage.posts.posts import RedisPosts
from bot.storage.schema import migrate

_WRITERS = 4
_PROBE_PAUSE_S = 0.002
_ADMIN = Person(1, "admin", "zh")


async def soak(*, small: bool) -> Report:
    """Fill a store, back it up under load several times, restore each backup and look through it."""
    posts, threads, backups = (500, 50, 2) if small else (20_000, 2_000, 3)
    report = Report(f"backup: {backups} backups of {posts} posts and {threads} conversations")
    faults: Counter[str] = Counter({"failed": 0, "lost": 0, "inconsistent": 0})
    delays_ms, idle_ms, took_s, restored_s, sizes = [], [], [], [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with embedded_redis(folder / "store") as url, open_redis(url) as redis:
            await _fill(redis, posts, threads)
            load = [asyncio.create_task(_write(redis, number)) for number in range(_WRITERS)]
            idle_ms = await _probe_while(redis, asyncio.sleep(2))
            for number in range(backups):
                acknowledged = int(await redis.get(keys.posts("last_id")) or 0)
                file = folder / f"{number}.backup"
                begun = time.monotonic()
                command = asyncio.create_task(_command(folder / "store", "backup", file))
                delays_ms += await _probe_while(redis, command)
                took_s.append(time.monotonic() - begun)
                faults["failed"] += command.result()
                sizes.append(file.stat().st_size / 1e6)
                begun = time.monotonic()
                other = folder / f"restored-{number}"
                faults["failed"] += await _command(other, "restore", file)
                restored_s.append(time.monotonic() - begun)
                await _look_through(other, acknowledged, faults)
            for task in load:
                task.cancel()
    report.counts = {
        "backup, s": round(median(took_s), 1),
        "restore, s": round(median(restored_s), 1),
        "file, MB": round(median(sizes), 1),
        "a read beside it, ms, median": round(median(delays_ms), 2),
        "longest": round(max(delays_ms), 1),
        "without a backup, ms, median": round(median(idle_ms), 2),
        "longest without": round(max(idle_ms), 1),
    }
    report.faults = dict(faults)
    return report


async def _command(store: Path, command: str, file: Path) -> int:
    """Run `python -m bot COMMAND FILE` on the store; 1 where it fails."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", command, file,
        env={"PATH": "/usr/bin:/bin", "BOT_REDIS__DATA_DIR": str(store)},
        stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    return int(await process.wait() != 0)


async def _fill(redis: Redis, posts: int, threads: int) -> None:
    await migrate(redis)
    stored, history = RedisPosts(redis), RedisHistory(redis, keep=100)
    for number in range(posts):
        await _submit(stored, number)
    exchange = Exchange("这个问题有一点长，一共二十来个字左右。", "回答是这样的。" * 30)
    for number in range(threads):
        for _ in range(10):
            await history.append(Thread(-number - 1), exchange)


async def _submit(posts: RedisPosts, number: int) -> int:
    draft = PostDraft(number % 1000, "作者", "zh", -5, None, number, f"第 {number} 篇稿件。" * 10)
    return (await posts.submit(draft, per_hour=0)).post_id


async def _write(redis: Redis, writer: int) -> None:
    """Submit posts and take some of them back, without end."""
    posts, number = RedisPosts(redis), (writer + 1) * 10_000_000
    while True:
        number += 1
        post = await posts.get(await _submit(posts, number))
        if post is not None and random.random() < 0.5:
            await posts.decide(post, Transition("withdrawn"), by=_ADMIN)


async def _probe_while(redis: Redis, work: Awaitable[object]) -> list[float]:
    """How long a read of one key takes, in milliseconds, again and again while the work goes on."""
    running = asyncio.ensure_future(work)
    delays = []
    while not running.done():
        begun = time.monotonic()
        await redis.get(keys.SCHEMA_VERSION)
        delays.append((time.monotonic() - begun) * 1000)
        await asyncio.sleep(_PROBE_PAUSE_S)
    return delays


async def _look_through(store: Path, acknowledged: int, faults: Counter[str]) -> None:
    """Every post of before is there, and what is counted is what is there."""
    async with embedded_redis(store) as url, open_redis(url) as redis:
        last_id = int(await redis.get(keys.posts("last_id")) or 0)
        posts = RedisPosts(redis)
        states: Counter[str | None] = Counter()
        pipeline = redis.pipeline(transaction=False)
        for post_id in range(1, last_id + 1):
            pipeline.hget(keys.posts("post", post_id), "state")
        states.update(await pipeline.execute())
        faults["lost"] += states.pop(None, 0)
        faults["lost"] += max(0, acknowledged - last_id)
        counted = {state: count for state, count in (await posts.counts()).items() if count}
        faults["inconsistent"] += counted != dict(states)
        faults["inconsistent"] += await redis.zcard(keys.posts("in_progress")) != 0
        faults["inconsistent"] += any(state in WORKED_ON for state in counted)
