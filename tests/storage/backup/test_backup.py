"""Backups: rows, the file, a snapshot of a moment, and the way back."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as some

from bot.storage import keys
from bot.storage.backup.backup_file import Header, read_backup, read_header, write_backup
from bot.storage.backup.restore import restore_rows
from bot.storage.backup.rows import Row, read_rows, write_rows
from bot.storage.backup.snapshot import snapshot
from bot.storage.connection import Redis, open_redis
from bot.storage.schema import SCHEMA_VERSION

HEADER = Header(bot=123, schema=SCHEMA_VERSION, made_ms=1_800_000_000_000)
IN_2099_MS = 4_070_908_800_000
VERSION = Row(keys.SCHEMA_VERSION, "string", str(SCHEMA_VERSION), None)

# Bytes that are no UTF-8 come as surrogates.
_strings = some.binary(max_size=12).map(lambda data: data.decode("utf-8", "surrogateescape"))
_scores = some.floats(allow_nan=False).map(lambda score: score + 0.0)
_values = {
    "string": _strings,
    "list": some.lists(_strings, min_size=1, max_size=5),
    "set": some.sets(_strings, min_size=1, max_size=5).map(sorted),
    "hash": some.dictionaries(_strings, _strings, min_size=1, max_size=5),
    "zset": some.dictionaries(_strings, _scores, min_size=1, max_size=5).map(
        lambda members: [list(pair) for pair in members.items()]
    ),
    "stream": some.lists(some.dictionaries(_strings, _strings, min_size=1), max_size=3).map(
        lambda entries: {
            "last_id": "9-0",
            "entries": [[f"{number}-1", fields] for number, fields in enumerate(entries, 1)],
        }
    ),
}
_rows = some.one_of(
    [
        some.builds(
            Row,
            _strings.map(lambda name: f"cards:{name}"),
            some.just(kind),
            value,
            some.sampled_from([None, IN_2099_MS]),
        )
        for kind, value in _values.items()
    ]
)


@given(rows=some.lists(_rows, max_size=8, unique_by=lambda row: row.key))
@settings(max_examples=15, deadline=None)
def test_what_is_restored_is_what_was_stored(redis_url, tmp_path_factory, rows):
    file = tmp_path_factory.getbasetemp() / "property.backup"

    async def round_trip() -> None:
        async with open_redis(redis_url, errors="surrogateescape") as redis:
            await redis.flushall()
            await write_rows(redis, [VERSION, *rows])
            names = [VERSION.key, *(row.key for row in rows)]
            stored = await all_rows(redis, names)
            assert len(stored) == len(names)
            await write_backup(file, HEADER, read_rows(redis, names))
            await redis.flushall()
            assert read_header(file) == HEADER
            await restore_rows(redis, read_backup(file))
            assert await all_rows(redis, names) == stored

    asyncio.run(round_trip())


async def all_rows(redis: Redis, names: list[str]) -> list[Row]:
    return [row async for row in read_rows(redis, names)]


async def test_a_snapshot_is_of_one_moment_while_the_bot_writes(redis, tmp_path):
    async def write(number: int) -> None:
        pipeline = redis.pipeline()
        pipeline.hset(keys.posts("counts"), "queued", number)
        pipeline.zadd(keys.posts("in_progress"), {str(number): number})
        await pipeline.execute()

    async def write_on() -> None:
        for number in range(1, 1_000_000):
            await write(number)

    await write(0)
    writing = asyncio.create_task(write_on())
    try:
        for _ in range(2):
            async with snapshot(redis, tmp_path) as copies:
                [(count, queued)] = [
                    (count, await copy.hget(keys.posts("counts"), "queued"))
                    for copy in copies
                    if (count := await copy.zcard(keys.posts("in_progress")))
                ]
                assert queued == str(count - 1)
    finally:
        writing.cancel()
    assert list(tmp_path.iterdir()) == []
