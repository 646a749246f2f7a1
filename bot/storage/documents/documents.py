"""The text of documents that were sent over HTTP, compressed, for some hours after their last use.

A conversation that uses a document holds it. Whoever forgets a conversation forgets its documents,
but for those that another one holds.
"""

import json
import secrets
import time
from typing import cast

from bot.models.document import Document, content_hash
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.documents.packing import pack, unpack
from bot.storage.scripts import load_script

_MOST = 100
"""Documents of one owner; the oldest goes first."""


class RedisDocuments:
    """Implements `ports.documents.DocumentStore`; `keep_s`: from the last use."""

    def __init__(self, redis: Redis, *, keep_s: int, most: int = _MOST) -> None:
        self._redis = redis
        self._keep_s = keep_s
        self._most = most
        self._hold = load_script(redis, "documents/hold.lua")
        self._release = load_script(redis, "documents/release.lua")

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

    async def get(self, owner: str, document_id: str, chat_id: int) -> Document | None:
        """A document of the owner; its time begins anew."""
        places = _places(owner, document_id)
        await self._hold(places, [chat_id, self._keep_s])
        packed = await self._redis.execute_command("GET", places[0], NEVER_DECODE=True)
        if packed is None:
            return None
        document = await unpack(cast("bytes", packed))
        await self._redis.expire(keys.documents(owner), self._keep_s)
        used = keys.documents_used(chat_id)
        await self._redis.sadd(used, json.dumps((owner, document_id, content_hash(document))))
        await self._redis.expire(used, self._keep_s)
        return document

    async def forget(self, chat_id: int, person_id: int) -> None:
        """Delete what no other conversation holds, and what was made of it unless a chat has the same."""
        used = keys.documents_used(chat_id)
        for row in await self._redis.smembers(used):
            owner, document_id, content = json.loads(row)
            await self._release(_places(owner, document_id), [chat_id, self._keep_s])
            await self._release(keys.document_texts(content), [chat_id, self._keep_s])
        await self._redis.delete(used)


def _places(owner: str, document_id: str) -> list[str]:
    return [keys.document(owner, document_id), keys.document(owner, document_id, "holders")]
