"""Sentinel, with a real primary, replica and sentinel."""

from collections.abc import AsyncIterator

import pytest

from bot.errors import StorageDown
from bot.storage.connection import check_server, open_redis
from bot.storage.sentinel import SentinelAddress, parse_address
from tests.fakes.sentinel import SentinelServers, until_true


@pytest.mark.parametrize(
    ("url", "address"),
    [
        (
            "redis+sentinel://one:26379,two:26380/mymaster",
            SentinelAddress((("one", 26379), ("two", 26380)), "mymaster"),
        ),
        (
            "rediss+sentinel://ann:p%40ss@one/mymaster/3?sentinel_password=s",
            SentinelAddress((("one", 26379),), "mymaster", 3, "ann", "p@ss", "s", tls=True),
        ),
    ],
)
def test_a_sentinel_url_is_read(url, address):
    assert parse_address(url) == address


@pytest.fixture
async def servers(tmp_path) -> AsyncIterator[SentinelServers]:
    async with SentinelServers(tmp_path).running() as servers:
        yield servers


@pytest.mark.slow
async def test_after_the_primary_dies_the_same_client_uses_the_replica(servers):
    async with open_redis(servers.url) as redis:

        async def writes() -> bool:
            try:
                return bool(await redis.set("word", "意气风发"))
            except StorageDown:
                return False

        await check_server(redis, servers.url)
        assert await redis.set("word", "一心一意")
        await redis.wait(1, 5000)
        await servers.kill_primary()
        await until_true(writes)
        assert await redis.get("word") == "意气风发"
