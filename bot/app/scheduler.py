"""The scheduler: what happens by the clock."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.errors import StorageDown

log = logging.getLogger(__name__)

ALIVE_S = 10

JobFunction = Callable[[], Awaitable[None]]


class Job(NamedTuple):
    """A job and how often it is done."""

    seconds: int
    job: JobFunction


@asynccontextmanager
async def run_scheduler(jobs: Mapping[str, Job], alive_file: Path) -> AsyncIterator[None]:
    """Run the jobs until the end of the block.

    A tick is never the limiter: that of the posts only sees to it that the moderation queue is being drained,
    the queue's own slots hold Baidu's limit. So ticks that fall together are one (coalesce), a late
    one still runs (no misfire limit), and none runs twice at a time (max_instances).

    Args:
        jobs: by name.
        alive_file: touched every ten seconds while the event loop runs (the container's health).
    """
    scheduler = AsyncIOScheduler(
        timezone="UTC",
        job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
    )
    for name, (seconds, job) in jobs.items():
        scheduler.add_job(_guarded(job), "interval", seconds=seconds, id=name)
    scheduler.add_job(alive_file.touch, "interval", seconds=ALIVE_S, id="alive")
    alive_file.parent.mkdir(parents=True, exist_ok=True)
    alive_file.touch()  # noqa: ASYNC240 -- once, at the start
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
        alive_file.unlink(missing_ok=True)  # noqa: ASYNC240 -- once, at the end


def _guarded(job: JobFunction) -> JobFunction:
    """A job whose failure is logged and does not end the scheduler."""

    async def run() -> None:
        try:
            await job()
        except StorageDown:
            log.warning("A job waits for Redis.")
        except Exception:
            log.exception("A job failed")

    return run
