import asyncio

import pytest

from bot.work.tasks import cancel_and_wait

pytestmark = pytest.mark.looptime


async def test_a_task_that_loses_a_cancellation_is_cancelled_again():
    lost = 0

    async def deaf() -> None:
        nonlocal lost
        while True:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                lost += 1
                if lost == 3:
                    raise

    task = asyncio.create_task(deaf())
    await asyncio.sleep(0)
    await cancel_and_wait([task])
    assert (task.cancelled(), lost) == (True, 3)
