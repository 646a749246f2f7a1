"""What every `AccessTokenStore` must do: the fake of the tests and the one in Redis."""

import pytest

from bot.ports.posts import AccessTokenStore
from bot.storage.access_tokens.access_tokens import RedisAccessTokens
from bot.storage.connection import Redis
from tests.fakes.posts import FakeTokens


@pytest.fixture(params=["fake", "redis"])
def tokens(request: pytest.FixtureRequest, redis: Redis) -> AccessTokenStore:
    return FakeTokens() if request.param == "fake" else RedisAccessTokens(redis)


async def test_a_token_is_found_by_its_name(tokens: AccessTokenStore):
    assert await tokens.get("baidu") is None
    await tokens.put("baidu", "t1", 100)
    assert await tokens.get("baidu") == "t1"
    assert await tokens.get("other") is None


async def test_a_refused_token_is_dropped_unless_it_was_replaced(tokens: AccessTokenStore):
    await tokens.put("baidu", "t1", 100)
    await tokens.drop("baidu", "t0")
    assert await tokens.get("baidu") == "t1"
    await tokens.drop("baidu", "t1")
    assert await tokens.get("baidu") is None


async def test_one_caller_fetches_until_there_is_a_token(tokens: AccessTokenStore):
    assert await tokens.may_fetch("baidu", 15)
    assert not await tokens.may_fetch("baidu", 15)
    await tokens.put("baidu", "t1", 100)
    assert await tokens.may_fetch("baidu", 15)
