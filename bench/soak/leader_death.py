"""Kills the process that polls, and in webhook mode one of two behind a proxy: how long does who writes then wait?"""

import asyncio
from collections.abc import Awaitable, Callable

from bench.first_day import Proxy, free_port
from bench.soak.redis_outage import seconds_until
from bench.soak.report import Report
from tests.fakes.process import BotProcess
from tests.fakes.replicas import Replicas, open_replicas
from tests.fakes.telegram import XIAOMING

DEATHS, SMALL_DEATHS = 5, 1
_POLLING_S, _WEBHOOK_S = 10.0, 1.0
"""The latter above what an answer takes here without a death: other programs may keep the cores busy."""
_IDLE_S = 1
"""Until what was answered is acknowledged: what a process has in hand as it dies waits for `takeover_s`."""
_TAKEOVER_S = "9"
"""As in config.yaml; shorter in other soaks."""


async def soak(*, small: bool) -> Report:
    """Kill the older of two processes again and again; somebody writes at once, and is answered by the other."""
    deaths = SMALL_DEATHS if small else DEATHS
    report = Report(
        f"leader_death: {deaths} kills -9 of the process that polls, {deaths} with webhooks"
    )
    async with open_replicas() as replicas:
        replicas.settings["BOT_TELEGRAM__TAKEOVER_S"] = _TAKEOVER_S
        _, polling = await _waits_s(replicas, replicas.start, deaths)
    async with open_replicas() as replicas, (proxy := Proxy([])).serving():
        replicas.settings |= {
            "BOT_TELEGRAM__TAKEOVER_S": _TAKEOVER_S,
            "BOT_TELEGRAM__MODE": "webhook",
            "BOT_TELEGRAM__WEBHOOK__URL": proxy.url,
        }

        async def start() -> BotProcess:
            proxy.ports.append(port := free_port())
            return await replicas.start(BOT_TELEGRAM__WEBHOOK__PORT=str(port))

        usual, webhook = await _waits_s(replicas, start, deaths)
    report.counts = {"polling, longest wait, s": max(polling), "shortest": min(polling)}
    report.counts |= {"webhook, longest wait, s": max(webhook), "without a death": max(usual)}
    report.faults = {
        f"over {_POLLING_S:g} s": sum(wait_s > _POLLING_S for wait_s in polling),
        f"webhook over {_WEBHOOK_S:g} s more": sum(
            wait_s > max(usual) + _WEBHOOK_S for wait_s in webhook
        ),
    }
    return report


async def _waits_s(
    replicas: Replicas, start: Callable[[], Awaitable[BotProcess]], deaths: int
) -> tuple[list[float], list[float]]:
    """Until an answer while both processes live, and from each kill until the other has answered."""
    usual_s, waits_s = [], []
    older, newer = await start(), await start()
    for _ in range(deaths):
        usual_s.append(await _wait_s(replicas))
        await asyncio.sleep(_IDLE_S)
        older.kill()
        await older.ended()
        waits_s.append(await _wait_s(replicas))
        older, newer = newer, await start()
    return usual_s, waits_s


async def _wait_s(replicas: Replicas) -> float:
    said = replicas.telegram.say(XIAOMING, XIAOMING, "/help")
    wait_s = await seconds_until(replicas, XIAOMING, "", after=said)
    return round(float("inf") if wait_s is None else wait_s, 2)
