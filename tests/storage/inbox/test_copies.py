"""An update behind Sentinel, where the server refuses writes without a copy."""

from collections.abc import AsyncIterator

import pytest

from bot.errors import NotCopied
from bot.models.inbox import IncomingUpdate
from bot.storage.connection import open_redis
from bot.storage.inbox.partitions import open_inbox
from tests.fakes.sentinel import SentinelServers


@pytest.fixture
async def servers(tmp_path) -> AsyncIterator[SentinelServers]:
    options = ("--min-replicas-to-write", "1")
    async with SentinelServers(tmp_path, options=options).running() as servers:
        yield servers


@pytest.mark.slow
async def test_an_update_that_no_copy_has_is_not_stored_yet(servers):
    async with open_redis(servers.url) as redis:
        inbox = await open_inbox(redis, lease_ms=60_000)
        assert await inbox.put([IncomingUpdate(1, "{}", "1")]) == 1
        with servers.paused_replicas(), pytest.raises(NotCopied):
            await inbox.put([IncomingUpdate(2, "{}", "1")])
        assert await inbox.put([IncomingUpdate(2, "{}", "1")]) == 2
