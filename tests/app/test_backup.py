"""`python -m bot backup` and `restore`."""

import gzip
import json
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.__main__ import EXIT_NO_START, main
from bot.app.backup import backup, restore
from bot.app.store import open_store
from bot.errors import StartError, StorageDown
from bot.models.chat import Thread
from bot.models.llm import Exchange
from bot.models.post import PostDraft, Transition
from bot.models.work import Capacity, Outcome
from bot.ports.posts import ClaimedPost
from bot.settings import Settings
from bot.settings.sections import RedisSection
from bot.settings.settings import Secrets
from bot.storage import keys
from bot.storage.backup.rows import Row
from bot.storage.connection import Redis, open_redis
from bot.storage.embedded import embedded_redis
from bot.storage.history.history import RedisHistory
from bot.storage.posts.post_queue import RedisPostQueue
from bot.storage.posts.posts import RedisPosts
from bot.storage.schema import SCHEMA_VERSION
from tests.fakes.work import claim_one, settle

GROUP = Thread(-100, 7)
LEADERBOARD = keys.idiom(5, "leaderboard")


@pytest.fixture
def settings(redis: Redis, redis_url: str) -> Settings:
    secrets = Secrets(telegram_bot_token=SecretStr("123:abc"), redis_url=SecretStr(redis_url))
    return Settings(secrets=secrets)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bot.backup"


