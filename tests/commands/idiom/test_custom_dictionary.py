"""How a process learns what members taught, whichever process took it."""

import asyncio
from collections.abc import Iterator
from random import Random

import pytest

from bot.commands.idiom.commands import IdiomCommands
from bot.commands.idiom.custom_dictionary import CustomDictionary
from bot.idioms.lexicon import lexicon
from bot.models.custom_idiom import CustomIdiom
from bot.storage.connection import Redis
from bot.storage.custom_idioms.custom_idioms import RedisCustomIdioms
from bot.storage.games.games import RedisGames
from tests.fakes.chat import FakePermissions, FakeReply, said
from tests.fakes.custom_idioms import FakeCustomIdioms
from tests.fakes.idiom_game import GROUP, lessons_of
from tests.fakes.idiom_proposals import ADD, AJIE


@pytest.fixture(autouse=True)
def shipped() -> Iterator[None]:
    """Leave the dictionary of this process as it was shipped."""
    yield
    lexicon().learn(())


async def test_lessons_are_loaded_only_when_they_have_changed():
    lessons = FakeCustomIdioms()
    taught = CustomDictionary(lessons)
    await taught.keep_up(0)
    assert lessons.loads == 0
    lessons.words["躺平摆烂"] = CustomIdiom("躺平摆烂", "tang3 ping2 bai3 lan4", "p1")
    lessons.changes = 1
    for _ in range(3):
        await taught.keep_up(1)
    assert lessons.loads == 1
    assert lexicon().standard("躺平摆烂")


async def test_messages_that_come_together_load_the_lessons_once():
    class Slow(FakeCustomIdioms):
        async def taught(self) -> tuple[int, list[CustomIdiom]]:
            await asyncio.sleep(0)
            return await super().taught()

    lessons = Slow(changes=1)
    taught = CustomDictionary(lessons)
    await asyncio.gather(*(taught.keep_up(1) for _ in range(5)))
    assert lessons.loads == 1


async def test_another_replica_knows_it_with_the_next_game_it_finds(redis: Redis):
    members = FakePermissions(reviewers=frozenset({AJIE}))
    there = lessons_of(RedisCustomIdioms(redis), members)
    await there.add(ADD.removeprefix("add "), said(sender_id=AJIE, chat_id=GROUP), FakeReply())
    lexicon().learn(())  # this process is the other replica now
    here = lessons_of(RedisCustomIdioms(redis), members)
    games = RedisGames(redis, here.taught.keep_up)
    reply = FakeReply()
    await IdiomCommands(games, members, Random(1), here).play(
        said("躺平摆烂", chat_id=GROUP), reply
    )
    assert reply.text.startswith("躺平摆烂 ✓")
