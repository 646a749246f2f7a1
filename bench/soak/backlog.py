"""One person sends 10,100 messages at once; measures how long everybody else waits."""

import asyncio
from contextlib import suppress

from bench.soak.report import Report
from bench.soak.users import SimulatedUser
from bench.soak.waiting_times import Probes, add_waiting_times, wait_beside
from bot.storage.connection import open_redis
from tests.fakes.replicas import Replicas, open_replicas

MESSAGES, SMALL_MESSAGES = 10_100, 1_000
_BESIDE_S, _SMALL_BESIDE_S = 30.0, 1.0
_LIMIT = 50
_WORST_S = 5.0
"""The first who write wait until Telegram has handed out the flood, a hundred updates a call."""
_SETTLE_S = 90


async def soak(*, small: bool) -> Report:
    """One process with the default flood budget and `budget.person_waiting`."""
    messages = SMALL_MESSAGES if small else MESSAGES
    async with open_replicas(are_forked=small) as replicas:
        for name in ("BOT_TELEGRAM__LIMITS", "BOT_BUDGET"):
            del replicas.settings[name]
        await replicas.start()
        probes = Probes(replicas.telegram)
        await probes.warm_up()
        flooder = SimulatedUser(replicas.telegram, 0)
        for number in range(messages):
            flooder.say(f"/help {number}")
        waited = await wait_beside(
            {"stranger": probes.stranger, "/pause": probes.admin},
            _SMALL_BESIDE_S if small else _BESIDE_S,
        )
        report = Report(f"backlog: {messages} messages of one person, others beside them")
        add_waiting_times(report, waited)
        report.faults["others over 5 s"] = sum(
            s > _WORST_S for times in waited.values() for s in times
        )
        if not small:
            await _add_ends(replicas, flooder, report)
        return report


async def _add_ends(replicas: Replicas, flooder: SimulatedUser, report: Report) -> None:
    """The person has the answers to what was taken, was told of the rest once, and it is counted."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_SETTLE_S):
            await replicas.settled()
    async with open_redis(replicas.redis.url) as redis:
        refused = int(await redis.get("{inbox}:refused") or 0)
        left = int(await redis.get("{inbox}:backlog") or 0)
    told = sum(f"{_LIMIT} 条" in text for text in flooder.answers)
    answered = len(flooder.answers) - told
    report.counts |= {"answered": answered, "refused": refused, "told": told}
    report.faults |= {
        "lost": len(flooder.said) - answered - refused,
        "not told once": int(told != 1),
        "still waiting": left,
    }
