"""The playground's data: a folder of its own, so that a bot with a token finds nothing of it in its store.

Earlier versions kept it beside that bot's data, in `redis.data_dir`; it is moved once.
"""

import logging
from pathlib import Path

from bot.errors import StartError
from bot.playground.server.initial_state import BOT_ID
from bot.storage.connection import open_redis
from bot.storage.data_folder import AOF_FOLDER, make_private
from bot.storage.embedded import embedded_redis
from bot.storage.owner import store_owner

log = logging.getLogger(__name__)

SNAPSHOT = "playground.json"
_FILES = "playground.files"


async def playground_folder(data_dir: Path) -> Path:
    """The playground's folder below `data_dir`, with what an earlier version kept in that.

    Raises:
        StartError: it cannot be made.
    """
    folder = data_dir / "playground"
    make_private(data_dir)
    make_private(folder)
    if (data_dir / SNAPSHOT).exists() and not (folder / SNAPSHOT).exists():
        if await _is_playground_store(data_dir):
            _move(AOF_FOLDER, data_dir, folder)
        _move(_FILES, data_dir, folder)
        _move(SNAPSHOT, data_dir, folder)  # the last, so that a move that was interrupted goes on
    return folder


async def _is_playground_store(data_dir: Path) -> bool:
    """Is the store there the playground's, and not that of a bot with a token?

    A store that no bot has claimed is of an earlier version, and was made by the playground whose
    snapshot lies beside it.
    """
    if not (data_dir / AOF_FOLDER).exists():
        return False
    try:
        async with embedded_redis(data_dir) as url, open_redis(url) as redis:
            return await store_owner(redis) in {None, BOT_ID}
    except StartError as error:  # a bot runs on it, or it is damaged
        log.warning("The playground starts with an empty store. %s", error)
        return False


def _move(name: str, source: Path, target: Path) -> None:
    if (source / name).exists() and not (target / name).exists():
        (source / name).rename(target / name)
        log.info(
            "Moved %s to %s: the playground has a folder of its own now.", source / name, target
        )
