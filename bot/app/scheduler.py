"""Runs periodic jobs with APScheduler."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.errors import StorageDown
from bot.metrics.errors import saw_error

log = logging.getLogger(__name__)

ALIVE_S = 10

JobFunction = Callable[[], Awaitable[None]]


class Job(NamedTuple):
    """A function and how often it is called."""

    every_s: float
    function: JobFunction


@asynccontextmanager
async def run_scheduler(jobs: Mapping[str, Job], alive_file: Path) -> AsyncIterator[None]:
    """Run the jobs until the end of the block.

    No rate depends on the ticks: the pump of the posts only makes sure that their queue drains, and
    the call slots keep Baidu's limit. So missed ticks become one (coalesce), a late one still runs
    (no misfire limit), and a job never overlaps itself (max_instances).

    Args:
        jobs: by name.
        alive_file: touched every ten seconds while the event loop runs (for the health check of the
            container).
    """
    scheduler = AsyncIOScheduler(
        timezone="UTC",
        job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
    )
    for name, job in jobs.items():
        scheduler.add_job(_guarded(name, job.function), "interval", seconds=job.every_s, id=name)
    scheduler.add_job(alive_file.touch, "interval", seconds=ALIVE_S, id="alive")
    alive_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    alive_file.touch(mode=0o600)  # noqa: ASYNC240 -- once, at the start
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
        alive_file.unlink(missing_ok=True)  # noqa: ASYNC240 -- once, at the end


def _guarded(name: str, function: JobFunction) -> JobFunction:
    """`function`, with its errors logged instead of raised."""

    async def run() -> None:
        try:
            await function()
        except StorageDown:
            log.warning("Job %s is skipped: Redis does not answer.", name)
        except Exception as error:
            saw_error(error)
            log.exception("Job %s failed.", name)

    return run
