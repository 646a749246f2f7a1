"""The store belongs to one bot: two bots on one Redis would take each other's updates and posts."""

from bot.errors import StartError
from bot.storage import keys
from bot.storage.connection import Redis


async def claim_store(redis: Redis, bot_id: int) -> None:
    """Make the bot the owner of a store that has none.

    Raises:
        StartError: the store belongs to another bot.
    """
    await redis.set(keys.STORE_OWNER, bot_id, nx=True)
    owner = await store_owner(redis)
    if owner != bot_id:
        raise StartError(
            f"The data in Redis belongs to bot {owner}, and this is bot {bot_id}: give it a Redis "
            f"database or a redis.data_dir of its own (docs/scaling.md)."
        )


async def store_owner(redis: Redis) -> int | None:
    """The id of the bot that the store belongs to; None where no bot has claimed it."""
    owner = await redis.get(keys.STORE_OWNER)
    return None if owner is None else int(owner)
