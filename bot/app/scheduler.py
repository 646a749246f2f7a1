"""Runs periodic jobs with APScheduler, also where somebody sets the clock."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.errors import StorageDown
from bot.metrics.errors import saw_error

log = logging.getLogger(__name__)

ALIVE_S = 10
_CLOCK_CHECKS_S = 1.0
_STEP_S = 1.0
"""By so much the clock must be set for the jobs to be planned anew."""

JobFunction = Callable[[], Awaitable[None]]


class Job(NamedTuple):
    """A function and how often it is called."""

    every_s: float
    function: JobFunction


class _Every(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """So long after the last call; APScheduler's own counts each tick that a clock set forward has passed."""

    def __init__(self, every_s: float) -> None:
        self._interval = timedelta(seconds=every_s)

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        return now + self._interval


@asynccontextmanager
async def run_scheduler(jobs: Mapping[str, Job], alive_file: Path) -> AsyncIterator[None]:
    """Run the jobs until the end of the block.

    No rate depends on the ticks: workers claim whenever they are woken, and the call slots keep Baidu's
    limit. So missed ticks become one, a late one still runs (no misfire limit), and a job never overlaps
    itself (max_instances).

    Args:
        jobs: by name.
        alive_file: touched every ten seconds while the event loop runs (for the health check of the
            container).
    """
    scheduler = AsyncIOScheduler(
        timezone="UTC",
        job_defaults={"max_instances": 1, "misfire_grace_time": None},
    )
    for name, job in jobs.items():
        scheduler.add_job(_guarded(name, job.function), _Every(job.every_s), id=name)
    scheduler.add_job(alive_file.touch, _Every(ALIVE_S), id="alive")
    alive_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    alive_file.touch(mode=0o600)  # noqa: ASYNC240 -- once, at the start
    scheduler.start()
    clock = asyncio.create_task(_follow_clock(scheduler))
    try:
        yield
    finally:
        clock.cancel()
        scheduler.shutdown(wait=False)
        alive_file.unlink(missing_ok=True)  # noqa: ASYNC240 -- once, at the end


async def _follow_clock(scheduler: AsyncIOScheduler) -> None:
    """Plan the jobs anew when the clock was set: APScheduler would wait until it is as late as before."""
    ahead_s = time.time() - time.monotonic()
    while True:
        await asyncio.sleep(_CLOCK_CHECKS_S)
        was_ahead_s, ahead_s = ahead_s, time.time() - time.monotonic()
        if abs(ahead_s - was_ahead_s) > _STEP_S:
            log.warning("The clock was set by %.0f s.", ahead_s - was_ahead_s)
            for job in scheduler.get_jobs():
                job.reschedule(job.trigger)


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
        except asyncio.CancelledError:  # by the stop, which APScheduler would log as a failure
            log.debug("Job %s was under way at the stop.", name)

    return run
