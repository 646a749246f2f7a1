"""Keys as rows that depend on no server: name, type, value as plain JSON, and when it expires.

The client decodes with `surrogateescape`, so that bytes that are no UTF-8 come through unchanged.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from redis.asyncio.client import Pipeline

from bot.errors import StartError
from bot.storage.connection import Redis

_ROWS_AT_ONCE = 200
_ELEMENTS_AT_ONCE = 1000
_NO_EXPIRY = -1
"""PEXPIRETIME of a key that is kept; it is -2 where there is no such key."""


@dataclass(frozen=True, slots=True)
class Row:
    """One key.

    Args:
        key: its name.
        type: as the command TYPE names it.
        value: string; list: its elements; set: the same, sorted; hash: an object; zset: pairs of member
            and score; stream: `last_id` and `entries`, pairs of id and fields.
        expires_ms: when it expires, in milliseconds of Unix time; None: never.
    """

    key: str
    type: str
    value: Any
    expires_ms: int | None = None


_READERS: Mapping[str, Callable[[Pipeline, str], object]] = {
    "string": lambda pipeline, key: pipeline.get(key),
    "list": lambda pipeline, key: pipeline.lrange(key, 0, -1),
    "set": lambda pipeline, key: pipeline.smembers(key),
    "hash": lambda pipeline, key: pipeline.hgetall(key),
    "zset": lambda pipeline, key: pipeline.zrange(key, 0, -1, withscores=True),
    "stream": lambda pipeline, key: pipeline.xrange(key),
}


async def read_rows(redis: Redis, keys: Sequence[str]) -> AsyncIterator[Row]:
    """The rows of those keys that exist.

    Raises:
        StartError: a key has a type that the bot does not use.
    """
    for names in _chunks(keys, _ROWS_AT_ONCE):
        asked = redis.pipeline(transaction=False)
        for name in names:
            asked.type(name)
            asked.pexpiretime(name)
        answers = await asked.execute()
        found = [
            (name, kind, expires)
            for name, kind, expires in zip(names, answers[::2], answers[1::2], strict=True)
            if kind != "none"
        ]
        values = redis.pipeline(transaction=False)
        for name, kind, _ in found:
            if kind not in _READERS:
                raise StartError(f"The key {name} is a {kind}, which no backup can hold.")
            _READERS[kind](values, name)
            if kind == "stream":
                values.xinfo_stream(name)
        read = iter(await values.execute())
        for name, kind, expires in found:
            value = _plain(kind, next(read), read)
            yield Row(name, kind, value, None if expires == _NO_EXPIRY else int(expires))


def _plain(kind: str, answer: Any, following: Iterator[Any]) -> Any:  # noqa: ANN401 -- values of any type
    """An answer of the server as JSON; a stream's second answer comes from `following`."""
    if kind == "set":
        return sorted(answer)
    if kind == "zset":
        return [[member, score] for member, score in answer]
    if kind == "stream":
        entries = [[entry_id, fields] for entry_id, fields in answer]
        return {"last_id": next(following)["last-generated-id"], "entries": entries}
    return answer


async def write_rows(redis: Redis, rows: Iterable[Row]) -> int:
    """Store rows whose keys do not exist; returns how many. What has expired meanwhile, goes at once."""
    count = 0
    for some in _chunks(rows, _ROWS_AT_ONCE):
        pipeline = redis.pipeline(transaction=False)
        for row in some:
            _WRITERS[row.type](pipeline, row)
            if row.expires_ms is not None:
                pipeline.pexpireat(row.key, row.expires_ms)
        await pipeline.execute()
        count += len(some)
    return count


def _write_string(pipeline: Pipeline, row: Row) -> None:
    pipeline.set(row.key, row.value)


def _write_list(pipeline: Pipeline, row: Row) -> None:
    pipeline.delete(row.key)  # redis-py sends a pipeline again where its connection broke
    for some in _chunks(row.value, _ELEMENTS_AT_ONCE):
        pipeline.rpush(row.key, *some)


def _write_set(pipeline: Pipeline, row: Row) -> None:
    for some in _chunks(row.value, _ELEMENTS_AT_ONCE):
        pipeline.sadd(row.key, *some)


def _write_hash(pipeline: Pipeline, row: Row) -> None:
    for some in _chunks(row.value.items(), _ELEMENTS_AT_ONCE):
        pipeline.hset(row.key, mapping=dict(some))


def _write_zset(pipeline: Pipeline, row: Row) -> None:
    for some in _chunks(row.value, _ELEMENTS_AT_ONCE):
        pipeline.zadd(row.key, dict(some))


def _write_stream(pipeline: Pipeline, row: Row) -> None:
    pipeline.delete(row.key)  # as above
    last_id = row.value["last_id"]
    for entry_id, fields in row.value["entries"]:
        pipeline.xadd(row.key, fields, id=entry_id)
    if not row.value["entries"]:
        pipeline.xadd(row.key, {"": ""}, id=last_id, maxlen=0, approximate=False)
    pipeline.execute_command("XSETID", row.key, last_id)


_WRITERS: Mapping[str, Callable[[Pipeline, Row], None]] = {
    "string": _write_string,
    "list": _write_list,
    "set": _write_set,
    "hash": _write_hash,
    "zset": _write_zset,
    "stream": _write_stream,
}
TYPES = frozenset(_WRITERS)


def _chunks(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    some = []
    for item in items:
        some.append(item)
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some
