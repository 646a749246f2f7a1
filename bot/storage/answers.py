"""The answers of the last day: what was asked, and which messages answer it.

One hash a person and chat, so that /forget deletes one key. The messages of a group that becomes a
supergroup stay behind, and so do its answers.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from bot.models.answer import Answer
from bot.models.chat import FileRef, Person, QuotedMessage, Request, Thread
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.known_fields import known

KEPT = 20
"""Answers of a person in a chat. Older ones are out of sight."""
_BUTTON = "button"


class RedisAnswers:
    """Implements `ports.answers.AnswerStore`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def put(self, answer: Answer) -> None:
        """Keep an answer for a day, in place of another version of it."""
        request = answer.request
        key = keys.answers(request.thread.chat_id, request.sender.id)
        fields = asdict(answer)
        for name in ("settings", "forbidden"):  # another version is answered by those of its time
            del fields["request"][name]
        _drop_formatting(fields["request"])
        row = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
        pipeline = self._redis.pipeline()
        pipeline.hset(key, str(request.message_id), row)
        pipeline.expire(key, keys.ANSWERS_S)
        pipeline.hkeys(key)
        names = [str(name) for name in (await pipeline.execute())[-1]]
        questions = _questions_among(names)
        if old := set(map(str, questions[:-KEPT])):
            await self._redis.hdel(key, *(n for n in names if n.partition(":")[0] in old))

    async def get(self, chat_id: int, person_id: int, question_id: int) -> Answer | None:
        """The newest version of an answer; None where it is no longer kept, or never was."""
        row = await self._redis.hget(keys.answers(chat_id, person_id), str(question_id))
        return None if row is None else _read(json.loads(row))

    async def latest(self, chat_id: int, person_id: int) -> Answer | None:
        """The answer to the latest question."""
        key = keys.answers(chat_id, person_id)
        questions = _questions_among(map(str, await self._redis.hkeys(key)))
        return await self.get(chat_id, person_id, questions[-1]) if questions else None

    async def take(self, answer: Answer, update_id: int) -> bool:
        """Let an update replace or continue this version; the same update may do so again."""
        request = answer.request
        key = keys.answers(request.thread.chat_id, request.sender.id)
        field = f"{request.message_id}:{request.update_id}"
        await self._redis.hsetnx(key, field, str(update_id))
        return await self._redis.hget(key, field) == str(update_id)

    async def swap_button(self, chat_id: int, person_id: int, message_id: int | None) -> int | None:
        """Note which message has the button for another version; return which one had it before."""
        key = keys.answers(chat_id, person_id)
        pipeline = self._redis.pipeline()
        pipeline.hget(key, _BUTTON)
        if message_id is None:
            pipeline.hdel(key, _BUTTON)
        else:
            pipeline.hset(key, _BUTTON, str(message_id))
        before = (await pipeline.execute())[0]
        return None if before is None else int(before)

    async def forget(self, chat_id: int, person_id: int) -> None:
        """Delete all that is kept of a person in a chat."""
        await self._redis.delete(keys.answers(chat_id, person_id))


def _questions_among(fields: Iterable[str]) -> list[int]:
    """The ids of the questions, from the fields of the hash: of a question, of one of its versions, the button."""
    return sorted({int(name.partition(":")[0]) for name in fields if name != _BUTTON})


def _drop_formatting(request: dict[str, Any]) -> None:
    """Only posts keep it, and a post is no answer."""
    del request["written"]
    if request["quoted"]:
        del request["quoted"]["written"], request["quoted"]["captioned"]


def _read(row: dict[str, Any]) -> Answer:
    return Answer(
        row["command"],
        _read_request(row["request"]),
        row["scope_id"],
        tuple(row["message_ids"]),
        tuple(row["replaced_ids"]),
        row["exchange"],
    )


def _read_request(row: dict[str, Any]) -> Request:
    quoted = row["quoted"]
    parts: dict[str, Any] = {
        "thread": known(Thread, row["thread"]),
        "sender": known(Person, row["sender"]),
        "quoted": quoted and known(QuotedMessage, quoted | _read_files(quoted)),
    }
    return known(Request, row | parts | _read_files(row))


def _read_files(row: dict[str, Any]) -> dict[str, Any]:
    # What older versions stored has no files of an album.
    files = tuple(known(FileRef, file) for file in row.get("files", ()))
    return {"file": _read_file(row["file"]), "files": files}


def _read_file(row: dict[str, Any] | None) -> FileRef | None:
    return None if row is None else known(FileRef, row)
