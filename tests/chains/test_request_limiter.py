"""The rate of requests; for the number of open ones see test_streaming_model.py."""

import asyncio

import pytest

from bot.chains.request_limiter import RequestLimiter

pytestmark = pytest.mark.looptime


async def starts(limiter: RequestLimiter, count: int) -> list[float]:
    """The seconds at which each of `count` simultaneous requests begins."""
    started: list[float] = []

    async def request() -> None:
        await limiter.wait_for_rate()
        started.append(round(asyncio.get_running_loop().time(), 3))

    await asyncio.gather(*(request() for _ in range(count)))
    return started


async def test_requests_begin_evenly_spaced_under_a_limit_a_second():
    limiter = RequestLimiter(max_concurrency=10, requests_per_s=4)
    assert await starts(limiter, 5) == [0, 0.25, 0.5, 0.75, 1]


async def test_an_unused_second_does_not_allow_a_burst():
    limiter = RequestLimiter(max_concurrency=10, requests_per_s=4)
    await limiter.wait_for_rate()
    await asyncio.sleep(10)
    assert await starts(limiter, 3) == [10, 10.25, 10.5]


async def test_without_that_limit_all_requests_begin_at_once():
    assert await starts(RequestLimiter(max_concurrency=10), 5) == [0] * 5
