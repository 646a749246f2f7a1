"""Opens the store: the configured Redis, or the embedded one."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from bot.settings import Settings
from bot.storage.backup.restore import refuse_half_restored
from bot.storage.connection import Redis, check_server, open_redis
from bot.storage.embedded import embedded_redis
from bot.storage.leases.leader_lease import release_all_leases
from bot.storage.owner import claim_store
from bot.storage.schema import migrate


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Redis]:
    """A client of the store, whose data has today's schema and is this bot's; raises StartError.

    A process without a token is no bot of its own: it joins the one that owns the store.
    """
    async with AsyncExitStack() as stack:
        url = settings.redis_url
        if url is None:
            url = await stack.enter_async_context(embedded_redis(settings.redis.data_dir))
        redis = await stack.enter_async_context(open_redis(url))
        await check_server(redis, url)
        await refuse_half_restored(redis)
        if settings.bot_id is not None:
            await claim_store(redis, settings.bot_id)
        await migrate(redis, is_shared=settings.redis_url is not None)
        if settings.redis_url is None:
            await release_all_leases(redis)
        yield redis
