import stat
from pathlib import Path

import pytest

from bot.errors import StartError
from bot.storage.connection import open_redis
from bot.storage.data_folder import make_private, owned_folder
from bot.storage.embedded import embedded_redis


def modes(folder: Path) -> dict[str, int]:
    """The permissions of a folder and of all in it."""
    found = [folder, *folder.rglob("*")]
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in found}


async def test_nobody_else_can_read_what_the_embedded_server_writes(tmp_path):
    folder = tmp_path / "data"
    async with embedded_redis(folder) as url, open_redis(url) as redis:
        await redis.set("greeting", "你好")
        found = modes(folder)
    assert {"valkey.log", "owner.lock", "appendonlydir"} < set(found)
    assert [name for name, mode in found.items() if mode & 0o077] == []


async def test_a_folder_of_an_earlier_version_becomes_private(tmp_path):
    aof = tmp_path / "appendonlydir"
    aof.mkdir()
    ours = [tmp_path / "playground.json", aof / "appendonly.aof.manifest", tmp_path / "valkey.log"]
    others = tmp_path / "notes.txt"
    for file in (*ours, others):
        file.touch()
        file.chmod(0o644)
    tmp_path.chmod(0o755)
    make_private(tmp_path)
    assert [stat.S_IMODE(file.stat().st_mode) for file in ours] == [0o600] * 3
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in (tmp_path, aof)] == [0o700] * 2
    assert stat.S_IMODE(others.stat().st_mode) == 0o644, "not ours"


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StartError, match="data cannot be made"), owned_folder(tmp_path / "data"):
        pass
