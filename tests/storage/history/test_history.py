import pytest

from bot.models.chat import Thread
from bot.models.llm import Exchange
from bot.storage.chat_migration import RedisChatMigrations
from bot.storage.connection import Redis
from bot.storage.history.history import RedisHistory

HERE, TOPIC = Thread(-1), Thread(-1, 7)


def exchange(number: int, speaker: str | None = None, speaker_id: int | None = None) -> Exchange:
    return Exchange(f"问{number}", f"答{number}", speaker, speaker_id)


@pytest.fixture
def history(redis: Redis) -> RedisHistory:
    return RedisHistory(redis, keep=5)


async def test_the_last_exchanges_come_back_oldest_first(history):
    for number in range(4):
        await history.append(HERE, exchange(number, "小明"))
    assert await history.tail(HERE, 2) == [exchange(2, "小明"), exchange(3, "小明")]
    assert await history.tail(HERE, 0) == []


async def test_only_so_many_are_kept(history):
    for number in range(9):
        await history.append(HERE, exchange(number))
    assert await history.tail(HERE, 100) == [exchange(number) for number in range(4, 9)]


async def test_topics_are_apart(history):
    await history.append(HERE, exchange(1))
    await history.append(TOPIC, exchange(2))
    await history.clear(HERE)
    assert await history.tail(HERE, 9) == []
    assert await history.tail(TOPIC, 9) == [exchange(2)]


async def test_one_speaker_can_be_forgotten_whatever_they_are_called(history):
    await history.append(HERE, exchange(1, "小明", 1))
    await history.append(HERE, exchange(2, "小明", 2))
    await history.append(HERE, exchange(3, "改了名的小明", 1))
    await history.forget(HERE.chat_id, 1)
    assert await history.tail(HERE, 9) == [exchange(2, "小明", 2)]
    await history.forget(HERE.chat_id, 1)


async def test_an_old_chat_is_forgotten_by_itself(history, redis):
    await history.append(HERE, exchange(1))
    assert await redis.ttl("history:{-1:0}") > 0


async def test_memory_moves_with_a_group_that_becomes_a_supergroup(history, redis):
    await history.append(HERE, exchange(1))
    await RedisChatMigrations(redis).migrate(-1, -1001)
    await RedisChatMigrations(redis).migrate(-1, -1001)
    assert await history.tail(Thread(-1001), 9) == [exchange(1)]
    assert await history.tail(HERE, 9) == []
    assert await redis.ttl("history:{-1001:0}") > 0


async def test_what_the_supergroup_has_already_stays(history, redis):
    await history.append(Thread(-1001), exchange(2))
    await history.append(HERE, exchange(1))
    await RedisChatMigrations(redis).migrate(-1, -1001)
    assert await history.tail(Thread(-1001), 9) == [exchange(2)]


async def test_rows_of_earlier_versions_are_read_and_rows_stay_short(history, redis):
    await redis.rpush("history:{-1:0}", '["问","答",null,null]', '["问","答","小明",1,77]')
    read = await history.tail(HERE, 9)
    assert read == [Exchange("问", "答"), Exchange("问", "答", "小明", 1, 77)]
    assert await history.replace(HERE, read[0], Exchange("问", "答", tokens=9))
    assert await redis.lindex("history:{-1:0}", 0) == '["问","答",null,null,null,9]'


async def test_the_topics_of_a_chat_are_known_as_long_as_their_history(history, redis):
    await history.append(TOPIC, exchange(1))
    assert await redis.smembers("history_topics:-1") == {"7"}
    assert await redis.ttl("history_topics:-1") > 0
