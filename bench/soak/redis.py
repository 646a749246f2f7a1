"""Kills Redis again and again under a mixed load; it syncs every write to disk."""

import asyncio
import random

from bench.soak.replicas import SETTINGS, acting, report, settled
from bench.soak.report import Report
from bench.soak.users import (
    AdminUser,
    AskingUser,
    AuthorUser,
    PlayingUser,
    SimulatedUser,
    model_answer,
)
from tests.fakes.replicas import open_replicas

KILLS, SMALL_KILLS = 25, 2


async def soak(*, small: bool) -> Report:
    """Kill the server at random moments and start it again at once."""
    kills = SMALL_KILLS if small else KILLS
    async with open_replicas() as replicas:
        replicas.model.answer = model_answer
        replicas.settings |= SETTINGS
        await asyncio.gather(replicas.start(), replicas.start())
        users: list[SimulatedUser] = [AskingUser(replicas.telegram, number) for number in range(6)]
        users += [PlayingUser(replicas.telegram, number) for number in range(10, 14)]
        users += [AuthorUser(replicas.telegram, number) for number in range(20, 22)]
        admin = AdminUser(replicas.telegram)
        async with acting([*(user.act for user in users), admin.act]) as end:
            for _ in range(kills):
                await asyncio.sleep(random.uniform(1, 4))
                replicas.redis.kill()
                await asyncio.to_thread(replicas.redis.start)
            await asyncio.sleep(1)
            await end()
        await settled(replicas, admin)
        found = await report(replicas, users, admin)
        found.title = f"redis: killed {kills} times, AOF always, under a mixed load"
        return found
