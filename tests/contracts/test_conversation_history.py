"""What every `ports.llm.ConversationHistory` does: the Redis store, and the fake of the tests."""

import pytest

from bot.models.chat import Thread
from bot.models.llm import Exchange
from bot.ports.llm import ConversationHistory
from bot.storage.history import RedisHistory
from tests.fakes.llm import FakeHistory

GROUP, TOPIC = Thread(-1), Thread(-1, 7)
KEEP = 5


@pytest.fixture(params=["fake", "redis"])
def history(request: pytest.FixtureRequest) -> ConversationHistory:
    if request.param == "fake":
        return FakeHistory(keep=KEEP)
    return RedisHistory(request.getfixturevalue("redis"), keep=KEEP)


def exchange(number: int, name: str | None = None, speaker_id: int | None = None) -> Exchange:
    return Exchange(f"问{number}", f"答{number}", name, speaker_id, cause=number)


async def test_an_unknown_thread_is_empty(history):
    assert await history.tail(GROUP, 9) == []


async def test_the_last_exchanges_are_returned_oldest_first_with_all_fields(history):
    for number in range(4):
        await history.append(GROUP, exchange(number, "小明", 1))
    assert await history.tail(GROUP, 2) == [exchange(2, "小明", 1), exchange(3, "小明", 1)]


async def test_an_exchange_is_replaced_in_its_place_and_added_where_it_is_gone(history):
    for number in range(4):
        await history.append(GROUP, exchange(number))
    await history.replace(GROUP, 1, exchange(10))
    await history.replace(GROUP, 1, exchange(11))
    assert [each.cause for each in await history.tail(GROUP, 9)] == [0, 10, 2, 3, 11]


@pytest.mark.parametrize("count", [0, -1])
async def test_a_window_of_none_is_empty(history, count):
    await history.append(GROUP, exchange(1))
    assert await history.tail(GROUP, count) == []


async def test_the_oldest_exchanges_beyond_the_limit_are_dropped(history):
    for number in range(9):
        await history.append(GROUP, exchange(number))
    assert await history.tail(GROUP, 100) == [exchange(number) for number in range(4, 9)]


async def test_topics_of_a_chat_are_separate(history):
    await history.append(GROUP, exchange(1))
    await history.append(TOPIC, exchange(2))
    await history.clear(GROUP)
    assert await history.tail(GROUP, 9) == []
    assert await history.tail(TOPIC, 9) == [exchange(2)]


async def test_one_speaker_is_forgotten_by_id_whatever_the_name(history):
    await history.append(GROUP, exchange(1, "小明", 1))
    await history.append(GROUP, exchange(2, "小明", 2))
    await history.append(GROUP, exchange(3, "改了名的小明", 1))
    assert await history.forget_speaker(GROUP, 1) == 2
    assert await history.tail(GROUP, 9) == [exchange(2, "小明", 2)]
    assert await history.forget_speaker(GROUP, 1) == 0


async def test_the_same_exchange_stored_twice_is_forgotten_twice(history):
    for _ in range(2):
        await history.append(GROUP, exchange(1, "小明", 1))
    assert await history.forget_speaker(GROUP, 1) == 2
    assert await history.tail(GROUP, 9) == []
