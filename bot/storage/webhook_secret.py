"""The webhook's secret, shared by all replicas."""

import secrets

from bot.storage import keys
from bot.storage.connection import Redis


async def shared_secret(redis: Redis) -> str:
    """The secret that Telegram sends with each call (Bot API: setWebhook, secret_token).

    The first process creates it.
    """
    await redis.set(keys.WEBHOOK_SECRET, secrets.token_urlsafe(32), nx=True)
    return str(await redis.get(keys.WEBHOOK_SECRET))
