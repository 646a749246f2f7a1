from bot.storage.connection import Redis
from bot.storage.webhook_secret import shared_secret


async def test_every_replica_reads_the_secret_that_the_first_one_made(redis: Redis):
    first = await shared_secret(redis)
    assert len(first) >= 32
    assert await shared_secret(redis) == first
