"""Kills replicas of the bot under a mixed load, and counts what became of every update."""

import asyncio
import math
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from bench.soak.posts import unfinished_posts
from bench.soak.report import Report
from bench.soak.users import (
    AdminUser,
    AskingUser,
    AuthorUser,
    PlayingUser,
    SimulatedUser,
    model_answer,
)
from bot.storage import keys
from bot.storage.connection import open_redis
from bot.storage.inbox.partitions import open_inbox
from tests.fakes.process import BotProcess
from tests.fakes.replicas import Replicas, open_replicas

KILLS, SMALL_KILLS = 60, 2
_SETTLE_S = 60
_QUIET_S, _MAX_QUIET_CHECKS = 0.05, 60
SETTINGS = {
    "BOT_TELEGRAM__TAKEOVER_S": "3",
    "BOT_MODERATION__TAKEOVER_S": "5",
    "BOT_MODERATION__POSTS_PER_HOUR": "0",
    "BOT_LOG__LEVEL": "INFO",
}

HAVE_CARDS = ("review", "unknown")
"""The states in which the reviewers get a card."""

Act = Callable[[], Awaitable[None]]


async def soak(*, small: bool) -> Report:
    """Kill replicas at random moments; count by what Telegram's side has seen."""
    kills = SMALL_KILLS if small else KILLS
    async with open_replicas(are_forked=small) as replicas:
        replicas.model.answer = model_answer
        replicas.settings |= SETTINGS
        processes = list(await asyncio.gather(replicas.start(), replicas.start()))
        users: list[SimulatedUser] = [AskingUser(replicas.telegram, number) for number in range(6)]
        users += [PlayingUser(replicas.telegram, number) for number in range(10, 14)]
        users += [AuthorUser(replicas.telegram, number) for number in range(20, 22)]
        admin = AdminUser(replicas.telegram)
        async with acting([*(user.act for user in users), admin.act]) as end:
            for _ in range(kills):
                await asyncio.sleep(random.uniform(0.5, 2.5))
                await replace_one(replicas, processes, only_when_quiet=small)
            await end()
        await settled(replicas, admin)
        found = await report(replicas, users, admin)
        found.title = f"replicas: 2 processes, {kills} kills -9 under a mixed load"
        return found


@asynccontextmanager
async def acting(acts: list[Act]) -> AsyncIterator[Act]:
    """Let users act again and again until the returned function is awaited, or the block ends."""

    async def repeat(act: Act) -> None:
        while True:
            await act()

    tasks = [asyncio.create_task(repeat(act)) for act in acts]

    async def end() -> None:
        """Cut their pauses short: a user waits for nothing else."""
        for task in tasks:
            task.cancel()
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(ended, BaseException) and not isinstance(ended, asyncio.CancelledError):
                raise ended

    try:
        yield end
    finally:
        await end()


async def replace_one(
    replicas: Replicas, processes: list[BotProcess], *, only_when_quiet: bool = False
) -> None:
    """SIGKILL one at random and start another.

    `only_when_quiet`: not right after a message was sent, whose id may not be stored yet. A kill
    there can repeat the message (docs/scaling.md), so a test must not depend on it.
    """
    if only_when_quiet:
        await _quiet(replicas)
    victim = processes.pop(random.randrange(len(processes)))
    victim.kill()
    await victim.ended()
    processes.append(await replicas.start())


async def _quiet(replicas: Replicas) -> None:
    """Wait until no message was sent for a moment."""
    state = replicas.telegram.state
    for _ in range(_MAX_QUIET_CHECKS):
        last_id = state.last_id
        await asyncio.sleep(_QUIET_S)
        if state.last_id == last_id:
            return


async def settled(replicas: Replicas, admin: AdminUser) -> None:
    """Wait until every update is handled and every post is in a final state, or a minute brings no progress."""
    now_s, least = asyncio.get_running_loop().time, math.inf
    with suppress(TimeoutError):
        async with asyncio.timeout(_SETTLE_S) as limit, open_redis(replicas.redis_url) as redis:
            inbox = await open_inbox(redis, lease_ms=1)
            while left := await inbox.backlog() + await unfinished_posts(redis):
                if left < least:
                    least = left
                    limit.reschedule(now_s() + _SETTLE_S)
                await admin.act()


async def report(replicas: Replicas, users: list[SimulatedUser], admin: AdminUser) -> Report:
    """Count what the users, the queues and the audit trails show."""
    found = Report("")
    kinds: dict[str, list[str]] = defaultdict(list)
    for user in users:
        name = type(user).__name__
        found.counts[name] = found.counts.get(name, 0) + len(user.said)
        for kind, texts in user.faults().items():
            kinds[kind] += [f"{name} {user.id} {kind}: {text[:400]}" for text in texts]
    found.counts["presses"] = admin.presses
    kinds["cards twice"] = []
    async with open_redis(replicas.redis_url) as redis:
        for post_id, shown in admin.cards().items():
            trail: Any = await redis.xrange(f"{{posts}}:audit:{post_id}")
            states = [entry["to"] for _, entry in trail]
            if shown > sum(state in HAVE_CARDS for state in states):
                kinds["cards twice"].append(f"post {post_id} {shown} cards: {' '.join(states)}")
        inbox = await open_inbox(redis, lease_ms=1)
        kinds["dead letters"] = [
            f"update {dead.update_id}: {dead.reason}" for dead in await inbox.dead()
        ]
        kinds["dead letters"] += map(str, await redis.zrange(keys.posts("dead"), 0, -1))
        waiting = await inbox.backlog()
        kinds["still waiting"] = [f"{waiting} updates"] if waiting else []
    found.faults = {kind: len(examples) for kind, examples in kinds.items()}
    found.examples = [example for examples in kinds.values() for example in examples[:3]]
    return found
