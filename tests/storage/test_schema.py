"""The version of the stored data: once for all replicas, and never backwards."""

import asyncio

import pytest

from bot.errors import StartError
from bot.storage import keys, schema
from bot.storage.connection import Redis
from bot.storage.health.replicas import RedisReplicas
from bot.storage.owner import claim_store
from bot.storage.schema import migrate

NEWEST = schema.SCHEMA_VERSION


async def test_an_empty_store_gets_todays_version(redis: Redis):
    await migrate(redis)
    assert await redis.get(keys.SCHEMA_VERSION) == str(NEWEST)
    assert await redis.dbsize() == 1


async def test_a_store_that_was_only_claimed_is_empty(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
):
    ran = note_migrations(monkeypatch)
    await claim_store(redis, 123)
    await migrate(redis)
    assert ran == []
    assert await redis.get(keys.SCHEMA_VERSION) == str(NEWEST)


async def test_data_without_a_version_is_migrated_from_the_start(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
):
    ran = note_migrations(monkeypatch)
    await redis.set(keys.WEBHOOK_SECRET, "s")
    await migrate(redis)
    assert ran == list(range(1, NEWEST + 1))
    assert await redis.get(keys.SCHEMA_VERSION) == str(NEWEST)


async def test_replicas_that_start_together_migrate_once(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
):
    ran = note_migrations(monkeypatch)
    await redis.set(keys.WEBHOOK_SECRET, "s")
    await asyncio.gather(*(migrate(redis) for _ in range(3)))
    assert ran == list(range(1, NEWEST + 1))
    assert not await redis.exists(keys.SCHEMA_MIGRATING)


async def test_data_of_today_is_left_alone(redis: Redis, monkeypatch: pytest.MonkeyPatch):
    ran = note_migrations(monkeypatch)
    await redis.set(keys.SCHEMA_VERSION, NEWEST)
    await migrate(redis)
    assert ran == []


async def test_data_of_a_newer_bot_is_refused_in_a_sentence(redis: Redis):
    await redis.set(keys.SCHEMA_VERSION, NEWEST + 1)
    with pytest.raises(StartError, match=f"version {NEWEST + 1}.*newer version of the bot"):
        await migrate(redis)


async def test_a_migration_that_failed_is_repeated(redis: Redis, monkeypatch: pytest.MonkeyPatch):
    async def fail(_: Redis) -> None:
        raise OSError

    await redis.set(keys.WEBHOOK_SECRET, "s")
    with monkeypatch.context() as patched:
        patched.setattr(schema, "_MIGRATIONS", (fail,) * NEWEST)
        with pytest.raises(OSError):  # noqa: PT011 -- the one raised above
            await migrate(redis)
    assert not await redis.exists(keys.SCHEMA_VERSION)
    ran = note_migrations(monkeypatch)
    await migrate(redis)
    assert ran == list(range(1, NEWEST + 1))


async def test_data_is_not_migrated_while_an_older_process_works(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(schema, "_OLD_PROCESS_S", 0)
    ran = note_migrations(monkeypatch)
    await redis.set(keys.leader("polling"), "old")
    with pytest.raises(StartError, match="older version still works"):
        await migrate(redis)
    assert (ran, await redis.exists(keys.SCHEMA_MIGRATING)) == ([], 0)
    await redis.delete(keys.leader("polling"))
    webhook_process = RedisReplicas(redis)
    await webhook_process.report("", ())
    with pytest.raises(StartError, match="older version still works"):
        await migrate(redis)
    await webhook_process.leave()
    await redis.set(keys.WEBHOOK_SECRET, "s")
    await migrate(redis)
    assert ran == list(range(1, NEWEST + 1))


def note_migrations(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Replace the migrations by ones that note their number."""
    ran: list[int] = []

    def noting(number: int) -> schema.Migration:
        async def note(_: Redis) -> None:
            ran.append(number)
            await asyncio.sleep(0)

        return note

    migrations = tuple(noting(number) for number in range(1, NEWEST + 1))
    monkeypatch.setattr(schema, "_MIGRATIONS", migrations)
    return ran
