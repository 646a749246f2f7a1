"""The version of the stored data, and bringing older data up to it."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from bot.errors import StartError
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.health.replicas import RedisReplicas
from bot.storage.migrations import v1

log = logging.getLogger(__name__)

Migration = Callable[[Redis], Awaitable[None]]

_MIGRATIONS: Final[tuple[Migration, ...]] = (v1.migrate,)
"""The nth brings data of version n - 1 to version n. Each may be repeated after a crash."""
SCHEMA_VERSION: Final = len(_MIGRATIONS)

_LOCK_MS = 60_000
_POLL_S = 0.2
_OLD_PROCESS_S = 30
"""More than the lease of a process that was killed lasts (telegram.takeover_s), and its last report."""
_REPORTED_S = 20


async def migrate(redis: Redis, *, is_shared: bool = True) -> None:
    """Bring the stored data to `SCHEMA_VERSION`, once for all replicas.

    An empty store gets today's version; data without a version is version 0. A process of an older
    version must not work meanwhile: this waits for its end.

    Args:
        redis: where the data lies.
        is_shared: another process may use it.

    Raises:
        StartError: the data was written by a newer version of the bot, or an older one still runs.
    """
    token = secrets.token_hex(8)
    while (version := await stored_version(redis)) != SCHEMA_VERSION:
        if version is not None and version > SCHEMA_VERSION:
            raise StartError(
                f"The data in Redis has schema version {version}, this bot knows up to "
                f"{SCHEMA_VERSION}: it was written by a newer version of the bot. Start that one."
            )
        if await redis.set(keys.SCHEMA_MIGRATING, token, nx=True, px=_LOCK_MS):
            await _migrate_locked(redis, token, is_shared=is_shared)
        else:
            await asyncio.sleep(_POLL_S)  # another replica is migrating


async def _migrate_locked(redis: Redis, token: str, *, is_shared: bool) -> None:
    keeper = asyncio.create_task(_keep_lock(redis))
    try:
        version = await stored_version(redis)
        if version is None and await _is_empty(redis):
            await redis.set(keys.SCHEMA_VERSION, SCHEMA_VERSION)
            return
        if is_shared:
            await _wait_for_older_processes(redis)
        for number in range((version or 0) + 1, SCHEMA_VERSION + 1):
            log.info("Bringing the stored data to schema version %d ...", number)
            await _MIGRATIONS[number - 1](redis)
            await redis.set(keys.SCHEMA_VERSION, number)
    finally:
        keeper.cancel()
        with suppress(asyncio.CancelledError):
            await keeper
        if await redis.get(keys.SCHEMA_MIGRATING) == token:
            await redis.delete(keys.SCHEMA_MIGRATING)


async def _wait_for_older_processes(redis: Redis) -> None:
    now = asyncio.get_running_loop().time
    ends = now() + _OLD_PROCESS_S
    while await _is_in_use(redis):
        if now() >= ends:
            raise StartError(
                "The stored data must be brought up to date, and a process of an older version still "
                "works on it: stop all of those first (docs/operations.md)."
            )
        await asyncio.sleep(_POLL_S)


async def _is_in_use(redis: Redis) -> bool:
    """Does a process poll, or has one just reported? This one has done neither yet."""
    if await redis.exists(keys.leader("polling")):
        return True
    return any(replica.silent_s < _REPORTED_S for replica in await RedisReplicas(redis).all())


async def _keep_lock(redis: Redis) -> None:
    while True:
        await asyncio.sleep(_LOCK_MS / 3000)
        await redis.pexpire(keys.SCHEMA_MIGRATING, _LOCK_MS)


async def stored_version(redis: Redis) -> int | None:
    """The version of the stored data; None: an empty store, or version 0."""
    version = await redis.get(keys.SCHEMA_VERSION)
    return None if version is None else int(version)


async def _is_empty(redis: Redis) -> bool:
    """Is nothing stored but the lock and the owner?"""
    known = await redis.exists(keys.SCHEMA_MIGRATING, keys.STORE_OWNER)
    return int(await redis.dbsize()) <= int(known)
