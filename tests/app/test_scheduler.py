import asyncio
import time
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import pytest

from bot.app.scheduler import Job, JobFunction, run_scheduler
from bot.errors import StorageDown

EVERY_S = 0.02


class Counter:
    """Counts calls; `reached` waits for a number of them."""

    def __init__(self) -> None:
        self.calls = 0
        self._called = asyncio.Condition()

    async def count(self) -> None:
        async with self._called:
            self.calls += 1
            self._called.notify_all()

    async def reached(self, calls: int) -> None:
        async with asyncio.timeout(5), self._called:
            await self._called.wait_for(lambda: self.calls >= calls)


def jobs(function: JobFunction) -> dict[str, Job]:
    return {"work": Job(EVERY_S, function)}


async def test_a_job_runs_again_after_a_failure(tmp_path: Path, caplog):
    counter = Counter()

    async def job() -> None:
        await counter.count()
        if counter.calls == 1:
            raise StorageDown
        if counter.calls == 2:
            raise ValueError("broken")

    async with run_scheduler(jobs(job), tmp_path / "alive"):
        await counter.reached(4)
    assert "Job work is skipped" in caplog.text
    assert "broken" in caplog.text


async def test_a_job_that_takes_longer_than_its_interval_never_overlaps_itself(tmp_path: Path):
    counter, running, most = Counter(), 0, 0

    async def job() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(3 * EVERY_S)
        running -= 1
        await counter.count()

    async with run_scheduler(jobs(job), tmp_path / "alive"):
        await counter.reached(3)
    assert most == 1


async def test_the_alive_file_exists_while_the_scheduler_runs(tmp_path: Path):
    async with run_scheduler({}, tmp_path / "alive"):
        assert (tmp_path / "alive").exists()
    assert not (tmp_path / "alive").exists()


class Clock(datetime):
    """The machine's clock, which somebody has set by `ahead`."""

    ahead = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "Clock":
        return super().now(tz) + cls.ahead


@pytest.mark.parametrize("hours", [-1, 48])
async def test_jobs_run_on_when_the_clock_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hours: int
):
    monkeypatch.setattr("apscheduler.schedulers.base.datetime", Clock)
    monkeypatch.setattr("bot.app.scheduler._CLOCK_CHECKS_S", EVERY_S)
    monkeypatch.setattr(Clock, "ahead", timedelta())
    counter, begun_s = Counter(), time.monotonic()
    async with run_scheduler(jobs(counter.count), tmp_path / "alive"):
        await counter.reached(2)
        Clock.ahead = timedelta(hours=hours)
        real_s = time.time
        monkeypatch.setattr(time, "time", lambda: real_s() + hours * 3600)
        await counter.reached(6)
    assert counter.calls <= (time.monotonic() - begun_s) / EVERY_S + 1


async def test_a_job_that_is_under_way_at_the_stop_is_no_failure(tmp_path: Path, caplog):
    begun = asyncio.Event()

    async def job() -> None:
        begun.set()
        await asyncio.Event().wait()

    async with run_scheduler(jobs(job), tmp_path / "alive"):
        await begun.wait()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not [line for line in caplog.records if line.levelname == "ERROR"]
