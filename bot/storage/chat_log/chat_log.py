"""The messages of a group, while its digest is on: a bounded stream, and a hash with their texts.

Adding a message is one command, since it is done for every message of the group.
"""

from typing import Any

from bot.models.chat_log import MAX_LOGGED, LoggedMessage
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.scripts import load_script


class RedisChatLog:
    """Implements `ports.chat_log.ChatLog`."""

    def __init__(self, redis: Redis, *, most: int = MAX_LOGGED) -> None:
        self._redis = redis
        self._most = most
        self._add = load_script(redis, "chat_log/log.lua", "chat_log/add.lua")
        self._edit = load_script(redis, "chat_log/edit.lua")
        self._forget = load_script(redis, "chat_log/log.lua", "chat_log/forget.lua")

    async def add(self, chat_id: int, message: LoggedMessage) -> None:
        """Keep a message; nothing happens where the digest is off, or its sender has left it."""
        fields: list[str | int | float] = ["name", message.sender, "at", message.at_s]
        if message.topic_id is not None:
            fields += ("topic", message.topic_id)
        if message.reply_to is not None:
            fields += ("reply_to", message.reply_to)
        await self._add(
            [*_keys_of(chat_id), keys.chat_log(chat_id, "left"), keys.chat_settings(chat_id)],
            [
                self._most,
                keys.CHAT_LOG_S * 1000,
                message.message_id,
                message.sender_id,
                message.text,
                *fields,
            ],
        )

    async def edit(self, chat_id: int, message_id: int, text: str) -> None:
        """Replace the text of a message that is kept; an empty one deletes it."""
        await self._edit(_keys_of(chat_id), [message_id, text])

    async def read(self, chat_id: int) -> list[LoggedMessage]:
        """What is kept, oldest first."""
        seconds, _ = await self._redis.time()
        oldest = (int(seconds) - keys.CHAT_LOG_S) * 1000
        log, texts = _keys_of(chat_id)
        pipeline = self._redis.pipeline()
        pipeline.xrange(log, min=oldest)
        pipeline.hgetall(texts)
        entries, text_of = await pipeline.execute()
        found = (_message(fields, text_of.get(fields["message"])) for _, fields in entries)
        return sorted(filter(None, found), key=lambda message: message.message_id)

    async def leave(self, chat_id: int, person_id: int) -> None:
        """Delete what a person said, and keep nothing that they say."""
        await self._redis.sadd(keys.chat_log(chat_id, "left"), str(person_id))
        await self.forget(chat_id, person_id)

    async def come_back(self, chat_id: int, person_id: int) -> bool:
        """Keep again what a person says; False: they had not left."""
        return bool(await self._redis.srem(keys.chat_log(chat_id, "left"), str(person_id)))

    async def forget(self, chat_id: int, person_id: int) -> None:
        """Delete what a person said up to now."""
        await self._forget(_keys_of(chat_id), [person_id])

    async def clear(self, chat_id: int) -> None:
        """Delete all messages; who has left stays away."""
        await self._redis.delete(*_keys_of(chat_id))


def _keys_of(chat_id: int) -> list[str]:
    return [keys.chat_log(chat_id), keys.chat_log(chat_id, "texts")]


def _message(fields: dict[str, Any], text: str | None) -> LoggedMessage | None:
    """A message that is kept; None where an edit has left nothing of it."""
    if text is None:
        return None
    return LoggedMessage(
        int(fields["message"]),
        int(fields["sender"]),
        fields["name"],
        text,
        float(fields["at"]),
        _number(fields.get("topic")),
        _number(fields.get("reply_to")),
    )


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)
