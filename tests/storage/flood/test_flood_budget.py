"""One suite for both budgets, which must decide alike; then what each has of its own."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.models.flood import FloodLimits
from bot.storage import keys
from bot.storage.connection import Redis, open_redis
from bot.storage.flood.flood_budget import RedisFloodBudget
from bot.storage.flood.local_flood_budget import LocalFloodBudget

LIMITS = FloodLimits()
ROUNDING_S = 1e-6  # what adding seconds as floats may leave of a wait
PERSON, GROUP = 42, -100
MakeBudget = Callable[[FloodLimits], LocalFloodBudget]


class Clock:
    """Seconds that pass only when a test says so."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s

    def advance(self, seconds: float) -> None:
        self.now_s += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["in this process", "in Redis"])
def budget_of(request, clock, redis: Redis) -> MakeBudget:
    if request.param == "in this process":
        return lambda limits: LocalFloodBudget(limits, clock)
    return lambda limits: RedisFloodBudget(redis, limits, clock)


@pytest.fixture
def budget(budget_of: MakeBudget) -> LocalFloodBudget:
    return budget_of(LIMITS)


async def granted(
    budget: LocalFloodBudget, chats: Iterable[int], *, cosmetic: bool = False, sign: bool = False
) -> int:
    """How many of these calls go through at once."""
    waits = [await budget.take(chat_id, cosmetic=cosmetic, sign=sign) for chat_id in chats]
    return waits.count(0)


async def test_a_private_chat_takes_its_burst_and_then_a_call_a_second(budget, clock):
    assert await granted(budget, [PERSON] * 9) == 4
    assert await budget.take(PERSON, cosmetic=False) == pytest.approx(1)
    clock.advance(2)
    assert await granted(budget, [PERSON] * 9) == 2


async def test_signs_leave_six_calls_of_a_minute_and_half_of_the_overall_ones(budget, clock):
    assert await granted(budget, [GROUP] * 25, cosmetic=True, sign=True) == 14
    clock.advance(60)
    assert await granted(budget, [PERSON] * 9, cosmetic=True, sign=True) == 2
    clock.advance(60)
    assert await granted(budget, range(1, 40), cosmetic=True, sign=True) == 15


async def test_signs_of_small_limits_are_never_made(budget_of):
    small = budget_of(FloodLimits(group_per_min=6, private_burst=2))
    assert await granted(small, [GROUP, PERSON], cosmetic=True, sign=True) == 0
    slow = budget_of(FloodLimits(private_per_s=0.03, private_burst=4))
    assert await granted(slow, [PERSON + 1], cosmetic=True, sign=True) == 0


async def test_a_sign_that_is_dropped_makes_no_edit_wait(budget):
    with budget.growing(GROUP):
        await granted(budget, [GROUP] * 14, cosmetic=True)
        pause_s = budget.pause_s(GROUP)
        assert await granted(budget, [GROUP], cosmetic=True, sign=True) == 0
        assert budget.pause_s(GROUP) == pause_s


async def test_a_group_takes_the_calls_of_a_minute_at_once_and_no_minute_has_more(budget, clock):
    assert await granted(budget, [GROUP] * 25) == 20
    assert await budget.take(GROUP, cosmetic=False) == pytest.approx(60)
    clock.advance(59)
    assert await granted(budget, [GROUP]) == 0
    clock.advance(1)
    assert await granted(budget, [GROUP] * 25) == 20


async def test_cosmetic_calls_leave_the_durable_ones_their_reserve(budget):
    assert await granted(budget, [PERSON] * 9, cosmetic=True) == 3
    assert await granted(budget, [PERSON] * 9) == 1
    assert await granted(budget, [GROUP] * 25, cosmetic=True) == 16
    assert await granted(budget, [GROUP] * 25) == 4


async def test_a_call_is_kept_for_the_end_of_every_growing_message(budget):
    with ExitStack() as growing:
        for _ in range(8):
            growing.enter_context(budget.growing(GROUP))
        assert await granted(budget, [GROUP] * 25, cosmetic=True) == 12
        assert await granted(budget, [GROUP] * 25) == 8


