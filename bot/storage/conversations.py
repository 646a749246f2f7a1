"""Conversations over HTTP: a hash for each, and a list of them by their last use for each owner."""

import time
from collections import deque
from collections.abc import Callable
from typing import Any

from bot.models.api_key import FIRST_FREE_ID
from bot.models.chat import Thread
from bot.models.conversation import Conversation
from bot.storage import keys
from bot.storage.connection import Redis

_MOST = 10_000
"""Conversations of one owner."""
_NUMBERS_AT_ONCE = 64


class RedisConversations:
    """Implements `ports.conversations.Conversations`; `clock`: seconds since 1970."""

    def __init__(
        self, redis: Redis, *, most: int = _MOST, clock: Callable[[], float] = time.time
    ) -> None:
        self._redis = redis
        self._most = most
        self._clock = clock
        self._numbers: deque[int] = deque()

    async def new_number(self) -> int:
        """An id that no other message or thread over HTTP has; taken from the counter many at a time."""
        if not self._numbers:
            last = int(await self._redis.incrby(keys.API_LAST_NUMBER, _NUMBERS_AT_ONCE))
            self._numbers = deque(range(last - _NUMBERS_AT_ONCE + 1, last + 1))
        return FIRST_FREE_ID + self._numbers.popleft()

    async def find(self, owner: str, conversation_id: str) -> Conversation | None:
        """A conversation of the owner."""
        fields: Any = await self._redis.hgetall(keys.conversation(owner, conversation_id))
        return _read(conversation_id, fields) if fields else None

    async def keep(self, owner: str, conversation: Conversation) -> list[Conversation]:
        """Store one; the oldest are dropped and returned where the owner has too many."""
        now_s = int(self._clock())
        index, key = keys.conversations(owner), keys.conversation(owner, conversation.id)
        fields = {"chat": conversation.thread.chat_id, "title": conversation.title, "used": now_s}
        pipeline = self._redis.pipeline()
        pipeline.hset(key, mapping={name: str(value) for name, value in fields.items()})
        pipeline.expire(key, keys.HISTORY_S)
        pipeline.zadd(index, {conversation.id: now_s})
        pipeline.zremrangebyscore(index, "-inf", now_s - keys.HISTORY_S)
        pipeline.expire(index, keys.HISTORY_S)
        pipeline.zrange(index, 0, -1 - self._most)
        *_, oldest = await pipeline.execute()
        dropped = await self._read_all(owner, oldest)
        for old in dropped:
            await self.delete(owner, old.id)
        return dropped

    async def recent(self, owner: str, count: int) -> list[Conversation]:
        """The last used ones, newest first."""
        found: Any = await self._redis.zrevrange(keys.conversations(owner), 0, count - 1)
        return await self._read_all(owner, found)

    async def delete(self, owner: str, conversation_id: str) -> None:
        """Forget whose it is."""
        pipeline = self._redis.pipeline()
        pipeline.delete(keys.conversation(owner, conversation_id))
        pipeline.zrem(keys.conversations(owner), conversation_id)
        await pipeline.execute()

    async def _read_all(self, owner: str, ids: list[str]) -> list[Conversation]:
        if not ids:
            return []
        pipeline = self._redis.pipeline(transaction=False)
        for conversation_id in ids:
            pipeline.hgetall(keys.conversation(owner, conversation_id))
        rows = zip(ids, await pipeline.execute(), strict=True)
        return [_read(conversation_id, fields) for conversation_id, fields in rows if fields]


def _read(conversation_id: str, fields: dict[str, str]) -> Conversation:
    return Conversation(
        conversation_id, Thread(int(fields["chat"])), fields["title"], int(fields["used"])
    )
