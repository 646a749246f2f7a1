"""Loads Lua scripts; each lies beside the module that uses it."""

from pathlib import Path

from redis.commands.core import AsyncScript

from bot.storage.connection import Redis

_FOLDER = Path(__file__).parent


def load_script(redis: Redis, *files: str, constants: str = "") -> AsyncScript:
    """One script of several files, in this order; paths are relative to `bot/storage`.

    It is called by its hash, and sent again where the server does not know it.

    Args:
        redis: where it runs.
        files: the last one is the script, the others define functions.
        constants: Lua that comes before them.
    """
    texts = [(_FOLDER / file).read_text(encoding="utf-8") for file in files]
    return redis.register_script("\n".join([constants, *texts]))
