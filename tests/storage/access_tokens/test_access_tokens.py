"""Access tokens in Redis, beyond what tests/contracts/test_access_token_store.py asks."""

from bot.storage import keys
from bot.storage.access_tokens.access_tokens import RedisAccessTokens
from bot.storage.connection import Redis


async def test_a_token_is_kept_for_its_time(redis: Redis):
    await RedisAccessTokens(redis).put("baidu", "t1", 100)
    assert 90 < await redis.ttl(keys.access_token("baidu")) <= 100


async def test_a_process_that_dies_while_it_fetches_holds_up_the_others_for_a_while_only(
    redis: Redis,
):
    await RedisAccessTokens(redis).may_fetch("baidu", 15)
    assert 0 < await redis.ttl(keys.access_token("baidu", "fetch")) <= 15
