"""How a process of the bot runs: its log and its signals, its services from the start to the stop."""

import asyncio
import logging
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Protocol

from bot.app.gc_tuning import tune_gc
from bot.app.health import REPORT_S, HealthServices
from bot.app.health_server import serving_health
from bot.app.scheduler import Job, run_scheduler
from bot.errors import StorageDown
from bot.logs import set_up_logging
from bot.settings import Settings

log = logging.getLogger(__name__)


class Service(Protocol):
    """What people or programs reach: the bot on Telegram, the HTTP chat."""

    @property
    def address(self) -> str:
        """Where they reach it, for the log; known once it has started."""

    def trouble(self) -> str:
        """Why it takes nothing at the moment, in English for operators; empty where it does."""

    async def start(self) -> None:
        """Take what comes; raises StartError where it cannot."""

    async def stop(self, grace_s: float) -> None:
        """Take nothing more, and end what is under way within the grace."""


def set_up_process(settings: Settings) -> asyncio.Event:
    """Set up the log, and return the event that SIGTERM or SIGINT sets."""
    set_up_logging(
        settings.log.level, settings.log.format, settings.log.file, settings.secrets.values()
    )
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


async def run_services(
    services: Sequence[Service],
    settings: Settings,
    health: HealthServices,
    jobs: Mapping[str, Job],
    stop: asyncio.Event,
) -> None:
    """Start the services one after the other, wait for `stop`, and stop them all at the same time.

    Meanwhile the jobs run, metrics are served, and the other processes are told that this one is alive.
    Raises StartError where a service cannot start.
    """

    def trouble() -> str:
        return next(filter(None, (service.trouble() for service in services)), "")

    async def report() -> None:
        await health.report(trouble())

    async with (
        serving_health(settings, health, trouble),
        run_scheduler({**jobs, "report": Job(REPORT_S, report)}, settings.redis.data_dir / "alive"),
    ):
        tune_gc()
        for service in services:
            await service.start()
        with suppress(StorageDown):
            await report()
        addresses = ", ".join(service.address for service in services)
        log.info("The bot is ready: %s, %s.", addresses, settings.providers)
        await stop.wait()
        log.info("The bot is stopping.")
        async with asyncio.TaskGroup() as group:
            for service in services:
                group.create_task(service.stop(settings.telegram.stop_grace_s))
        await health.leave()
    log.info("The bot has stopped.")
