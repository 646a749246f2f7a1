"""What every `AnswerQueue` must do: the fake of the tests and the one in Redis."""

from collections.abc import Callable

import pytest

from bot.models.chat import Thread
from bot.models.game import WaitingAnswer
from bot.ports.games import AnswerQueue
from bot.storage.connection import Redis
from bot.storage.games.answer_queue import RedisAnswerQueue
from tests.fakes.games import FakeAnswerQueue

GROUP, OTHER = Thread(-100, 7), Thread(-100)
FIRST, SECOND, THIRD = (WaitingAnswer(text, 5, "zh") for text in ("一 ✓", "二 ✓", "三 ✓"))
_LONG_S = 1000.0

Queue = Callable[[float], AnswerQueue]
"""The queue of one server, with a gap between answers (s)."""


@pytest.fixture(params=["fake", "redis"])
def queue(request: pytest.FixtureRequest, redis: Redis) -> Queue:
    if request.param == "redis":
        return lambda gap_s: RedisAnswerQueue(redis, at_once=2, window_s=60, gap_s=gap_s)
    first = FakeAnswerQueue(2, 60, 0)

    def with_gap(gap_s: float) -> AnswerQueue:
        return FakeAnswerQueue(
            2, 60, gap_s, times=first.times, answers=first.answers, leased=first.leased
        )

    return with_gap


async def test_the_first_answers_go_at_once_and_the_next_waits(queue: Queue):
    slow = queue(_LONG_S)
    assert await slow.claim(GROUP, FIRST) == float("inf")
    assert await slow.claim(GROUP, SECOND) == pytest.approx(0, abs=5)
    assert await slow.claim(GROUP, THIRD) is None
    assert await slow.waiting() == [GROUP]
    assert await slow.take(GROUP) == []  # too early
    assert await slow.claim(OTHER, FIRST) == float("inf")


async def test_what_waits_goes_together_to_one_caller(queue: Queue):
    await wait_with(queue, FIRST, SECOND)
    fast = queue(0)
    assert await fast.claim(GROUP, THIRD) is None  # behind those that wait
    assert await fast.take(GROUP) == [FIRST, SECOND, THIRD]
    assert await fast.take(GROUP) == []
    await fast.sent(GROUP, 3)
    assert await fast.waiting() == []
    assert await fast.claim(GROUP, FIRST) is not None


async def test_what_was_not_sent_waits_on_with_what_has_come_since(queue: Queue):
    await wait_with(queue, FIRST, SECOND)
    fast = queue(0)
    await fast.take(GROUP)
    await fast.claim(GROUP, THIRD)
    await fast.sent(GROUP, 1)
    assert await fast.waiting() == [GROUP]
    assert await fast.take(GROUP) == [SECOND, THIRD]
    await fast.sent(GROUP, 0)
    assert await fast.take(GROUP) == [SECOND, THIRD]


async def wait_with(queue: Queue, *answers: WaitingAnswer) -> None:
    """A busy group for which these answers wait."""
    slow = queue(_LONG_S)
    for _ in range(2):
        await slow.claim(GROUP, FIRST)
    for answer in answers:
        assert await slow.claim(GROUP, answer) is None
