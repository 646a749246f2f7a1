"""Kills the process that polls, and in webhook mode one of two behind a proxy: how long does who writes then wait?"""

from collections.abc import Awaitable, Callable

from bench.first_day import Proxy, free_port
from bench.soak.redis_outage import seconds_until
from bench.soak.report import Report
from tests.fakes.process import BotProcess
from tests.fakes.replicas import Replicas, open_replicas
from tests.fakes.telegram import XIAOMING

DEATHS, SMALL_DEATHS = 5, 1
_POLLING_S, _WEBHOOK_S = 10.0, 1.0
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
        polling = await _waits_s(replicas, replicas.start, deaths)
    async with open_replicas() as replicas, (proxy := Proxy([])).serving():
        replicas.settings |= {
            "BOT_TELEGRAM__TAKEOVER_S": _TAKEOVER_S,
            "BOT_TELEGRAM__MODE": "webhook",
            "BOT_TELEGRAM__WEBHOOK__URL": proxy.url,
        }

        async def start() -> BotProcess:
            proxy.ports.append(port := free_port())
            return await replicas.start(BOT_TELEGRAM__WEBHOOK__PORT=str(port))

        webhook = await _waits_s(replicas, start, deaths)
    report.counts = {"polling, longest wait, s": max(polling), "shortest": min(polling)}
    report.counts |= {"webhook, longest wait, s": max(webhook)}
    report.faults = {
        f"over {_POLLING_S:g} s": sum(wait_s > _POLLING_S for wait_s in polling),
        f"webhook over {_WEBHOOK_S:g} s": sum(wait_s > _WEBHOOK_S for wait_s in webhook),
    }
    return report


async def _waits_s(
    replicas: Replicas, start: Callable[[], Awaitable[BotProcess]], deaths: int
) -> list[float]:
    """From each kill until the other process has answered what was said then."""
    waits = []
    older, newer = await start(), await start()
    for _ in range(deaths):
        older.kill()
        await older.ended()
        said = replicas.telegram.say(XIAOMING, XIAOMING, "/help")
        wait_s = await seconds_until(replicas, XIAOMING, "", after=said)
        waits.append(round(float("inf") if wait_s is None else wait_s, 2))
        older, newer = newer, await start()
    return waits
