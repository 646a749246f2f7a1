"""The log of chats in Redis: its bounds, and what it costs."""

from typing import Any

import pytest

from bot.models.chat import Person
from bot.models.chat_settings import AS_CONFIGURED, ChatSettings, GroupDigest
from bot.storage import keys
from bot.storage.chat_log.chat_log import RedisChatLog
from bot.storage.chat_log.daily_digests import RedisDailyDigests
from bot.storage.chat_migration import RedisChatMigrations
from bot.storage.chat_settings.chat_settings import RedisChatSettings
from tests.fakes.chat_log import wrote

GROUP, SUPERGROUP = -5, -1005


@pytest.fixture
async def log(redis) -> RedisChatLog:
    on = ChatSettings(digest=GroupDigest(21))
    await RedisChatSettings(redis).change(GROUP, AS_CONFIGURED, on, by=Person(9, "阿杰"))
    return RedisChatLog(redis, most=3)


async def test_the_oldest_messages_go_with_their_texts(redis, log):
    for number in range(1, 6):
        await log.add(GROUP, wrote(number))
    assert [message.message_id for message in await log.read(GROUP)] == [3, 4, 5]
    assert await redis.hkeys(keys.chat_log(GROUP, "texts")) == ["3", "4", "5"]


async def test_what_is_older_than_72_hours_goes_and_so_does_all_of_a_silent_group(redis, log):
    fields = {"message": 1, "sender": 1, "name": "小明", "at": 1}
    await redis.xadd(keys.chat_log(GROUP), fields, id="1000-0")
    await redis.hset(keys.chat_log(GROUP, "texts"), "1", "很久以前")
    assert await log.read(GROUP) == []
    await log.add(GROUP, wrote(2))
    assert await redis.hkeys(keys.chat_log(GROUP, "texts")) == ["2"]
    for key in (keys.chat_log(GROUP), keys.chat_log(GROUP, "texts")):
        assert keys.CHAT_LOG_S - 5 < await redis.ttl(key) <= keys.CHAT_LOG_S


async def test_a_message_costs_one_command(redis, log, monkeypatch):
    await log.add(GROUP, wrote(1))  # the server learns the script
    sent: list[str] = []
    execute = redis.execute_command

    async def counted(*arguments: Any, **options: Any) -> Any:
        sent.append(arguments[0])
        return await execute(*arguments, **options)

    monkeypatch.setattr(redis, "execute_command", counted)
    await log.add(GROUP, wrote(2))
    assert sent == ["EVALSHA"]


async def test_a_migration_deletes_messages_whose_numbers_change_and_keeps_who_left(redis, log):
    await log.add(GROUP, wrote(1, sender_id=1))
    await log.leave(GROUP, 2)
    await RedisDailyDigests(redis).schedule(GROUP, 77)
    await RedisChatMigrations(redis).migrate(GROUP, SUPERGROUP)
    assert await log.read(GROUP) == []
    assert await redis.keys(keys.chat_log(GROUP) + "*") == []
    await log.add(SUPERGROUP, wrote(1, sender_id=2))
    await log.add(SUPERGROUP, wrote(2, sender_id=1))
    assert await log.read(SUPERGROUP) == [wrote(2, sender_id=1)]
    assert await redis.zrange(keys.DAILY_DIGESTS, 0, -1, withscores=True) == [(str(SUPERGROUP), 77)]
