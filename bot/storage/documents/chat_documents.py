"""The text of documents that were sent to chats, for some hours after their last use.

A text is kept once, under the hash of its content, whoever sent it. It is reached through the names
that it has in a chat, so a chat finds only what was sent there; the file name belongs to the chat too.
The messages of a group that becomes a supergroup stay behind, and so do its documents.
"""

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple, cast

from bot.models.document import Document, content_hash
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.documents.packing import pack, unpack
from bot.storage.scripts import load_script

_MOST_NAMES = 200
"""Of the documents of a person in a chat, which have three or more each; the oldest go first."""


class _Named(NamedTuple):
    """What a name leads to: the hash of the text, the name of the file, and who sent it."""

    content: str
    filename: str
    person_id: int


class RedisChatDocuments:
    """Implements `ports.documents.ChatDocuments`; `keep_s`: from the last use."""

    def __init__(self, redis: Redis, *, keep_s: int, most_names: int = _MOST_NAMES) -> None:
        self._redis = redis
        self._keep_s = keep_s
        self._most_names = most_names
        self._hold = load_script(redis, "documents/hold.lua")
        self._release = load_script(redis, "documents/release.lua")

    async def keep(
        self, chat_id: int, person_id: int, document: Document, names: Sequence[str]
    ) -> None:
        """Keep a document under some names of the chat, for somebody who sent it there."""
        packed = await pack(replace(document, filename=""))
        content = content_hash(document)
        holder = _holder(chat_id, person_id)
        await self._hold(keys.document_texts(content)[:2], [holder, self._keep_s, packed])
        await self._name(chat_id, _Named(content, document.filename, person_id), names)

    async def find(self, chat_id: int, name: str) -> Document | None:
        """The document that has this name in the chat; the time of both begins anew."""
        named = await self._find(chat_id, name)
        if named is None:
            return None
        holder = _holder(chat_id, named.person_id)
        if not await self._hold(keys.document_texts(named.content)[:2], [holder, self._keep_s]):
            return None
        key = keys.document_text(named.content)
        packed = await self._redis.execute_command("GET", key, NEVER_DECODE=True)
        if packed is None:
            return None
        await self._redis.expire(keys.document_names(chat_id, named.person_id), self._keep_s)
        return replace(await unpack(cast("bytes", packed)), filename=named.filename)

    async def add_names(self, chat_id: int, name: str, names: Sequence[str]) -> None:
        """Give the document that has a name further ones; nothing where it is gone."""
        named = await self._find(chat_id, name)
        if named is not None and names:
            await self._name(chat_id, named, names)

    async def forget(self, chat_id: int, person_id: int) -> None:
        """Delete the names of what a person sent to a chat, and the texts that nobody else has."""
        names = await self._redis.zrange(keys.document_names(chat_id, person_id), 0, -1)
        contents = await self._delete_names(chat_id, person_id, map(str, names))
        for content in contents:
            arguments: list[str | int] = [_holder(chat_id, person_id), self._keep_s]
            await self._release(keys.document_texts(content), arguments)
        await self._redis.delete(keys.document_names(chat_id, person_id))

    async def _find(self, chat_id: int, name: str) -> _Named | None:
        row = await self._redis.getex(keys.document_name(chat_id, name), ex=self._keep_s)
        return None if row is None else _Named(*json.loads(row))

    async def _name(self, chat_id: int, named: _Named, names: Sequence[str]) -> None:
        index, row = keys.document_names(chat_id, named.person_id), json.dumps(named)
        pipeline = self._redis.pipeline()
        for name in names:
            pipeline.set(keys.document_name(chat_id, name), row, ex=self._keep_s)
        pipeline.zadd(index, dict.fromkeys(names, time.time()))
        pipeline.expire(index, self._keep_s)
        pipeline.zrange(index, 0, -1 - self._most_names)
        *_, oldest = await pipeline.execute()
        if oldest:
            await self._delete_names(chat_id, named.person_id, map(str, oldest))
            await self._redis.zrem(index, *oldest)

    async def _delete_names(self, chat_id: int, person_id: int, names: Iterable[str]) -> set[str]:
        """Delete those that are the person's; return the hashes that they led to.

        Another person who sent the same file has taken its name over.
        """
        contents = set()
        for name in names:
            key = keys.document_name(chat_id, name)
            row = await self._redis.get(key)
            if row is None:
                continue
            named = _Named(*json.loads(row))
            if named.person_id == person_id:
                await self._redis.delete(key)
            contents.add(named.content)
        return contents


def _holder(chat_id: int, person_id: int) -> str:
    return f"{chat_id}:{person_id}"
