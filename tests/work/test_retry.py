import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.work.retry import RetryPolicy

POLICY = RetryPolicy(base_s=1, max_s=10, attempts=4, jitter=False)


async def fail_with(error: Exception, made: list[float]) -> None:
    """Fail again and again; `made` gets the time of each attempt."""
    async for attempt in POLICY.retrying(ConnectionError):
        with attempt:
            made.append(asyncio.get_running_loop().time())
            raise error


def test_pauses_double_up_to_the_longest():
    assert [POLICY.pause_s(attempt) for attempt in range(1, 7)] == [1, 2, 4, 8, 10, 10]


@given(attempt=st.integers(1, 10_000))
def test_jitter_takes_away_at_most_half(attempt):
    full_s = POLICY.pause_s(attempt)
    jittered_s = RetryPolicy(base_s=1, max_s=10, attempts=4).pause_s(attempt)
    assert full_s / 2 <= jittered_s <= full_s


@pytest.mark.looptime
async def test_a_retry_loop_pauses_by_the_policy_and_raises_the_last_error():
    started, made = asyncio.get_running_loop().time(), list[float]()
    with pytest.raises(ConnectionError):
        await fail_with(ConnectionError(), made)
    assert len(made) == 4
    assert asyncio.get_running_loop().time() - started == pytest.approx(1 + 2 + 4)


@pytest.mark.looptime
async def test_other_errors_are_not_retried():
    made = list[float]()
    with pytest.raises(KeyError):
        await fail_with(KeyError(), made)
    assert len(made) == 1
