"""What every `ConversationHistory` and `RunningSummaries` do: the Redis stores, and the fakes."""

import pytest

from bot.models.chat import Thread
from bot.models.llm import Exchange, RunningSummary
from bot.ports.llm import ConversationHistory, RunningSummaries
from bot.storage.history.history import RedisHistory
from bot.storage.history.running_summaries import RedisRunningSummaries
from tests.fakes.llm import FakeHistory, FakeRunningSummaries

GROUP, TOPIC = Thread(-1), Thread(-1, 7)
KEEP = 5


@pytest.fixture(params=["fake", "redis"])
def history(request: pytest.FixtureRequest) -> ConversationHistory:
    if request.param == "fake":
        return FakeHistory(keep=KEEP)
    return RedisHistory(request.getfixturevalue("redis"), keep=KEEP)


@pytest.fixture
def summaries(request: pytest.FixtureRequest, history: ConversationHistory) -> RunningSummaries:
    if isinstance(history, FakeHistory):
        return FakeRunningSummaries(history)
    return RedisRunningSummaries(request.getfixturevalue("redis"))


def exchange(number: int, name: str | None = None, speaker_id: int | None = None) -> Exchange:
    return Exchange(f"问{number}", f"答{number}", name, speaker_id, cause=number)


async def test_an_unknown_thread_is_empty(history):
    assert await history.tail(GROUP, 9) == []


async def test_the_last_exchanges_are_returned_oldest_first_with_all_fields(history):
    for number in range(4):
        await history.append(GROUP, exchange(number, "小明", 1))
    assert await history.tail(GROUP, 2) == [exchange(2, "小明", 1), exchange(3, "小明", 1)]


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
    await history.forget(GROUP.chat_id, 1)
    assert await history.tail(GROUP, 9) == [exchange(2, "小明", 2)]
    await history.forget(GROUP.chat_id, 1)


async def test_the_same_exchange_stored_twice_is_forgotten_twice(history):
    for _ in range(2):
        await history.append(GROUP, exchange(1, "小明", 1))
    await history.forget(GROUP.chat_id, 1)
    assert await history.tail(GROUP, 9) == []


async def test_one_person_is_forgotten_in_all_topics_of_the_chat_and_nowhere_else(history):
    for thread in (GROUP, TOPIC, Thread(-2)):
        await history.append(thread, exchange(1, "小明", 1))
        await history.append(thread, exchange(2, "小红", 2))
    await history.forget(-1, 1)
    assert [len(await history.tail(thread, 9)) for thread in (GROUP, TOPIC, Thread(-2))] == [
        1,
        1,
        2,
    ]


async def test_what_has_no_speaker_is_forgotten_with_anybody(history):
    await history.append(GROUP, exchange(1))
    await history.append(GROUP, exchange(2, "小红", 2))
    await history.forget(-1, 1)
    assert await history.tail(GROUP, 9) == [exchange(2, "小红", 2)]


async def test_an_exchange_takes_the_place_of_the_one_with_its_cause(history):
    for number in range(3):
        await history.append(GROUP, exchange(number))
    new = Exchange("新", "答", cause=9, tokens=7, stopped=True, vector="m AAAA", sources="来源：")
    await history.append(GROUP, new, replaces=1)
    assert await history.tail(GROUP, 9) == [exchange(0), new, exchange(2)]
    await history.append(GROUP, exchange(4), replaces=1)
    assert await history.tail(GROUP, 9) == [exchange(0), new, exchange(2), exchange(4)]


async def test_what_is_gone_is_not_replaced(history):
    await history.append(GROUP, exchange(1))
    assert await history.replace(GROUP, exchange(1), exchange(2))
    assert not await history.replace(GROUP, exchange(1), exchange(3))
    assert await history.tail(GROUP, 9) == [exchange(2)]


OLD, NEW = RunningSummary("旧", (1, None)), RunningSummary("新", (1, None, 2))


async def test_a_summary_takes_the_place_of_the_oldest_exchanges(history, summaries):
    rows = [exchange(number, "小明", 1) for number in range(4)]
    for row in rows:
        await history.append(GROUP, row)
    assert await summaries.read(GROUP) is None
    assert await summaries.fold(GROUP, rows[:2], None, OLD)
    assert (await summaries.read(GROUP), await history.tail(GROUP, 9)) == (OLD, rows[2:])
    assert await summaries.fold(GROUP, rows[2:], OLD, NEW)
    assert (await summaries.read(GROUP), await history.tail(GROUP, 9)) == (NEW, [])
    assert await summaries.read(TOPIC) is None


async def test_nothing_is_folded_that_has_changed_since_it_was_read(history, summaries):
    rows = [exchange(number, "小明", 1) for number in range(3)]
    for row in rows:
        await history.append(GROUP, row)
    assert not await summaries.fold(GROUP, rows[1:], None, NEW)
    assert not await summaries.fold(GROUP, [*rows, exchange(9)], None, NEW)
    assert not await summaries.fold(GROUP, rows[:1], OLD, NEW)
    assert (await summaries.read(GROUP), await history.tail(GROUP, 9)) == (None, rows)


@pytest.mark.parametrize(("person", "stays"), [(1, False), (2, True)])
async def test_a_summary_of_what_somebody_said_is_forgotten_whole(
    history, summaries, person, stays
):
    row = exchange(1, "小明", 1)
    await history.append(TOPIC, row)
    await summaries.fold(TOPIC, [row], None, RunningSummary("摘要", (1,)))
    await history.forget(-1, person)
    assert (await summaries.read(TOPIC) is not None) is stays


async def test_a_summary_is_cleared_with_its_thread(history, summaries):
    await summaries.fold(GROUP, [], None, NEW)
    await history.clear(GROUP)
    assert await summaries.read(GROUP) is None


async def test_one_may_fold_in_a_thread_at_a_time(summaries):
    one, other = summaries.lease(GROUP), summaries.lease(GROUP)
    assert [await one.hold(), await other.hold(), await summaries.lease(TOPIC).hold()] == [
        *(True, False, True)
    ]
    await one.release()
    assert await other.hold()
