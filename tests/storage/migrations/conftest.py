"""Data of version 0, without the watch on keys: those of version 0 are in no table any more."""

from collections.abc import AsyncIterator

import pytest

from bot.storage.connection import Redis, open_redis
from tests.storage.migrations.test_v1 import restore


@pytest.fixture
async def redis_of_version_0(redis_url: str) -> AsyncIterator[Redis]:
    async with open_redis(redis_url) as client:
        await client.flushall()
        await restore(client)
        yield client
