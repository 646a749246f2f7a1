"""Lua scripts: files beside the module that loads them."""

from pathlib import Path

from redis.commands.core import AsyncScript

from bot.storage.connection import Redis

_FOLDER = Path(__file__).parent / "lua"


def load_script(redis: Redis, name: str, *libraries: str) -> AsyncScript:
    """The script `lua/<name>.lua` after `lua/lib/<library>.lua` of each library.

    It is called by hash, and sent again where the server has lost it.
    """
    files = [_FOLDER / "lib" / f"{library}.lua" for library in libraries]
    files.append(_FOLDER / f"{name}.lua")
    return redis.register_script("\n".join(file.read_text(encoding="utf-8") for file in files))
