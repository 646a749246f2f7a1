"""The text of documents that were sent over HTTP, compressed, for some hours after their last use."""

import secrets
import time
from typing import cast

from bot.models.document import Document
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.documents.packing import pack, unpack

_MOST = 100
"""Documents of one owner; the oldest goes first."""


class RedisDocuments:
    """Implements `ports.documents.DocumentStore`; `keep_s`: from the last use."""

    def __init__(self, redis: Redis, *, keep_s: int, most: int = _MOST) -> None:
        self._redis = redis
        self._keep_s = keep_s
        self._most = most

    async def put(self, owner: str, document: Document) -> str:
        """Keep a document; return its id."""
        document_id = secrets.token_urlsafe(12)
        packed = await pack(document)
        index = keys.documents(owner)
        pipeline = self._redis.pipeline()
        pipeline.set(keys.document(owner, document_id), packed, ex=self._keep_s)
        pipeline.zadd(index, {document_id: time.time()})
        pipeline.expire(index, self._keep_s)
        pipeline.zrange(index, 0, -1 - self._most)
        *_, oldest = await pipeline.execute()
        if oldest:
            pipeline = self._redis.pipeline()
            pipeline.delete(*(keys.document(owner, old) for old in oldest))
            pipeline.zrem(index, *oldest)
            await pipeline.execute()
        return document_id

    async def get(self, owner: str, document_id: str) -> Document | None:
        """A document of the owner; its time begins anew."""
        packed = await self._redis.execute_command(
            "GETEX", keys.document(owner, document_id), "EX", self._keep_s, NEVER_DECODE=True
        )
        if packed is None:
            return None
        await self._redis.expire(keys.documents(owner), self._keep_s)
        return await unpack(cast("bytes", packed))