async def test_a_backup_brings_back_what_people_said_and_posted(settings, redis, file):
    posts, queue = RedisPosts(redis), RedisPostQueue(redis)
    history = RedisHistory(redis, keep=100)
    async with open_store(settings):
        await history.append(GROUP, Exchange("问", "答"))
    for state in ("published", "sending", "review", "queued"):
        await post(posts, queue, state)
    await redis.set(keys.queue(keys.INBOX, "backlog"), 3)
    await redis.xadd(keys.chat_log(-100), {"text": "私下说的话"})
    await backup(settings, file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert "私下" not in gzip.decompress(file.read_bytes()).decode("unicode_escape")

    await redis.flushall()
    said = await restore(settings, file)
    assert said.endswith("about: 2.")
    assert [exchange.answer for exchange in await history.tail(GROUP, 9)] == ["答"]
    assert not await redis.exists(keys.queue(keys.INBOX, "backlog"))
    assert await posts.counts() == {
        "published": 1, "unknown": 1, "review": 2, "queued": 0, "sending": 0,
    }  # fmt: skip
    restored = await posts.get(4)
    assert restored is not None
    assert restored.verdict is not None
    assert restored.verdict.labels == ("restored",)
    assert [entry.to for entry in await posts.audit(2)] == ["queued", "sending", "unknown"]
    # Nothing is checked or published by itself: reviewers get a card of each post.
    notified = []
    while claimed := await claim_one(queue):
        notified.append((claimed.notification, claimed.post.id, claimed.post.state))
    assert {(id_, state) for kind, id_, state in notified if kind == "show_card"} == {
        (2, "unknown"), (3, "review"), (4, "review"),
    }  # fmt: skip
    assert all(kind for kind, _, _ in notified)
    async with open_store(settings):
        pass


async def post(posts: RedisPosts, queue: RedisPostQueue, state: str) -> None:
    """A post in that state, by an author of its own."""
    number = ("published", "sending", "review", "queued").index(state) + 1
    draft = PostDraft(number, "作者", "zh", -100, 7, number, f"稿件 {number}")
    await posts.submit(draft, per_hour=0)
    if state == "queued":
        return
    for to in ("sending", "published") if state == "published" else (state,):
        claimed = await claim_post(queue)
        assert await queue.advance(claimed, Transition(to))
        if state == "published":
            await settle(queue, claimed, Outcome("retry"))


async def claim_post(queue: RedisPostQueue) -> ClaimedPost:
    [claimed] = await queue.exchange((), Capacity(normal=1, priority=0))
    return claimed


async def test_a_store_that_holds_something_is_left_alone(settings, redis, file):
    await redis.set(LEADERBOARD, 1)
    await backup(settings, file)
    with pytest.raises(StartError, match="not empty"):
        await restore(settings, file)
    await redis.flushall()
    async with open_store(settings):
        pass  # what a start notes is no data
    await restore(settings, file)
    assert await redis.get(LEADERBOARD) == "1"


async def test_a_backup_says_what_is_in_it_where_it_is_and_how_to_restore_it(
    settings, redis, tmp_path
):
    await redis.set(LEADERBOARD, 1)
    file = tmp_path / "of a day.backup"
    written, restored = (await backup(settings, file)).splitlines()
    assert written.startswith("All that the bot keeps in the configured Redis was written to ")
    assert f"{file}: 1 keys, 0." in written
    assert written.endswith(" kB.")
    assert restored.endswith(f"python -m bot restore '{file}'")


async def test_an_interrupted_restore_is_not_taken_for_the_data(settings, redis):
    await redis.set(keys.STORE_RESTORING, 1)
    with pytest.raises(StartError, match="cut off"):
        async with open_store(settings):
            pass


async def test_what_cannot_be_restored_is_refused_before_anything_is_stored(settings, redis, file):
    await redis.set(LEADERBOARD, "小明" * 100)
    await backup(settings, file)
    whole = file.read_bytes()
    await redis.flushall()
    first, *others = gzip.decompress(whole).splitlines(keepends=True)
    header = json.loads(first)
    for changed, reason in (
        (whole[:-20], "damaged"),
        (gzip.compress(b"".join((first, *others[:-1]))), "damaged"),
        (line({**header, "schema": SCHEMA_VERSION + 1}, others), "newer version"),
        (line({**header, "form_version": 99}, others), "newer version"),
        (line({**header, "bot": 456}, others), "belongs to bot 456"),
        (b"{}", "no backup"),
        (b"", "no backup"),
    ):
        file.write_bytes(changed)
        with pytest.raises(StartError, match=reason):
            await restore(settings, file)
    assert await redis.dbsize() == 0


def line(header: dict[str, object], others: list[bytes]) -> bytes:
    return gzip.compress(json.dumps(header).encode() + b"\n" + b"".join(others))


async def test_only_an_earlier_backup_is_replaced(settings, redis, file):
    await redis.set(LEADERBOARD, 1)
    await backup(settings, file)
    await backup(settings, file)
    file.write_text("my thesis", encoding="utf-8")
    with pytest.raises(StartError, match="choose another name"):
        await backup(settings, file)
    assert file.read_text(encoding="utf-8") == "my thesis"
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.slow
async def test_the_store_of_a_running_bot_is_backed_up(file, tmp_path):
    running = Settings(redis=RedisSection(data_dir=tmp_path / "running"))
    async with embedded_redis(running.redis.data_dir) as url:
        async with open_redis(url) as redis:
            await redis.set(LEADERBOARD, 1)
        await backup(running, file)
    other = Settings(redis=RedisSection(data_dir=tmp_path / "other"))
    await restore(other, file)
    async with open_store(other) as redis:
        assert await redis.get(LEADERBOARD) == "1"


def test_a_failure_is_one_sentence(redis_url, file, monkeypatch, capsys):
    monkeypatch.setenv("REDIS_URL", redis_url)
    monkeypatch.setattr(sys, "argv", ["bot", "restore", str(file)])
    assert main() == EXIT_NO_START
    assert capsys.readouterr().err == f"{file} cannot be read (No such file or directory).\n"


async def test_a_store_that_stops_answering_fails_a_backup_and_is_not_to_be_emptied(
    settings, redis, file, monkeypatch
):
    async def fail(_: Redis, names: Sequence[str]) -> AsyncIterator[Row]:
        if names:
            raise StorageDown
        yield Row("none", "string", "", None)

    await redis.set(LEADERBOARD, "1")
    monkeypatch.setattr("bot.app.backup.read_rows", fail)
    with pytest.raises(StartError) as refused:
        await backup(settings, file)
    assert refused.value.say("en") == "Redis stopped answering: no backup was made."
    assert not file.exists()
