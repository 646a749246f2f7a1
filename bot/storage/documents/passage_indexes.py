"""The passages of documents and their embeddings, kept once for all who have the same document.

A key is made of the hash of the content, so that only who has the document can ask for what was made
of it. What a chat forgets, `RedisChatDocuments` deletes here too.
"""

from typing import cast

from bot.models.document import PassageIndex
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.documents.packing import pack_index, unpack_index


class RedisPassageIndexes:
    """Implements `ports.documents.PassageIndexes`; `keep_s`: from the last use."""

    def __init__(self, redis: Redis, *, keep_s: int) -> None:
        self._redis = redis
        self._keep_s = keep_s

    async def get(self, content: str) -> PassageIndex | None:
        """The index of the document; its time begins anew."""
        key = keys.document_text(content, "index")
        packed = await self._redis.execute_command(
            "GETEX", key, "EX", self._keep_s, NEVER_DECODE=True
        )
        return None if packed is None else await unpack_index(cast("bytes", packed))

    async def put(self, content: str, index: PassageIndex) -> None:
        """Keep it."""
        packed = await pack_index(index)
        await self._redis.set(keys.document_text(content, "index"), packed, ex=self._keep_s)

    async def get_vectors(self, content: str, model: str) -> bytes | None:
        """The embeddings by that model; their time begins anew."""
        key = keys.document_text(content, "vectors")
        vectors = await self._redis.execute_command("HGET", key, model, NEVER_DECODE=True)
        if vectors is not None:
            await self._redis.expire(key, self._keep_s)
        return cast("bytes | None", vectors)

    async def put_vectors(self, content: str, model: str, vectors: bytes) -> None:
        """Keep them."""
        key = keys.document_text(content, "vectors")
        pipeline = self._redis.pipeline()
        pipeline.execute_command("HSET", key, model, vectors)
        pipeline.expire(key, self._keep_s)
        await pipeline.execute()

    async def begin_embedding(self, content: str, model: str) -> bool:
        """May this process embed the passages within the next minute?"""
        key = keys.document_text(content, "embedding", model)
        return bool(await self._redis.set(key, "", nx=True, ex=keys.DOCUMENT_EMBEDDING_S))
