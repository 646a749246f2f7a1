import asyncio
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from bot.errors import StartError, StorageDown
from bot.storage.connection import open_redis
from bot.storage.embedded import embedded_redis, wait_until_loaded
from bot.storage.repair import repair

pytestmark = pytest.mark.slow

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
    """Wait until the process has ended, whether or not its new parent has noticed."""
    while is_running(process_id):
        time.sleep(0.02)


def is_running(process_id: int) -> bool:
    try:
        status = Path(f"/proc/{process_id}/stat").read_text(encoding="ascii")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


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


@pytest.mark.looptime
@pytest.mark.parametrize(
    ("positions", "is_loaded"),
    [
        ([None], True),
        ([1, 1, 2, None], True),
        ([*range(1, 100), None], True),
        ([1, 2, 2, 2, 2, None], False),
    ],
    ids=["at once", "slowly", "for ten minutes", "stuck"],
)
async def test_the_start_waits_as_long_as_loading_goes_on(
    positions: list[int | None], is_loaded: bool
):
    left = iter(positions)

    async def loading() -> int | None:
        await asyncio.sleep(6)
        return next(left)

    assert await wait_until_loaded(loading, lambda: True) is is_loaded


@pytest.mark.looptime
async def test_a_server_that_does_not_answer_or_ends_is_not_waited_for():
    async def silent() -> int | None:
        await asyncio.sleep(3600)
        return None

    async def refused() -> int | None:
        raise ConnectionRefusedError

    now = asyncio.get_running_loop().time
    assert not await wait_until_loaded(silent, lambda: True)
    assert 20 <= now() < 21
    assert not await wait_until_loaded(refused, lambda: now() < 25)
    assert 25 <= now() < 26


async def test_damaged_data_is_refused_with_its_repair_which_keeps_what_came_before(tmp_path):
    async with embedded_redis(tmp_path) as url, open_redis(url) as redis:
        for number in range(50):
            await redis.set(f"key{number}", "值" * 20)
    [aof] = (tmp_path / "appendonlydir").glob("*.incr.aof")
    whole = aof.read_bytes()
    half = len(whole) // 2
    aof.write_bytes(whole[:half] + b"\0" * 40 + whole[half + 40 :])
    with pytest.raises(StartError, match=r"is damaged: `python -m bot\.storage\.repair .*docs"):
        async with embedded_redis(tmp_path):
            pass

    copy = repair(tmp_path)
    assert (copy / aof.name).read_bytes()[:half] == whole[:half]
    async with embedded_redis(tmp_path) as url, open_redis(url) as redis:
        assert 10 < await redis.dbsize() < 30
        assert await redis.get("key9") == "值" * 20


async def test_an_end_that_was_cut_off_needs_no_repair(tmp_path):
    async with embedded_redis(tmp_path) as url, open_redis(url) as redis:
        await redis.mset({"one": "1", "two": "2"})
        await redis.set("three", "3")
    [aof] = (tmp_path / "appendonlydir").glob("*.incr.aof")
    aof.write_bytes(aof.read_bytes()[:-5])
    async with embedded_redis(tmp_path) as url, open_redis(url) as redis:
        assert await redis.dbsize() == 2


def test_where_there_is_nothing_to_repair_a_sentence_says_so(tmp_path):
    with pytest.raises(StartError, match="no append-only file"):
        repair(tmp_path)


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