async def test_no_second_has_more_than_the_overall_calls(budget, clock):
    calls: list[float] = []
    for chat_id in range(1, 400):
        if await budget.take(chat_id, cosmetic=False) == 0:
            calls.append(clock())
        clock.advance(0.01)
    assert max(sum(at - 0.999 < call <= at for call in calls) for at in calls) == 30
    assert len(calls) > 27 * 3.99


async def test_cosmetic_calls_leave_a_tenth_of_the_overall_calls(budget):
    assert await granted(budget, range(1, 40), cosmetic=True) == 27
    assert await granted(budget, range(1, 40)) == 3


@pytest.mark.parametrize("per_s", [0.5, 1])
async def test_a_low_overall_limit_lets_one_call_through_at_a_time(budget_of, clock, per_s):
    budget = budget_of(FloodLimits(overall_per_s=per_s))
    assert await granted(budget, range(1, 6)) == 1
    clock.advance(1 / per_s + 0.05)
    assert await granted(budget, range(1, 6), cosmetic=True) == 1


async def test_a_429_blocks_its_own_chat_and_no_other(budget):
    await budget.penalise(PERSON, 30)
    assert await budget.take(PERSON, cosmetic=False) == pytest.approx(30)
    assert await budget.take(PERSON, cosmetic=True) == pytest.approx(30)
    assert await budget.take(GROUP, cosmetic=False) == 0


async def test_a_shorter_429_does_not_shorten_a_longer_one(budget):
    await budget.penalise(PERSON, 30)
    await budget.penalise(PERSON, 1)
    assert await budget.take(PERSON, cosmetic=False) == pytest.approx(30)


@pytest.mark.parametrize(("chat_id", "normal_s"), [(PERSON, 1), (GROUP, 3)])
async def test_after_a_429_one_call_goes_and_the_next_at_half_the_rate(
    budget, clock, chat_id, normal_s
):
    assert await granted(budget, [chat_id])
    await budget.penalise(chat_id, 30)
    clock.advance(30)
    assert await granted(budget, [chat_id])
    assert await budget.take(chat_id, cosmetic=False) == pytest.approx(2 * normal_s, abs=0.01)
    clock.advance(61)
    assert await granted(budget, [chat_id] * 3) == 3


@pytest.mark.parametrize("chat_id", [PERSON, GROUP])
async def test_pauses_begin_short_and_grow(budget, clock, chat_id):
    pauses = []
    with budget.growing(chat_id):
        await budget.take(chat_id, cosmetic=False)
        for _ in range(10):
            pauses.append(budget.pause_s(chat_id))
            clock.advance(pauses[-1] + 0.05)
            assert await budget.take(chat_id, cosmetic=True) == 0
    assert pauses[0] < 0.7 / LIMITS.of(chat_id).per_s
    assert all(later >= earlier - 0.01 for earlier, later in pairwise(pauses))


async def test_messages_that_grow_at_once_in_a_chat_pause_longer(budget):
    with budget.growing(GROUP):
        await budget.take(GROUP, cosmetic=True)
        alone_s = budget.pause_s(GROUP)
        with budget.growing(GROUP):
            assert budget.pause_s(GROUP) > alone_s


async def test_many_growing_messages_share_the_overall_limit(budget):
    with ExitStack() as growing:
        for chat_id in range(1, 61):
            growing.enter_context(budget.growing(chat_id))
        await budget.take(1, cosmetic=True)
        assert budget.pause_s(1) == pytest.approx(60 * 1.1 / 27)
    assert budget.pause_s(1) == 0


async def test_after_a_refusal_the_pause_is_the_wait(budget):
    with budget.growing(PERSON):
        await budget.penalise(PERSON, 30)
        await budget.take(PERSON, cosmetic=True)
        assert budget.pause_s(PERSON) == pytest.approx(30)


