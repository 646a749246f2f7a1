import asyncio
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from bot.errors import StartError, StorageDown
from bot.storage.connection import open_redis
from bot.storage.embedded import embedded_redis

OWNER = """
import asyncio, sys
from pathlib import Path
from bot.storage.connection import open_redis
from bot.storage.embedded import embedded_redis

async def main():
    async with embedded_redis(Path(sys.argv[1])) as url, open_redis(url) as redis:
        number = 0
        while True:
            number += 1
            await redis.set("acknowledged", number)
            print(number, (await redis.info("server"))["process_id"], flush=True)

asyncio.run(main())
"""


def gone(process_id: int) -> None:
    """Wait until the process has ended."""
    while Path(f"/proc/{process_id}").exists():
        time.sleep(0.02)


async def test_what_was_written_is_there_at_the_next_start(tmp_path):
    async with embedded_redis(tmp_path) as url, open_redis(url) as redis:
        await redis.set("greeting", "你好")
        assert (await redis.config_get("maxmemory-policy"))["maxmemory-policy"] == "noeviction"
    async with embedded_redis(tmp_path) as url, open_redis(url) as redis:
        assert await redis.get("greeting") == "你好"


async def test_every_write_is_on_disk_before_it_is_acknowledged(tmp_path):
    async with embedded_redis(tmp_path) as url, open_redis(url) as redis:
        settings = await redis.config_get("append*")
    assert (settings["appendonly"], settings["appendfsync"]) == ("yes", "always")


async def test_a_folder_has_one_owner(tmp_path):
    async with embedded_redis(tmp_path):
        with pytest.raises(StartError, match="Another bot"):
            async with embedded_redis(tmp_path):
                pass


async def test_a_folder_with_a_long_name_works_too(tmp_path):
    async with embedded_redis(tmp_path / ("深" * 40)) as url, open_redis(url) as redis:
        assert await redis.ping()


async def test_a_server_that_dies_is_started_again_with_its_data(tmp_path):
    async with embedded_redis(tmp_path) as url, open_redis(url) as redis:
        await redis.set("greeting", "你好")
        os.kill((await redis.info("server"))["process_id"], signal.SIGKILL)
        for _ in range(200):
            try:
                assert await redis.get("greeting") == "你好"
                break
            except StorageDown:
                await asyncio.sleep(0.02)
        else:
            pytest.fail("it did not come back")


@pytest.mark.slow
async def test_killing_the_owner_ends_the_server_and_loses_nothing_acknowledged(tmp_path):
    owner = await asyncio.create_subprocess_exec(
        sys.executable, "-c", OWNER, str(tmp_path),
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert owner.stdout is not None
    for _ in range(20):
        number, server_id = map(int, (await owner.stdout.readline()).split())
    owner.kill()
    await owner.wait()
    await asyncio.to_thread(gone, server_id)
    async with embedded_redis(tmp_path) as url, open_redis(url) as redis:
        assert int(await redis.get("acknowledged") or 0) >= number
