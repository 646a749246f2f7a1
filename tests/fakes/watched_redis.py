"""A client that watches what a test sends: known keys only, and one hash slot for each script."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable

import pytest
from redis.crc import key_slot

from bot.storage.connection import Redis
from tests.fakes.key_table import unknown_keys

_NO_KEYS = re.compile(
    "TIME|PUBLISH|SUBSCRIBE|UNSUBSCRIBE|FLUSHALL|SCRIPT|CONFIG|INFO|MULTI|EXEC|DISCARD|CLIENT|HELLO|"
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


@pytest.fixture
async def redis(redis: Redis) -> AsyncIterator[Redis]:
    """The client; afterwards every key it met is in the table, and each script stayed in one slot."""
    seen: list[tuple[bool, str]] = []
    async with redis.monitor() as monitor:

        async def watch() -> None:
            async for entry in monitor.listen():
                if _LAST_WATCHED in entry["command"]:
                    return
                seen.append((entry["client_type"] == "lua", entry["command"]))

        watching = asyncio.create_task(watch())
        yield redis
        await redis.execute_command("PING", _LAST_WATCHED)
        await watching
    assert not unknown_keys({key for _, command in seen for key in _keys_of(command)})
    in_script: set[int] = set()
    for is_script, command in seen:
        in_script = in_script if is_script else set()
        if is_script:
            in_script |= {key_slot(key.encode()) for key in _keys_of(command)}
        assert len(in_script) <= 1, command
