"""What every budget of model calls does: the Redis store, and the fake of the tests."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest

from bot.errors import ModelBudgetSpent, ModelPaused
from bot.models.chat import Person
from bot.models.usage import Caller, CommandUse, ModelUse, UsageLimits
from bot.storage.connection import Redis
from bot.storage.usage.model_switch import RedisModelSwitch
from bot.storage.usage.usage import RedisUsage
from tests.fakes.usage import NOON_S, ZONE, FakeUsage, caller

LIMITS = UsageLimits(2, 3, 1000, 1500, 2000)
AJIE = Person(9, "阿杰")
MINUTE_S, DAY_S = 60, 24 * 3600


class Budget(NamedTuple):
    """A budget, its switch, and a clock that tests move."""

    meter: Any
    switch: Any
    clock: Any

    def let_pass(self, seconds: float) -> None:
        self.clock.now_s += seconds

    async def asks(self, *requests: str, person_id: int | None = 1, chat_id: int = 1) -> None:
        for request in requests:
            await self.meter.begin_call(caller(request, person_id=person_id, chat_id=chat_id))

    async def uses(self, tokens: int, call_id: str, by: Caller | None = None) -> None:
        await self.meter.add_tokens(by or caller(), call_id, tokens)

    async def refused(self, request: str, **who: int) -> ModelBudgetSpent:
        with pytest.raises(ModelBudgetSpent) as refused:
            await self.asks(request, **who)
        return refused.value


class Clock:
    now_s = NOON_S


def of_redis(redis: Redis, limits: UsageLimits) -> Budget:
    clock = Clock()

    async def now_s() -> float:
        return clock.now_s

    return Budget(RedisUsage(redis, limits, ZONE, now_s), RedisModelSwitch(redis), clock)


def of_memory(limits: UsageLimits) -> Budget:
    usage = FakeUsage(limits)
    return Budget(usage, usage, usage)


@pytest.fixture(params=["fake", "redis"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def budget(request: pytest.FixtureRequest, kind: str) -> Budget:
    return (
        of_memory(LIMITS) if kind == "fake" else of_redis(request.getfixturevalue("redis"), LIMITS)
    )


@pytest.fixture
def unlimited(request: pytest.FixtureRequest, kind: str) -> Budget:
    limits = UsageLimits()
    return (
        of_memory(limits) if kind == "fake" else of_redis(request.getfixturevalue("redis"), limits)
    )


async def test_a_request_counts_once_however_many_calls_and_attempts_it_has(budget):
    await budget.asks("1", "1", "1", "2", "1")
    assert (await budget.meter.use_of(1, 1)).requests == 2


async def test_over_the_limit_of_a_minute_a_person_is_told_in_how_many_seconds(budget):
    budget.let_pass(20)
    await budget.asks("1", "2")
    assert str(await budget.refused("3")) == "你这一分钟已经问了 2 次，40 秒后可以再问。"
    budget.let_pass(40)
    await budget.asks("3")


async def test_over_the_limit_of_a_day_a_person_is_told_in_how_many_hours(budget):
    await budget.asks("1", "2")
    budget.let_pass(MINUTE_S)
    await budget.asks("3")
    refused = await budget.refused("4")
    assert str(refused) == "你今天的 3 次已经用完，0 点（约 12 小时后）恢复。"
    budget.let_pass(DAY_S / 2)
    await budget.asks("4")
    assert (await budget.meter.use_of(1, 1)).requests == 1


async def test_a_refused_request_is_not_counted(budget):
    await budget.asks("1", "2")
    await budget.refused("3")
    assert (await budget.meter.use_of(1, 1)).requests == 2


async def test_each_person_has_a_budget_of_their_own(budget):
    await budget.asks("1", "2")
    await budget.asks("3", person_id=2)


async def test_a_request_that_was_counted_may_go_on_over_the_limit(budget):
    await budget.asks("1", "2", "1", "2")


async def test_a_reached_limit_is_told_once_a_period_and_again_to_a_repeated_attempt(budget):
    await budget.asks("1", "2")
    assert not (await budget.refused("3")).said_before
    assert not (await budget.refused("3")).said_before
    assert (await budget.refused("4")).said_before
    budget.let_pass(MINUTE_S)
    await budget.asks("5")
    assert not (await budget.refused("6")).said_before, "it is the limit of the day"
    assert (await budget.refused("7")).said_before


async def test_the_limit_of_a_chat_is_told_once_for_all_its_members(budget):
    await budget.uses(1500, "a", caller(person_id=None, chat_id=-5))
    first = await budget.refused("1", person_id=1, chat_id=-5)
    assert "这里今天" in str(first)
    assert (await budget.refused("2", person_id=2, chat_id=-5)).said_before


@pytest.mark.parametrize(
    ("user", "sentence"),
    [
        (caller(person_id=1, chat_id=-9), "你今天的模型用量（1,000 token）"),
        (caller(person_id=9, chat_id=1), "这里今天的模型用量（1,500 token）"),
        (caller(person_id=9, chat_id=-9), "机器人今天的模型用量（2,000 token）"),
    ],
    ids=["person", "chat", "bot"],
)
async def test_tokens_count_on_the_person_the_chat_and_the_bot(budget, user, sentence):
    await budget.uses(2000, "a", user)
    assert sentence in str(await budget.refused("1"))


async def test_a_call_may_begin_while_one_token_is_left(budget):
    await budget.uses(999, "a")
    await budget.asks("1")
    await budget.uses(1, "b")
    await budget.refused("1")


async def test_a_call_that_is_reported_twice_counts_once(budget):
    await budget.uses(300, "a")
    await budget.uses(300, "a")
    use = await budget.meter.use_of(1, 1)
    assert (use.tokens, use.chat_tokens, use.bot_tokens) == (300, 300, 300)


async def test_background_work_counts_on_the_chat_and_has_no_limit_of_requests(budget):
    await budget.asks("1", "2", "3", "4", person_id=None)
    await budget.uses(100, "a", caller(person_id=None))
    use = await budget.meter.use_of(1, 1)
    assert (use.requests, use.tokens, use.chat_tokens) == (0, 0, 100)


async def test_what_is_left_is_the_least_of_person_chat_and_bot(budget):
    assert await budget.meter.tokens_left(caller()) == 1000
    await budget.uses(1200, "a", caller(person_id=9))
    assert await budget.meter.tokens_left(caller()) == 300
    assert await budget.meter.tokens_left(caller(person_id=None, chat_id=3)) == 800


async def test_a_check_raises_the_same_and_counts_nothing(budget):
    for _ in range(5):
        await budget.meter.check(caller("1"))
    assert (await budget.meter.use_of(1, 1)).requests == 0
    await budget.asks("1", "2")
    with pytest.raises(ModelBudgetSpent):
        await budget.meter.check(caller("3"))
    await budget.meter.check(caller("2"))


async def test_an_administrators_figure_goes_before_the_limit_of_the_day(budget):
    await budget.meter.set_requests_per_day(1, 1, by=AJIE)
    await budget.asks("1")
    assert "1 次" in str(await budget.refused("2"))
    await budget.meter.set_requests_per_day(1, None, by=AJIE)
    await budget.asks("2")
    assert (await budget.meter.use_of(1, 1)).requests_per_day == 3


async def test_a_person_without_any_request_allowed_is_refused_without_other_limits(unlimited):
    await unlimited.meter.set_requests_per_day(1, 0, by=AJIE)
    await unlimited.refused("1")


async def test_without_limits_everything_may_begin_and_is_counted(unlimited):
    await unlimited.asks(*map(str, range(50)))
    await unlimited.uses(10**7, "a")
    await unlimited.asks("last")
    use = await unlimited.meter.use_of(1, 1)
    assert (use.requests, use.tokens) == (51, 10**7)
    assert await unlimited.meter.tokens_left(caller()) is None


async def test_while_calls_are_paused_none_may_begin(budget):
    assert not await budget.switch.resume(AJIE)
    await budget.switch.pause(AJIE)
    assert await budget.switch.paused_by() == "阿杰"
    for who in (caller(), caller(person_id=None)):
        with pytest.raises(ModelPaused):
            await budget.meter.begin_call(who)
    assert await budget.switch.resume(AJIE)
    await budget.asks("1")
    assert await budget.switch.paused_by() is None


async def test_a_day_begins_at_midnight_of_the_time_zone(budget):
    midnight_s = datetime(2026, 11, 21, 16, tzinfo=UTC).timestamp()
    budget.let_pass(midnight_s - NOON_S - 1)
    await budget.uses(700, "a")
    budget.let_pass(1)
    assert (await budget.meter.use_of(1, 1)).tokens == 0


async def test_the_use_of_today_is_told_by_command_and_model(budget):
    assert await budget.meter.uses() == {}
    for call_id in ("a", "b", "b"):
        await budget.meter.add_tokens(caller(), call_id, 12, ModelUse("ask", "qwen:plus", 10, 2))
    await budget.uses(5, "c")
    assert await budget.meter.uses() == {("ask", "qwen:plus"): CommandUse(2, 20, 4)}
