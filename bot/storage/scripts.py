"""Lua scripts: files beside the module that loads them."""

from pathlib import Path

from redis.commands.core import AsyncScript

from bot.storage.connection import Redis

_FOLDER = Path(__file__).parent


def load_script(redis: Redis, name: str) -> AsyncScript:
    """The script `lua/<name>.lua`; called by hash, sent again where the server lost it."""
    return redis.register_script((_FOLDER / "lua" / f"{name}.lua").read_text(encoding="utf-8"))
