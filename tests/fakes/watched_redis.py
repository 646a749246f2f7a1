"""A client that watches what a test sends: known keys only, and one hash slot for each script."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from redis.asyncio import Redis as PlainRedis
from redis.asyncio.client import Monitor
from redis.crc import key_slot

from bot.storage.cluster import RedisCluster
from bot.storage.connection import Redis
from tests.fakes.key_table import unknown_keys

_NO_KEYS = re.compile(
    "TIME|PUBLISH|PUBSUB|SUBSCRIBE|UNSUBSCRIBE|FLUSHALL|SCRIPT|CONFIG|INFO|MULTI|EXEC|DISCARD|CLIENT|HELLO|"
    "SELECT|PING|SCAN|DBSIZE|MONITOR|DEBUG|COMMAND|AUTH|EVALSHA|EVAL|WAIT|KEYS",
    re.IGNORECASE,
)
_ALL_KEYS = frozenset({"DEL", "EXISTS", "UNLINK", "RENAME"})
_LAST_WATCHED = "watched"


def _keys_of(command: str) -> Iterable[str]:
    name, *arguments = command.split(" ")
    if _NO_KEYS.fullmatch(name) or not arguments:
        return ()
    return arguments if name.upper() in _ALL_KEYS else arguments[:1]


@asynccontextmanager
async def _servers(redis: Any) -> AsyncIterator[list[Any]]:
    """A client of each server: MONITOR is about one."""
    if not isinstance(redis, RedisCluster):
        yield [redis]
        return
    nodes = redis.get_primaries()
    async with AsyncExitStack() as stack:
        clients = [
            PlainRedis(
                host=node.host, port=int(node.port), decode_responses=True, socket_timeout=None
            )
            for node in nodes
        ]
        yield [await stack.enter_async_context(client) for client in clients]


async def _watch(monitor: Monitor, seen: list[tuple[bool, str]]) -> None:
    async for entry in monitor.listen():
        if _LAST_WATCHED in entry["command"]:
            return
        seen.append((entry["client_type"] == "lua", entry["command"]))


def _watch_transactions(redis: Any) -> None:
    """Each MULTI has keys of one slot; a cluster sees to that itself."""
    if isinstance(redis, RedisCluster):
        return
    make = redis.pipeline

    def pipeline(transaction: bool = True) -> Any:
        made = make(transaction)
        send = made.execute

        async def execute() -> Any:
            commands = [" ".join(map(str, command)) for command, _ in made.command_stack]
            names = {name for command in commands for name in _keys_of(command)}
            slots = {key_slot(name.encode()) for name in names}
            assert len(slots) <= 1 or not transaction, commands
            return await send()

        made.execute = execute
        return made

    redis.pipeline = pipeline


@pytest.fixture
async def redis(redis: Redis) -> AsyncIterator[Redis]:
    """The client; afterwards each key it met is in the table, each script and transaction was in one slot."""
    seen: list[list[tuple[bool, str]]] = []
    _watch_transactions(redis)
    async with AsyncExitStack() as stack:
        servers, watching = await stack.enter_async_context(_servers(redis)), []
        for server in servers:
            monitor = await stack.enter_async_context(server.monitor())
            seen.append([])
            watching.append(asyncio.create_task(_watch(monitor, seen[-1])))
        yield redis
        for server in servers:
            await server.execute_command("PING", _LAST_WATCHED)
        await asyncio.gather(*watching)
    for commands in seen:
        assert not unknown_keys({key for _, command in commands for key in _keys_of(command)})
        _check_slots(commands)


def _check_slots(commands: list[tuple[bool, str]]) -> None:
    in_script: set[int] = set()
    for is_script, command in commands:
        in_script = in_script if is_script else set()
        if is_script:
            in_script |= {key_slot(key.encode()) for key in _keys_of(command)}
        assert len(in_script) <= 1, command
