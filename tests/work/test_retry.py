import asyncio

import pytest

from bot.work.retry import RetryPolicy

pytestmark = pytest.mark.looptime


class Flaky:
    """Fails with each of `errors` in turn, then returns; notes when it was called."""

    def __init__(self, *errors: BaseException) -> None:
        self.errors = list(errors)
        self.times: list[float] = []

    async def __call__(self) -> str:
        self.times.append(round(asyncio.get_running_loop().time(), 2))
        if self.errors:
            raise self.errors.pop(0)
        return "done"


async def repeat_block(policy: RetryPolicy, flaky: Flaky) -> str:
    async for attempt in policy.retrying(OSError):
        with attempt:
            return await flaky()
    raise AssertionError("either an attempt returns or its error is raised")


async def call_function(policy: RetryPolicy, flaky: Flaky) -> str:
    return await policy.call(flaky, OSError)


both_ways = pytest.mark.parametrize("call", [repeat_block, call_function])


@both_ways
async def test_pauses_double_up_to_the_longest(call):
    flaky = Flaky(*(OSError() for _ in range(5)))
    assert await call(RetryPolicy(1, 5, 6, jitter=False), flaky) == "done"
    assert flaky.times == [0, 1, 3, 7, 12, 17]


@both_ways
@pytest.mark.parametrize("attempts", [1, 2, 3])
async def test_the_error_of_the_last_attempt_is_raised_as_it_is(call, attempts):
    flaky = Flaky(OSError("1"), OSError("2"), OSError("3"))
    with pytest.raises(OSError, match=str(attempts)):
        await call(RetryPolicy(1, 5, attempts, jitter=False), flaky)
    assert len(flaky.times) == attempts


@both_ways
async def test_other_errors_and_cancellations_are_not_retried(call):
    for errors in ([ValueError()], [asyncio.CancelledError()], [OSError(), ValueError()]):
        flaky = Flaky(*errors)
        with pytest.raises(type(errors[-1])):
            await call(RetryPolicy(1, 5, 3), flaky)
        assert len(flaky.times) == len(errors)


def test_half_of_a_pause_is_random():
    pauses = [RetryPolicy(2, 300, 8).pause_s(3) for _ in range(200)]
    assert 4 <= min(pauses) < 5
    assert 7 < max(pauses) <= 8


def test_a_pause_after_many_attempts_is_the_longest():
    assert RetryPolicy(2, 300, 8, jitter=False).pause_s(100_000) == 300
