"""Migration between one server and a cluster: a backup of the one, restored into the other."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app.backup import backup, restore
from bot.app.store import open_store
from bot.errors import StartError
from bot.models.chat import Thread
from bot.models.llm import Exchange
from bot.models.post import PostDraft
from bot.settings import Settings
from bot.settings.settings import Secrets
from bot.storage import keys
from bot.storage.backup.backup_file import read_backup
from bot.storage.connection import open_redis
from bot.storage.history.history import RedisHistory
from bot.storage.posts.posts import RedisPosts
from tests.fakes.valkey_cluster import ValkeyCluster

CHATS = 40


def settings_of(url: str) -> Settings:
    return Settings(
        secrets=Secrets(telegram_bot_token=SecretStr("123:abc"), redis_url=SecretStr(url))
    )


def rows_of(file: Path) -> dict[str, object]:
    return {row.key: row for row in read_backup(file) if row.key != keys.API_LAST_NUMBER}


async def empty(cluster: ValkeyCluster) -> None:
    """Leave nothing that other tests stored, nor to them."""
    async with open_redis(cluster.url()) as client:
        await client.flushall()


@pytest.mark.slow
async def test_a_store_moves_to_a_cluster_and_back(redis, redis_url, cluster, tmp_path):
    await empty(cluster)
    one, many = settings_of(redis_url), settings_of(cluster.url())
    history, posts = RedisHistory(redis, keep=100), RedisPosts(redis)
    async with open_store(one):
        for chat in range(1, CHATS + 1):
            await history.append(Thread(chat), Exchange("问", f"答 {chat}"))
            await redis.zadd(keys.idiom(chat, "leaderboard"), {"7": chat})
        draft = PostDraft(1, "作者", "zh", -100, None, 1, "稿件")
        await posts.submit(draft, per_hour=0)
        await redis.set(keys.API_LAST_NUMBER, 64)
    await backup(one, tmp_path / "one")
    await restore(many, tmp_path / "one")  # the post is for a person to decide about
    with pytest.raises(StartError, match="not empty"):
        await restore(many, tmp_path / "one")
    async with open_store(many) as store:
        answers = [await RedisHistory(store, keep=100).tail(Thread(chat), 1) for chat in (1, CHATS)]
        assert [found.answer for [found] in answers] == ["答 1", f"答 {CHATS}"]
        assert (await RedisPosts(store).counts())["review"] == 1
        # Numbers that were given after the counter was copied are not given again.
        assert int(await store.get(keys.API_LAST_NUMBER) or 0) > 1_000_000
    await backup(many, tmp_path / "cluster")
    await redis.flushall()
    await restore(one, tmp_path / "cluster")
    await backup(one, tmp_path / "back")
    assert rows_of(tmp_path / "back") == rows_of(tmp_path / "cluster")
    assert len(rows_of(tmp_path / "back")) > 2 * CHATS
    await empty(cluster)
