import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.models.flood import FloodLimits
from bot.storage import keys
from bot.storage.connection import Redis, open_redis
from bot.storage.flood.flood_budget import LocalFloodBudget, RedisFloodBudget

LIMITS = FloodLimits()
PERSON, GROUP = 42, -100
WIDE = FloodLimits(private_burst=1000, private_per_s=1000)


async def now_ms(redis: Redis) -> int:
    seconds, micros = await redis.time()
    return seconds * 1000 + micros // 1000


async def let_pass(redis: Redis, seconds: float) -> None:
    """Move everything that the budget remembers into the past."""
    for key in await redis.keys("{flood}:*"):
        if await redis.type(key) == "list":
            calls = [int(call) - int(seconds * 1000) for call in await redis.lrange(key, 0, -1)]
            await redis.delete(key)
            await redis.rpush(key, *calls)
            continue
        for name in {"at", "blocked", "slow"} & set(await redis.hkeys(key)):
            await redis.hincrby(key, name, -int(seconds * 1000))


async def granted(
    budget: RedisFloodBudget | LocalFloodBudget, chat_id: int, *, cosmetic: bool
) -> int:
    """How many calls go through at once, of 30 that are tried."""
    waits = [await budget.take(chat_id, cosmetic=cosmetic) for _ in range(30)]
    return sum(wait == 0 for wait in waits)


async def test_a_private_chat_takes_its_burst_and_then_a_call_a_second(redis):
    budget = RedisFloodBudget(redis, LIMITS)
    assert await granted(budget, PERSON, cosmetic=False) == 4
    assert 0.5 < await budget.take(PERSON, cosmetic=False) <= 1
    await let_pass(redis, 2)
    assert await granted(budget, PERSON, cosmetic=False) == 2


async def test_cosmetic_calls_leave_the_durable_ones_their_reserve(redis):
    budget = RedisFloodBudget(redis, LIMITS)
    assert await granted(budget, PERSON, cosmetic=True) == 3
    assert await budget.take(PERSON, cosmetic=False) == 0
    await let_pass(redis, 1)
    assert await granted(budget, GROUP, cosmetic=True) == 4
    await let_pass(redis, 1)
    assert [await budget.take(GROUP, cosmetic=False) for _ in range(4)] == [0] * 4


async def test_no_minute_of_a_group_sees_more_than_its_twenty_calls(redis):
    budget = RedisFloodBudget(redis, LIMITS)
    count = 0
    for _ in range(19):
        count += await granted(budget, GROUP, cosmetic=False)
        await let_pass(redis, 3)
    assert count == 20
    await let_pass(redis, 3)
    assert await granted(budget, GROUP, cosmetic=False) > 0


async def test_cosmetic_calls_have_sixteen_of_a_groups_twenty(redis):
    budget = RedisFloodBudget(redis, LIMITS)
    count = 0
    for _ in range(18):
        count += await granted(budget, GROUP, cosmetic=True)
        await let_pass(redis, 3)
    assert count == 16
    assert await budget.take(GROUP, cosmetic=False) == 0


@pytest.mark.parametrize("chat_id", [PERSON, GROUP])
async def test_pauses_begin_short_and_end_at_the_rate_alike_in_redis_and_in_process(redis, chat_id):
    now = [0.0]
    shared, alone = RedisFloodBudget(redis, LIMITS), LocalFloodBudget(LIMITS, clock=lambda: now[0])
    pauses = []
    for _ in range(12):
        assert await shared.take(chat_id, cosmetic=True) == 0
        assert await alone.take(chat_id, cosmetic=True) == 0
        assert shared.pause_s(chat_id) == pytest.approx(alone.pause_s(chat_id), abs=0.05)
        pauses.append(alone.pause_s(chat_id))
        now[0] += pauses[-1] + 0.05
        await let_pass(redis, pauses[-1] + 0.05)
    assert pauses == sorted(pauses)
    assert pauses[0] < 0.8 / LIMITS.of(chat_id).per_s < pauses[-1]


async def test_after_a_refusal_the_pause_is_the_wait(redis):
    budget = RedisFloodBudget(redis, LIMITS)
    await budget.penalise(PERSON, 30)
    wait_s = await budget.take(PERSON, cosmetic=True)
    assert budget.pause_s(PERSON) == wait_s


async def test_a_429_blocks_its_own_chat_for_all_replicas_and_no_other(redis):
    one, other = RedisFloodBudget(redis, LIMITS), RedisFloodBudget(redis, LIMITS)
    await one.penalise(PERSON, 30)
    assert 29 < await other.take(PERSON, cosmetic=False) <= 30
    assert 29 < await other.take(PERSON, cosmetic=True) <= 30
    assert await other.take(GROUP, cosmetic=False) == 0


async def test_a_shorter_429_does_not_open_the_gate_of_a_longer_one(redis):
    budget = RedisFloodBudget(redis, LIMITS)
    await budget.penalise(PERSON, 30)
    await budget.penalise(PERSON, 1)
    assert await budget.take(PERSON, cosmetic=False) > 29


async def test_after_a_429_one_call_goes_and_the_next_at_half_the_rate(redis):
    budget = RedisFloodBudget(redis, LIMITS)
    await budget.penalise(PERSON, 30)
    await let_pass(redis, 30.1)
    assert await budget.take(PERSON, cosmetic=False) == 0
    assert 1.5 < await budget.take(PERSON, cosmetic=False) <= 2
    await let_pass(redis, 61)
    assert await granted(budget, PERSON, cosmetic=False) == 4


async def test_all_chats_together_stay_below_the_overall_limit(redis):
    budget = RedisFloodBudget(redis, FloodLimits(overall_per_s=1))
    assert [await budget.take(chat, cosmetic=False) == 0 for chat in range(1, 6)].count(True) == 2
    assert await redis.exists(keys.flood("overall"))


async def test_without_redis_the_process_counts_alone():
    async with open_redis("redis://127.0.0.1:1") as nowhere:
        budget = RedisFloodBudget(nowhere, LIMITS)
        assert [await budget.take(PERSON, cosmetic=False) == 0 for _ in range(5)].count(True) == 4
        await budget.penalise(GROUP, 30)
        assert await budget.take(GROUP, cosmetic=False) > 29


@pytest.mark.looptime
async def test_without_limits_only_a_429_makes_a_chat_wait():
    budget = LocalFloodBudget(None)
    assert await granted(budget, GROUP, cosmetic=True) == 30
    await budget.penalise(GROUP, 5)
    assert await budget.take(GROUP, cosmetic=False) == 5
    await asyncio.sleep(5)
    assert await granted(budget, GROUP, cosmetic=True) == 30


steps = st.lists(st.tuples(st.floats(0, 5), st.booleans()), max_size=150)


@settings(max_examples=60, deadline=None)
@given(steps=steps, chat_id=st.sampled_from([PERSON, GROUP]))
def test_any_minute_keeps_its_limit_and_an_exact_wait_is_enough(steps, chat_id):
    now = [0.0]
    budget = LocalFloodBudget(LIMITS, clock=lambda: now[0])
    calls: list[float] = []

    async def play() -> None:
        for pause_s, cosmetic in steps:
            now[0] += pause_s
            wait_s = await budget.take(chat_id, cosmetic=cosmetic)
            if wait_s and not cosmetic:
                now[0] += wait_s + 1e-6
                wait_s = await budget.take(chat_id, cosmetic=False)
                assert wait_s == 0
            if wait_s == 0:
                calls.append(now[0])

    asyncio.run(play())
    most = 64 if chat_id == PERSON else 20
    assert all(sum(at - 60 < call <= at for call in calls) <= most for at in calls)
