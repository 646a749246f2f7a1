"""Two processes of `python -m bot`, killed again and again under a mixed load."""

import asyncio
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress

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
from bot.storage.connection import open_redis
from tests.fakes.process import BotProcess
from tests.fakes.replicas import Replicas, open_replicas

KILLS, SMALL_KILLS = 60, 2
_SETTLE_S = 60
_NOTED_S, _MOST_LOOKS = 0.05, 60
SETTINGS = {
    "BOT_TELEGRAM__TAKEOVER_S": "3",
    "BOT_MODERATION__POSTS_PER_HOUR": "0",
    "BOT_LOG__LEVEL": "INFO",
}

ASKS = ("review", "unknown")
"""The states in which a person is asked, by a card of its own."""

Acts = Callable[[], Awaitable[None]]


async def soak(*, small: bool) -> Report:
    """Kill replicas at random moments; count at Telegram's side what became of every update."""
    kills = SMALL_KILLS if small else KILLS
    async with open_replicas() as replicas:
        replicas.model.answer = model_answer
        replicas.settings |= SETTINGS
        processes = list(await asyncio.gather(replicas.start(), replicas.start()))
        people: list[SimulatedUser] = [AskingUser(replicas.telegram, number) for number in range(6)]
        people += [PlayingUser(replicas.telegram, number) for number in range(10, 14)]
        people += [AuthorUser(replicas.telegram, number) for number in range(20, 22)]
        admin = AdminUser(replicas.telegram)
        async with acting([*(one.act for one in people), admin.act]) as end:
            for _ in range(kills):
                await asyncio.sleep(random.uniform(0.5, 2.5))
                await replace_one(replicas, processes, spare=small)
            await end()
        await settled(replicas, admin)
        found = await report(replicas, people, admin)
        found.title = f"replicas: 2 processes, {kills} kills -9 under a mixed load"
        return found


class acting:  # noqa: N801 -- reads as a verb
    """Let people act until `end` is awaited."""

    def __init__(self, acts: list[Acts]) -> None:
        self._acts = acts
        self._is_over = False

    async def __aenter__(self) -> Callable[[], Awaitable[None]]:
        self._tasks = [asyncio.create_task(self._go_on(act)) for act in self._acts]
        return self._end

    async def _go_on(self, act: Acts) -> None:
        while not self._is_over:
            await act()

    async def _end(self) -> None:
        self._is_over = True
        await asyncio.gather(*self._tasks)

    async def __aexit__(self, *error: object) -> None:
        self._is_over = True
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def replace_one(
    replicas: Replicas, processes: list[BotProcess], *, spare: bool = False
) -> None:
    """SIGKILL one at random and start another in its place.

    `spare`: not within the moment after a delivery whose note may not be stored yet. What a kill
    does there cannot be helped (docs/scaling.md), so a test must not depend on its chance.
    """
    if spare:
        await _nothing_new(replicas)
    victim = processes.pop(random.randrange(len(processes)))
    victim.kill()
    await victim.ended()
    processes.append(await replicas.start())


async def _nothing_new(replicas: Replicas) -> None:
    world = replicas.telegram.state
    for _ in range(_MOST_LOOKS):
        last_id = world.last_id
        await asyncio.sleep(_NOTED_S)
        if world.last_id == last_id:
            return


async def settled(replicas: Replicas, admin: AdminUser) -> None:
    """Wait until every update is handled and every post at its end, or nothing moves any more."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_SETTLE_S), open_redis(replicas.redis.url) as redis:
            while (
                await redis.zcard("{inbox}:ready")
                or await redis.zcard("{inbox}:priority")
                or await unfinished_posts(redis)
            ):
                await admin.act()


async def report(replicas: Replicas, people: list[SimulatedUser], admin: AdminUser) -> Report:
    """Count."""
    found = Report("")
    kinds: dict[str, list[str]] = defaultdict(list)
    for one in people:
        found.counts[type(one).__name__] = found.counts.get(type(one).__name__, 0) + len(one.said)
        for kind, texts in one.faults().items():
            kinds[kind] += [f"{type(one).__name__} {one.id} {kind}: {text[:400]}" for text in texts]
    found.counts["presses"] = admin.presses
    kinds["cards twice"] = []
    async with open_redis(replicas.redis.url) as redis:
        for post_id, shown in admin.cards().items():
            trail = await redis.xrange(f"{{posts}}:audit:{post_id}")
            went = [entry["to"] for _, entry in trail]
            if shown > sum(state in ASKS for state in went):
                kinds["cards twice"].append(f"post {post_id} {shown} cards: {' '.join(went)}")
        kinds["dead letters"] = [
            str(item)
            for queue in ("{inbox}", "{posts}")
            for item in await redis.zrange(f"{queue}:dead", 0, -1)
        ]
        kinds["still waiting"] = [str(item) for item in await redis.zrange("{inbox}:ready", 0, -1)]
    found.faults = {kind: len(examples) for kind, examples in kinds.items()}
    found.examples = [example for examples in kinds.values() for example in examples[:3]]
    return found
