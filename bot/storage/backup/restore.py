"""Brings a backup into an empty store; what was under way at its time is not done again."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Final

from bot.errors import StartError
from bot.models.post import CensorVerdict
from bot.storage import keys
from bot.storage.backup.rows import Row, write_rows
from bot.storage.connection import Redis
from bot.storage.posts.posts_lua import load_post_script
from bot.storage.schema import migrate

_OF_AN_EMPTY_STORE: Final = {
    keys.SCHEMA_VERSION,
    keys.STORE_OWNER,
    keys.SCHEMA_MIGRATING,
    keys.INBOX_PARTITIONS,
}
_RESTORED: Final = CensorVerdict("review", "local", ("restored",))
_REASON: Final = "restored from a backup"
_READY: Final = [keys.queue(keys.POSTS, "ready")]
_POSTS_AT_ONCE: Final = 500
"""A script that runs for five seconds counts as hanging."""
_NUMBERS_SKIPPED: Final = 1_000_000
"""The masters of a cluster are copied at moments of their own: the counter may be older than a conversation
that has a number of it, and no other conversation may get that one."""


async def refuse_half_restored(redis: Redis) -> None:
    """Raise StartError where a restore was begun and has not ended: the store lacks some of the data."""
    if await redis.exists(keys.STORE_RESTORING):
        raise StartError(
            "A backup is being restored into this store, or that was cut off: wait for it, or empty the "
            "store and restore again (docs/operations.md)."
        )


async def refuse_if_not_empty(redis: Redis) -> None:
    """Raise StartError where anything is stored but the version and the owner that each start notes."""
    await refuse_half_restored(redis)
    known = await redis.exists(*_OF_AN_EMPTY_STORE)
    if await redis.dbsize() > known:
        raise StartError(
            "The store is not empty, so nothing was restored: choose another redis.url or redis.data_dir."
        )


async def restore_rows(redis: Redis, rows: Iterable[Row]) -> tuple[int, int]:
    """Store everything and hand the posts that were under way to the reviewers.

    Until that is done no bot starts on the store.

    Returns:
        How many keys were stored, and how many posts a person has to decide about.
    """
    await refuse_if_not_empty(redis)
    await redis.set(keys.STORE_RESTORING, 1)
    await redis.delete(keys.SCHEMA_VERSION, keys.STORE_OWNER)
    stored = await write_rows(redis, rows)
    await migrate(redis, is_shared=False)
    moved = await _end_posts_under_way(redis)
    await _show_missing_cards(redis)
    if await redis.exists(keys.API_LAST_NUMBER):
        await redis.incrby(keys.API_LAST_NUMBER, _NUMBERS_SKIPPED)
    await redis.delete(keys.STORE_RESTORING)
    return stored, moved


async def _end_posts_under_way(redis: Redis) -> int:
    script = load_post_script(redis, "end_under_way.lua")
    arguments: list[str | int] = [
        keys.POSTS,
        json.dumps(asdict(_RESTORED)),
        _REASON,
        _POSTS_AT_ONCE,
    ]
    moved = 0
    while count := int(await script(_READY, arguments)):
        moved += count
    return moved


async def _show_missing_cards(redis: Redis) -> None:
    script = load_post_script(redis, "show_missing_cards.lua")
    for state in ("review", "unknown"):
        first = 0
        while count := int(
            await script(_READY, [keys.POSTS, state, first, first + _POSTS_AT_ONCE - 1])
        ):
            first += count
