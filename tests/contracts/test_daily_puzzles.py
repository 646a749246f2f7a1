"""What every store of daily puzzles does: the Redis store, and the fake of the tests."""

import pytest

from bot.models.chat import Person
from bot.models.chat_settings import AS_CONFIGURED, ChatSettings
from bot.models.daily import DailyProgress, DailyStatistics, DailyTry
from bot.ports.daily import DailyPuzzles
from bot.storage.chat_migration import RedisChatMigrations
from bot.storage.chat_settings.chat_settings import RedisChatSettings
from bot.storage.daily_puzzles import RedisDailyPuzzles
from tests.fakes.daily_puzzles import FakeDailyPuzzles


@pytest.fixture(params=["fake", "redis"])
def puzzles(request: pytest.FixtureRequest) -> DailyPuzzles:
    if request.param == "fake":
        return FakeDailyPuzzles()
    return RedisDailyPuzzles(request.getfixturevalue("redis"))


async def test_an_attempt_is_found_as_it_was_left_until_it_is_forgotten(puzzles: DailyPuzzles):
    tries = (DailyTry("一言不发", "closer"), DailyTry("发扬光大", "detour"))
    attempt = DailyProgress(
        *(326, tries, True, 7, 5), last_solved=326, statistics=DailyStatistics(3, 2, 1, 2)
    )
    await puzzles.save(5, attempt)
    assert await puzzles.progress(5) == attempt
    assert await puzzles.progress(6) == DailyProgress()
    await puzzles.forget(-100, 5)
    assert await puzzles.progress(5) == DailyProgress()


async def test_one_caller_sends_a_puzzle_to_a_chat(puzzles: DailyPuzzles):
    assert await puzzles.claim(-100, 326)
    assert not await puzzles.claim(-100, 326)
    assert await puzzles.claim(-100, 327)
    await puzzles.release(-100, 326)
    assert await puzzles.claim(-100, 326)


async def test_a_chat_gets_puzzles_while_its_settings_say_so_and_follows_its_group(redis):
    puzzles, settings = RedisDailyPuzzles(redis), RedisChatSettings(redis)
    at_nine, ann = ChatSettings(puzzle_hour=9), Person(1, "Ann")
    await settings.change(-1, AS_CONFIGURED, at_nine, by=ann)
    await settings.change(5, AS_CONFIGURED, ChatSettings(puzzle_hour=0), by=ann)
    assert (await puzzles.chats_at(9), await puzzles.chats_at(0)) == ([-1], [5])
    await RedisChatMigrations(redis).migrate(-1, -1001)
    assert await puzzles.chats_at(9) == [-1001]
    await settings.change(-1001, at_nine, AS_CONFIGURED, by=ann)
    assert await puzzles.chats_at(9) == []
