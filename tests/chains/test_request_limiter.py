"""When a call may begin."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.chains.request_limiter import RequestLimiter

pytestmark = pytest.mark.looptime


async def begins_of(gate: RequestLimiter, count: int) -> list[float]:
    """When each of `count` calls that come at once begins."""
    begins: list[float] = []

    async def call() -> AsyncIterator[str]:
        begins.append(round(asyncio.get_running_loop().time(), 3))
        yield "好"

    async def one() -> None:
        async for _ in gate.stream(call):
            pass

    await asyncio.gather(*(one() for _ in range(count)))
    return begins


async def test_calls_begin_evenly_spaced_where_a_second_bears_only_so_many():
    assert await begins_of(RequestLimiter(at_once=10, per_s=4), 5) == [0, 0.25, 0.5, 0.75, 1]


async def test_without_that_limit_all_begin_at_once():
    assert await begins_of(RequestLimiter(at_once=10), 5) == [0] * 5
