import pytest

from bot.errors import StorageDown
from bot.storage.connection import Redis, open_redis


async def test_what_is_written_can_be_read(redis: Redis):
    await redis.set("greeting", "你好")
    assert await redis.get("greeting") == "你好"


async def test_an_unreachable_server_is_storage_down():
    async with open_redis("unix:///nowhere.sock") as nowhere:
        with pytest.raises(StorageDown):
            await nowhere.get("greeting")
        pipeline = nowhere.pipeline()
        pipeline.set("greeting", "hello")
        with pytest.raises(StorageDown):
            await pipeline.execute()
