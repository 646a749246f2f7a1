import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.chains.idle_timeout import IdleTimeout

pytestmark = pytest.mark.looptime


async def every(*pauses_s: float) -> AsyncIterator[float]:
    for pause_s in pauses_s:
        await asyncio.sleep(pause_s)
        yield pause_s


def is_uncancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and not task.cancelling()


async def heard(items: AsyncIterator[float], silence_s: float = 90) -> list[float]:
    got: list[float] = []
    with IdleTimeout(silence_s) as watchdog:
        while True:
            try:
                got.append(await watchdog.next(items))
            except StopAsyncIteration:
                return got


async def test_a_stream_may_take_as_long_as_it_likes_while_something_comes():
    assert await heard(every(*[60] * 10)) == [60] * 10


async def test_a_silence_ends_the_wait_as_soon_as_it_is_too_long():
    began = asyncio.get_running_loop().time()
    with pytest.raises(TimeoutError):
        await heard(every(60, 60, 100))
    assert asyncio.get_running_loop().time() - began == 60 + 60 + 90


async def test_the_time_between_two_waits_does_not_count():
    items = every(1, 1)
    with IdleTimeout(5) as watchdog:
        await watchdog.next(items)
        await asyncio.sleep(60)
        assert await watchdog.next(items) == 1


async def test_who_cancels_the_task_is_not_mistaken_for_the_watchdog():
    task = asyncio.create_task(heard(every(1000)))
    await asyncio.sleep(1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_timeout_around_the_wait_keeps_its_own_meaning():
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(90):
            await heard(every(1000), silence_s=90)
    assert is_uncancelled()


async def test_after_a_silence_the_task_goes_on_uncancelled():
    with pytest.raises(TimeoutError):
        await heard(every(1000))
    assert is_uncancelled()
    await asyncio.sleep(1)