steps = st.lists(
    st.tuples(st.integers(0, 5000), st.booleans(), st.sampled_from([PERSON, GROUP, GROUP - 1])),
    max_size=120,
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(steps=steps, penalties=st.sets(st.integers(0, 120), max_size=2))
def test_both_budgets_decide_alike_and_an_exact_wait_is_enough(redis_url, steps, penalties):
    async def play() -> None:
        async with open_redis(redis_url) as redis:
            await redis.flushall()
            clock = Clock()
            shared, alone = RedisFloodBudget(redis, LIMITS, clock), LocalFloodBudget(LIMITS, clock)
            for nth, (pause_ms, cosmetic, chat_id) in enumerate(steps):
                clock.advance(pause_ms / 1000)
                wait_s = await shared.take(chat_id, cosmetic=cosmetic)
                assert await alone.take(chat_id, cosmetic=cosmetic) == pytest.approx(
                    wait_s, abs=0.002
                )
                if wait_s and not cosmetic:
                    clock.advance(wait_s + ROUNDING_S)
                    assert await shared.take(chat_id, cosmetic=False) == 0
                    assert await alone.take(chat_id, cosmetic=False) == 0
                if nth in penalties:
                    await shared.penalise(chat_id, 2)
                    await alone.penalise(chat_id, 2)

    asyncio.run(play())


async def test_replicas_share_what_is_left_and_what_is_blocked(redis):
    one, other = RedisFloodBudget(redis, LIMITS), RedisFloodBudget(redis, LIMITS)
    assert await granted(one, [PERSON] * 3) == 3
    assert await granted(other, [PERSON] * 3) == 1
    await one.penalise(GROUP, 30)
    assert 29 < await other.take(GROUP, cosmetic=False) <= 30


async def test_values_of_an_older_form_are_replaced(redis):
    await redis.hset(keys.flood_chat(PERSON), "tokens", 3)
    await redis.hset(keys.FLOOD_OVERALL, "tokens", 3)
    assert await granted(RedisFloodBudget(redis, LIMITS), [PERSON]) == 1


async def test_keys_expire_but_not_before_a_block_has_ended(redis):
    budget = RedisFloodBudget(redis, LIMITS)
    await budget.take(PERSON, cosmetic=False)
    await budget.penalise(GROUP, 7200)
    assert 0 < await redis.ttl(keys.flood_chat(PERSON)) <= 180
    assert 0 < await redis.ttl(keys.FLOOD_OVERALL) <= 180
    assert await redis.ttl(keys.flood_chat(GROUP)) > 7200


@pytest.mark.parametrize("chat_id", [PERSON, GROUP])
async def test_a_call_costs_five_redis_commands(redis, chat_id):
    budget = RedisFloodBudget(redis, LIMITS)
    await budget.take(chat_id, cosmetic=False)  # loads the script
    await redis.config_resetstat()
    await budget.take(chat_id, cosmetic=False)
    stats = await redis.info("commandstats")
    count = sum(stat["calls"] for name, stat in stats.items() if "config" not in name)
    assert count == 5


async def test_without_redis_the_process_counts_alone():
    async with open_redis("redis://127.0.0.1:1") as nowhere:
        budget = RedisFloodBudget(nowhere, LIMITS)
        assert await granted(budget, [PERSON] * 5) == 4
        await budget.penalise(GROUP, 30)
        assert await budget.take(GROUP, cosmetic=False) > 29


@pytest.mark.looptime
async def test_without_limits_only_a_429_makes_a_chat_wait():
    budget = LocalFloodBudget(None)
    with budget.growing(GROUP):
        assert await granted(budget, [GROUP] * 30, cosmetic=True) == 30
        assert budget.pause_s(GROUP) == 0
    await budget.penalise(GROUP, 5)
    assert await budget.take(GROUP, cosmetic=False) == 5
    await asyncio.sleep(5)
    assert await granted(budget, [GROUP] * 30, cosmetic=True) == 30


async def test_an_album_counts_as_many_calls_as_it_has_items(budget, clock):
    assert [await budget.take(GROUP, cosmetic=False, count=10) for _ in range(2)] == [0, 0]
    assert await budget.take(GROUP, cosmetic=False) > 0
    # A private chat never has room for ten at once: what follows waits for them.
    clock.advance(60)
    assert await budget.take(PERSON, cosmetic=False, count=10) == 0
    assert await budget.take(PERSON, cosmetic=False) == pytest.approx(7, abs=0.01)
    clock.advance(7)
    assert await budget.take(PERSON, cosmetic=False) == 0
