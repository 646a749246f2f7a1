"""The conversation history: the finished exchanges of each thread, in a bounded list."""

from bot.models.chat import Thread
from bot.models.llm import Exchange
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.history.rows import read, written
from bot.storage.scripts import load_script


class RedisHistory:
    """Implements `ports.llm.ConversationHistory`.

    Args:
        redis: where the history is.
        keep: exchanges kept for each thread, so that reading stays as cheap however old a chat is.
    """

    def __init__(self, redis: Redis, *, keep: int) -> None:
        self._redis = redis
        self._keep = keep
        self._forget = load_script(redis, "history/forget.lua")

    async def tail(self, thread: Thread, count: int) -> list[Exchange]:
        """The last `count` exchanges, oldest first."""
        if count <= 0:
            return []
        return [read(row) for row in await self._redis.lrange(keys.history(thread), -count, -1)]

    async def append(
        self, thread: Thread, exchange: Exchange, *, replaces: int | None = None
    ) -> None:
        """Add an exchange; the oldest beyond `keep` are deleted."""
        if replaces is not None:
            for old in await self.tail(thread, self._keep):
                if old.cause == replaces and await self.replace(thread, old, exchange):
                    return
        key = keys.history(thread)
        pipeline = self._redis.pipeline()
        pipeline.rpush(key, written(exchange))
        pipeline.ltrim(key, -self._keep, -1)
        pipeline.expire(key, keys.HISTORY_S)
        pipeline.expire(keys.history_summary(thread), keys.HISTORY_S)
        await pipeline.execute()
        if thread.topic_id is not None:
            topics = keys.history_topics(thread.chat_id)
            await self._redis.sadd(topics, str(thread.topic_id))
            await self._redis.expire(topics, keys.HISTORY_S)

    async def replace(self, thread: Thread, old: Exchange, new: Exchange) -> bool:
        """Put `new` in the place of `old`; False where that is gone."""
        key, row = keys.history(thread), written(old)
        pipeline = self._redis.pipeline()
        pipeline.linsert(key, "BEFORE", row, written(new))
        pipeline.lrem(key, 1, row)
        _, removed = await pipeline.execute()
        return bool(removed)

    async def clear(self, thread: Thread) -> None:
        """Delete what is stored of the thread."""
        await self._redis.delete(keys.history(thread), keys.history_summary(thread))

    async def forget(self, chat_id: int, person_id: int) -> None:
        """Delete a person's exchanges in a chat and all its topics."""
        topics = await self._redis.smembers(keys.history_topics(chat_id))
        for topic_id in (None, *map(int, topics)):
            thread = Thread(chat_id, topic_id)
            await self._forget([keys.history(thread), keys.history_summary(thread)], [person_id])
