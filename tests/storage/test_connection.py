import asyncio

import pytest

from bot.errors import StartError, StorageDown
from bot.storage.connection import Redis, check_server, open_redis
from bot.storage.scripts import load_script


async def test_what_is_written_can_be_read(redis: Redis):
    await redis.set("cache:greeting", "你好")
    assert await redis.get("cache:greeting") == "你好"


async def test_an_unreachable_server_is_storage_down():
    async with open_redis("unix:///nowhere.sock") as nowhere:
        with pytest.raises(StorageDown):
            await nowhere.get("cache:greeting")
        pipeline = nowhere.pipeline()
        pipeline.set("cache:greeting", "hello")
        with pytest.raises(StorageDown):
            await pipeline.execute()


async def test_more_commands_than_connections_wait_for_one(redis: Redis):
    await redis.set("cache:greeting", "你好")
    answers = await asyncio.gather(*(redis.get("cache:greeting") for _ in range(1000)))
    assert set(answers) == {"你好"}


@pytest.mark.parametrize("setting", ["maxmemory", "min-replicas-to-write"])
async def test_a_server_that_accepts_no_writes_is_storage_down(redis: Redis, setting: str):
    await redis.config_set(setting, 1)
    try:
        with pytest.raises(StorageDown):
            await redis.set("cache:greeting", "你好")
        pipeline = redis.pipeline(transaction=False)
        pipeline.set("cache:greeting", "hello")
        with pytest.raises(StorageDown):
            await pipeline.execute()
        with pytest.raises(StorageDown):
            await load_script(redis, "leases/hold.lua")(["leader:full"], ["me", 1000])
    finally:
        await redis.config_set(setting, 0)


@pytest.mark.parametrize(
    "url",
    [
        "redis+sentinel://one:26379",
        "localhost:6379",
        "redis+cluster://one:6379/3",
        "redis+cluster://one:two",
        "redis+cluster://",
    ],
)
async def test_an_address_of_another_form_is_a_start_error(url):
    with pytest.raises(StartError, match="redis://"):
        async with open_redis(url):
            pass


async def test_a_server_that_may_forget_is_warned_of(redis: Redis, redis_url, caplog):
    await redis.config_set("maxmemory-policy", "allkeys-lru")
    await check_server(redis, redis_url)
    await redis.config_set("maxmemory-policy", "noeviction")
    assert "noeviction" in caplog.text


async def test_an_absent_server_is_a_start_error_without_its_password():
    url = "redis://user:secret@127.0.0.1:1/0"
    async with open_redis(url) as nowhere:
        with pytest.raises(StartError) as told:
            await check_server(nowhere, url)
    assert "127.0.0.1:1" in str(told.value)
    assert "secret" not in str(told.value)
