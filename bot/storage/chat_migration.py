"""Groups that became supergroups, and so got a new id (Bot API: migrate_to_chat_id).

The ids of both are kept for good, since the old one stands in config.yaml, in posts, on buttons and in
messages that come late. What the bot keeps for the chat itself (history, games) moves to the new id.
"""

import logging
from contextlib import suppress

from redis.exceptions import ResponseError

from bot.errors import StorageDown
from bot.models.chat import Thread
from bot.storage import keys
from bot.storage.connection import Redis

log = logging.getLogger(__name__)

_SUPERGROUPS_BELOW = -1_000_000_000_000
"""Ids of groups are above, those of supergroups and channels below (tdlib: DialogId)."""


class RedisChatMigrations:
    """Implements `ports.chat.ChatMigrations`; all replicas share what one of them learns."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._known: dict[int, int] = {}

    async def current(self, chat_id: int) -> int:
        """The id of the supergroup that a group became; else the id itself.

        Where Redis does not answer, the id itself too: Telegram answers a call to it with the new one.
        """
        if chat_id >= 0 or chat_id < _SUPERGROUPS_BELOW:
            return chat_id
        if chat_id not in self._known:
            with suppress(StorageDown):
                new_id = await self._redis.hget(keys.CHAT_MIGRATIONS, str(chat_id))
                if new_id is not None:
                    self._known[chat_id] = int(new_id)
        return self._known.get(chat_id, chat_id)

    async def migrate(self, old_id: int, new_id: int) -> None:
        """Note the new id, and move the data of the chat; doing it twice does no harm.

        Only a supergroup has topics, so all of it belongs to no topic. What the new chat has already is
        newer and stays.
        """
        self._known[old_id] = new_id
        if await self._redis.hset(keys.CHAT_MIGRATIONS, str(old_id), str(new_id)):
            log.warning("Group %d became supergroup %d; its data moves along.", old_id, new_id)
        for old_key, new_key in zip(keys_of_chat(old_id), keys_of_chat(new_id), strict=True):
            await self._move(old_key, new_key)
        await self._move_due(keys.TURN_CHECKS, Thread(old_id).key, Thread(new_id).key)
        await self._move_due(keys.DAILY_CHATS, str(old_id), str(new_id))
        await self._move_due(keys.DAILY_DIGESTS, str(old_id), str(new_id))
        # The messages have other numbers in the supergroup: no digest could lead to them.
        await self._redis.delete(keys.chat_log(old_id), keys.chat_log(old_id, "texts"))

    async def _move_due(self, key: str, old: str, new: str) -> None:
        """The turn of a timed game, a digest or a puzzle is due when it would have been."""
        due_s = await self._redis.zscore(key, old)
        if due_s is not None:
            pipeline = self._redis.pipeline()
            pipeline.zadd(key, {new: due_s}, nx=True)
            pipeline.zrem(key, old)
            await pipeline.execute()

    async def _move(self, old_key: str, new_key: str) -> None:
        """DUMP and RESTORE, since in a cluster the two keys may lie on two nodes."""
        value = await self._redis.dump(old_key)
        if value is None:
            return
        ttl_ms = max(await self._redis.pttl(old_key), 0)
        with suppress(ResponseError):  # BUSYKEY: the new chat has its own already
            await self._redis.restore(new_key, ttl_ms, value)
        await self._redis.delete(old_key)


def keys_of_chat(chat_id: int) -> tuple[str, ...]:
    """Every key that follows a group which becomes a supergroup; a group has no topics."""
    thread = Thread(chat_id)
    return (
        keys.history(thread),
        keys.history_summary(thread),
        keys.game(thread),
        keys.game_chain(thread),
        *(keys.idiom(chat_id, part) for part in ("leaderboard", "week", "records", "names")),
        keys.chat_settings(chat_id),
        keys.chat_log(chat_id, "left"),
    )
