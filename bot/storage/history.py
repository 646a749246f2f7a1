"""The conversation history: the finished exchanges of each thread, in a bounded list."""

import json

from bot.models.chat import Thread
from bot.models.llm import Exchange
from bot.storage import keys
from bot.storage.connection import Redis


class RedisHistory:
    """Implements `ports.llm.ConversationHistory`.

    Args:
        redis: where the history is.
        keep: exchanges kept for each thread, so that reading stays as cheap however old a chat is.
    """

    def __init__(self, redis: Redis, *, keep: int) -> None:
        self._redis = redis
        self._keep = keep

    async def tail(self, thread: Thread, count: int) -> list[Exchange]:
        """The last `count` exchanges, oldest first."""
        if count <= 0:
            return []
        return [_read(row) for row in await self._redis.lrange(keys.history(thread), -count, -1)]

    async def append(self, thread: Thread, exchange: Exchange) -> None:
        """Add an exchange; the oldest beyond `keep` are deleted."""
        key = keys.history(thread)
        pipeline = self._redis.pipeline()
        pipeline.rpush(key, _written(exchange))
        pipeline.ltrim(key, -self._keep, -1)
        pipeline.expire(key, keys.HISTORY_S)
        await pipeline.execute()

    async def replace(self, thread: Thread, cause: int, exchange: Exchange) -> None:
        """Put an exchange in the place of the one with that cause; where there is none, add it."""
        key = keys.history(thread)
        rows = [str(row) for row in await self._redis.lrange(key, 0, -1)]
        old = next((row for row in rows if _read(row).cause == cause), None)
        if old is not None:
            pipeline = self._redis.pipeline()
            pipeline.linsert(key, "BEFORE", old, _written(exchange))
            pipeline.lrem(key, 1, old)
            if (await pipeline.execute())[1]:
                return
        await self.append(thread, exchange)

    async def clear(self, thread: Thread) -> None:
        """Delete the thread's history."""
        await self._redis.delete(keys.history(thread))

    async def forget_speaker(self, thread: Thread, speaker_id: int) -> int:
        """Delete the exchanges of one person of a group; return how many there were."""
        key = keys.history(thread)
        rows = await self._redis.lrange(key, 0, -1)
        theirs = {row for row in rows if _read(row).speaker_id == speaker_id}
        pipeline = self._redis.pipeline()
        for row in theirs:
            pipeline.lrem(key, 0, str(row))
        removed = await pipeline.execute() if theirs else []
        return sum(map(int, removed))


def _written(exchange: Exchange) -> str:
    row: list[str | int | None] = [
        exchange.question,
        exchange.answer,
        exchange.speaker,
        exchange.speaker_id,
    ]
    if exchange.cause is not None:
        row.append(exchange.cause)
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _read(row: object) -> Exchange:
    return Exchange(*json.loads(str(row)))
