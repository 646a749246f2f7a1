"""The folder of the embedded server's data: it has one owner, and nobody else can read it."""

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

from bot.errors import StartError

log = logging.getLogger(__name__)

AOF_FOLDER = "appendonlydir"
"""Where the server keeps its append-only file (Valkey: appenddirname)."""
SERVER_LOG = "valkey.log"

_LOCK = "owner.lock"
_FOLDER_MODE, _FILE_MODE = 0o700, 0o600
_OURS = (
    _LOCK,
    SERVER_LOG,
    AOF_FOLDER,
    f"{AOF_FOLDER}/*",
    "alive",
    "playground*",
    "playground.files/*",
)
"""What the bot writes there. The folder may have been chosen badly: no other file is touched."""


@contextmanager
def owned_folder(folder: Path) -> Iterator[None]:
    """Lock a private data folder; the kernel frees the lock when the process ends.

    Raises:
        StartError: another process owns it, or it cannot be written.
    """
    make_private(folder)
    try:
        lock = (folder / _LOCK).open("a+")
    except OSError as error:
        raise StartError(
            f"The data folder {folder} cannot be written ({error.strerror})."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StartError(
                f"Another bot already runs on the data in {folder}; "
                f"stop it, or share one Redis with REDIS_URL."
            ) from error
        (folder / _LOCK).chmod(_FILE_MODE)
        yield


def check_folder(folder: Path) -> None:
    """Raise StartError where the folder cannot be made or written."""
    make_private(folder)
    try:
        with TemporaryFile(dir=folder) as file:
            file.write(b"check")
            file.flush()
    except OSError as error:
        raise StartError(
            f"The data folder {folder} cannot be written ({error.strerror})."
        ) from error


def is_owned(folder: Path) -> bool:
    """Does a process own the folder?"""
    try:
        with (folder / _LOCK).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def make_private(folder: Path) -> None:
    """Make a folder that only this user can read, with what an earlier version left in it.

    Raises:
        StartError: it cannot be made.
    """
    try:
        folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    except OSError as error:
        raise StartError(f"The data folder {folder} cannot be made ({error.strerror}).") from error
    try:
        folder.chmod(_FOLDER_MODE)
        for path in (found for pattern in _OURS for found in folder.glob(pattern)):
            path.chmod(_FOLDER_MODE if path.is_dir() else _FILE_MODE)
    except OSError:
        log.warning("Other users may read %s: this one may not change its mode.", folder)
