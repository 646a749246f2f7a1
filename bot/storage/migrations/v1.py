"""Schema version 1."""

from bot.storage.connection import Redis


async def migrate(redis: Redis) -> None:
    """TODO."""
