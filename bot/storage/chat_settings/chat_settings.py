"""The settings of each chat, in one hash, which is read once for every update."""

import json
import time
from typing import Any

from bot.models.chat import Person
from bot.models.chat_settings import ChatSettings, SettingsChange
from bot.storage import keys
from bot.storage.chat_settings.fields import from_fields, to_fields
from bot.storage.connection import Redis
from bot.storage.posts.post_controls import execute_order

_LAST_CHANGE = "last_change"


class RedisChatSettings:
    """Implements `ports.chat_settings.ChatSettingsStore`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def get(self, chat_id: int) -> ChatSettings:
        """What the chat has set."""
        row: Any = await self._redis.hgetall(keys.chat_settings(chat_id))
        return from_fields(row)

    async def change(
        self, chat_id: int, before: ChatSettings, after: ChatSettings, *, by: Person
    ) -> None:
        """Store each setting in which the two differ; those of a group are on record."""
        old, new = to_fields(before), to_fields(after)
        changed = [name for name in old | new if old.get(name) != new.get(name)]
        if not changed:
            return
        key = keys.chat_settings(chat_id)
        # No transaction: the record of orders has another hash tag.
        pipeline = self._redis.pipeline(transaction=False)
        set_now: dict[Any, Any] = {name: new[name] for name in changed if name in new}
        last = json.dumps([changed[0], by.name, int(time.time())], ensure_ascii=False)
        pipeline.hset(key, mapping={**set_now, _LAST_CHANGE: last})
        unset = [name for name in changed if name not in new]
        if unset:
            pipeline.hdel(key, *unset)
        if "puzzle_hour" in changed:  # the job of the puzzle asks who wants it now
            if after.puzzle_hour is None:
                pipeline.zrem(keys.DAILY_CHATS, str(chat_id))
            else:
                pipeline.zadd(keys.DAILY_CHATS, {str(chat_id): after.puzzle_hour})
        if chat_id > 0:
            await pipeline.execute()
            return
        changes = (f"{name} {old.get(name, '-')} → {new.get(name, '-')}" for name in changed)
        await execute_order(pipeline, "settings", by, f"{chat_id} {', '.join(changes)}")

    async def last_change(self, chat_id: int) -> SettingsChange | None:
        """The last change of the chat's settings."""
        row = await self._redis.hget(keys.chat_settings(chat_id), _LAST_CHANGE)
        return None if row is None else SettingsChange(*json.loads(row))
