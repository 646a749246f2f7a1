import asyncio

import pytest

from bot.app.scheduler import Job, run_scheduler
from bot.errors import StorageDown

pytestmark = pytest.mark.looptime


async def test_the_pump_goes_on_after_a_failure(tmp_path, caplog):
    beats: list[int] = []
    fourth = asyncio.Event()

    async def pump() -> None:
        beats.append(len(beats))
        if len(beats) == 4:
            fourth.set()
        if len(beats) == 1:
            raise StorageDown
        if len(beats) == 2:
            raise ValueError("broken")

    async with run_scheduler({"pump": Job(1, pump)}, tmp_path / "alive"):
        await fourth.wait()
    assert "Job pump waits" in caplog.text
    assert "broken" in caplog.text


async def test_the_heartbeat_is_there_while_the_bot_runs(tmp_path):
    async def pump() -> None: ...

    async with run_scheduler({"pump": Job(1, pump)}, tmp_path / "alive"):
        assert (tmp_path / "alive").exists()
    assert not (tmp_path / "alive").exists()
