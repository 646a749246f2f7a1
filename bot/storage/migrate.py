"""A group that becomes a supergroup gets a new id; what is stored moves along."""

from bot.models.chat import Thread
from bot.storage import keys
from bot.storage.connection import Redis


async def move_chat(redis: Redis, old_id: int, new_id: int) -> None:
    """Move what is kept of the chat `old_id` to `new_id`; doing it twice does no harm.

    Only a supergroup has topics, so all of it lies under General. What the new chat has already is
    newer and stays.
    """
    old, new = Thread(old_id), Thread(new_id)
    for key in keys.OF_A_THREAD:
        await _move(redis, key(old), key(new))


async def _move(redis: Redis, old_key: str, new_key: str) -> None:
    """DUMP and RESTORE, since in a cluster the two keys may lie on two nodes."""
    value = await redis.dump(old_key)
    if value is None:
        return
    if not await redis.exists(new_key):
        ttl_ms = max(await redis.pttl(old_key), 0)
        await redis.restore(new_key, ttl_ms, value)
    await redis.delete(old_key)
