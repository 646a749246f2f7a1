"""The playground's data lies in a folder of its own; that of earlier versions is moved there once."""

from pathlib import Path

import pytest

from bot.playground.data_folder import playground_folder
from bot.playground.server.initial_state import BOT_ID, initial_state
from bot.playground.server.snapshot import Snapshot
from bot.storage.connection import open_redis
from bot.storage.embedded import embedded_redis
from bot.storage.owner import claim_store

pytestmark = pytest.mark.slow


async def make_data(data_dir: Path, *, owner: int | None = None) -> None:
    """What an earlier version left: a store, which `owner` may have claimed since, and a snapshot."""
    async with embedded_redis(data_dir) as url, open_redis(url) as redis:
        await redis.set("webhook:secret", "s")
        if owner is not None:
            await claim_store(redis, owner)
    Snapshot(data_dir / "playground.json").save(initial_state())


async def stored(folder: Path) -> str | None:
    async with embedded_redis(folder) as url, open_redis(url) as redis:
        secret = await redis.get("webhook:secret")
        return None if secret is None else str(secret)


async def test_a_new_playground_has_an_empty_folder_below_the_bots(tmp_path):
    folder = await playground_folder(tmp_path / "data")
    assert folder == tmp_path / "data" / "playground"
    assert list(folder.iterdir()) == []


async def test_what_an_earlier_version_kept_is_moved_once(tmp_path):
    await make_data(tmp_path)
    folder = await playground_folder(tmp_path)
    assert not (tmp_path / "appendonlydir").exists()
    assert not (tmp_path / "playground.json").exists()
    assert {path.name for path in folder.iterdir()} == {
        *("appendonlydir", "playground.files", "playground.json"),
    }
    await make_data(tmp_path)
    assert await playground_folder(tmp_path) == folder
    assert (tmp_path / "appendonlydir").exists(), "a bot of an earlier version ran here since"
    assert await stored(folder) == "s"


async def test_the_store_that_the_playground_has_claimed_is_moved(tmp_path):
    await make_data(tmp_path, owner=BOT_ID)
    assert await stored(await playground_folder(tmp_path)) == "s"


async def test_the_store_of_a_bot_with_a_token_stays_where_it_is(tmp_path):
    await make_data(tmp_path, owner=123)
    folder = await playground_folder(tmp_path)
    assert {path.name for path in folder.iterdir()} == {"playground.files", "playground.json"}
    assert await stored(tmp_path) == "s"


async def test_a_store_that_a_bot_is_running_on_stays_where_it_is(tmp_path):
    await make_data(tmp_path)
    async with embedded_redis(tmp_path):
        folder = await playground_folder(tmp_path)
    assert not (folder / "appendonlydir").exists()
    assert await stored(tmp_path) == "s"
