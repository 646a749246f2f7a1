"""Access tokens that a fleet shares, in a real Redis."""

import pytest

from bot.storage.access_tokens.access_tokens import RedisAccessTokens
from bot.storage.connection import Redis


@pytest.fixture
def tokens(redis: Redis) -> RedisAccessTokens:
    return RedisAccessTokens(redis)


async def test_a_token_is_kept_for_its_time(tokens, redis):
    assert await tokens.get("baidu") is None
    await tokens.put("baidu", "t1", 100)
    assert await tokens.get("baidu") == "t1"
    assert await tokens.get("other") is None
    assert 90 < await redis.ttl("access_token:{baidu}") <= 100


async def test_a_refused_token_is_dropped_but_not_its_successor(tokens):
    await tokens.put("baidu", "t1", 100)
    await tokens.drop("baidu", "t0")
    assert await tokens.get("baidu") == "t1"
    await tokens.drop("baidu", "t1")
    assert await tokens.get("baidu") is None


async def test_one_of_the_fleet_fetches_until_there_is_a_token(tokens, redis):
    other = RedisAccessTokens(redis)
    assert await tokens.may_fetch("baidu", 15)
    assert not await other.may_fetch("baidu", 15)
    await tokens.put("baidu", "t1", 100)
    assert await other.may_fetch("baidu", 15)


async def test_who_dies_fetching_holds_the_others_up_for_a_while_only(tokens, redis):
    await tokens.may_fetch("baidu", 15)
    assert 0 < await redis.ttl("access_token:{baidu}:fetch") <= 15
