"""Moves the data of a group that became a supergroup, and got a new id (Bot API: migrate_to_chat_id)."""

from contextlib import suppress

from redis.exceptions import ResponseError

from bot.models.chat import Thread
from bot.storage import keys
from bot.storage.connection import Redis


async def move_chat(redis: Redis, old_id: int, new_id: int) -> None:
    """Move the data of the chat `old_id` to `new_id`; doing it twice does no harm.

    Only a supergroup has topics, so all of it belongs to no topic. What the new chat has already is
    newer and stays.
    """
    for old_key, new_key in zip(keys.of_chat(old_id), keys.of_chat(new_id), strict=True):
        await _move(redis, old_key, new_key)
    await _move_turn_check(redis, Thread(old_id).key, Thread(new_id).key)


async def _move_turn_check(redis: Redis, old: str, new: str) -> None:
    """The turn of a timed game is checked when it would have been."""
    check_at_s = await redis.zscore(keys.TURN_CHECKS, old)
    if check_at_s is not None:
        pipeline = redis.pipeline()
        pipeline.zadd(keys.TURN_CHECKS, {new: check_at_s}, nx=True)
        pipeline.zrem(keys.TURN_CHECKS, old)
        await pipeline.execute()


async def _move(redis: Redis, old_key: str, new_key: str) -> None:
    """DUMP and RESTORE, since in a cluster the two keys may lie on two nodes."""
    value = await redis.dump(old_key)
    if value is None:
        return
    ttl_ms = max(await redis.pttl(old_key), 0)
    with suppress(ResponseError):  # BUSYKEY: the new chat has its own already
        await redis.restore(new_key, ttl_ms, value)
    await redis.delete(old_key)
