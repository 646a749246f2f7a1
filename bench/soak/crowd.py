"""1,200 members of one group ask for help at once; measures how long everybody else waits."""

import asyncio
from contextlib import suppress

from bench.soak.report import Report
from bench.soak.users import SimulatedUser
from bench.soak.waiting_times import Probes, add_waiting_times, wait_beside
from bot.storage.connection import open_redis
from bot.texts import common
from tests.fakes.replicas import Replicas, open_replicas
from tests.fakes.telegram import GROUP

MEMBERS, SMALL_MEMBERS = 1200, 150
_BESIDE_S, _SMALL_BESIDE_S = 75.0, 1.0
"""In full beyond the minute after which the replies are dropped."""
_STRANGER_S, _PRIORITY_S = 1.0, 0.5
_SMALL_S = 8.0
"""In the tests, on whatever machine: who had to wait for the crowd would wait for minutes."""
_SETTLE_S = 60
_PER_MIN = 20


async def soak(*, small: bool) -> Report:
    """One process with the default flood budget."""
    members = SMALL_MEMBERS if small else MEMBERS
    stranger_s, priority_s = (_SMALL_S, _SMALL_S) if small else (_STRANGER_S, _PRIORITY_S)
    async with open_replicas(are_forked=small) as replicas:
        for name in ("BOT_TELEGRAM__LIMITS", "BOT_BUDGET"):
            del replicas.settings[name]
        await replicas.start()
        probes = Probes(replicas.telegram)
        await probes.warm_up()
        _ask_for_help(replicas, members)
        waited = await wait_beside(
            {
                "stranger": probes.stranger,
                "/stop": probes.stop,
                "button": probes.press,
                "/pause": probes.admin,
            },
            _SMALL_BESIDE_S if small else _BESIDE_S,
        )
        report = Report(f"crowd: {members} members of a group send /help, others beside them")
        add_waiting_times(report, waited)
        report.faults = {
            f"strangers over {stranger_s} s": sum(s > stranger_s for s in waited.pop("stranger")),
            f"priority over {priority_s} s": sum(
                s > priority_s for times in waited.values() for s in times
            ),
        }
        if not small:
            await _add_ends(replicas, report)
        return report


def _ask_for_help(replicas: Replicas, members: int) -> None:
    """Every member says it once."""
    telegram = replicas.telegram
    for number in range(members):
        member = SimulatedUser(telegram, number)
        telegram.state.chats[GROUP].members.append(member.id)
        telegram.say(member.id, GROUP, "/help")


async def _add_ends(replicas: Replicas, report: Report) -> None:
    """Every update is handled, and the group knows of the dropped replies."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_SETTLE_S):
            await replicas.settled()
    async with open_redis(replicas.redis.url) as redis:
        left = int(await redis.get("{inbox}:backlog") or 0)
    told = [
        made["text"]
        for made in replicas.telegram.messages(GROUP)
        if made.get("from", {}).get("is_bot")
    ]
    notices = told.count(common.REPLIES_DROPPED.zh)
    report.counts |= {"helped": len(told) - notices, "lines about dropped ones": notices}
    report.faults |= {
        "still waiting": left,
        "more than the group's budget": int(len(told) > 3 * _PER_MIN),
        "not told of dropped ones": int(notices == 0),
        "told twice": int(notices > 1),
    }
