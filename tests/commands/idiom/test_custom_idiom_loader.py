"""Custom idioms reach every process's dictionary, whichever process approved them."""

import asyncio

from bot.commands.idiom.custom_idiom_loader import CustomIdiomLoader
from bot.models.custom_idiom import CustomIdiom
from bot.storage.connection import Redis
from bot.storage.custom_idioms.custom_idioms import RedisCustomIdioms
from bot.storage.games.games import RedisGames
from tests.fakes.chat import FakePermissions, FakeReply, said
from tests.fakes.custom_idioms import FakeCustomIdioms
from tests.fakes.games import FakeGameRepository
from tests.fakes.idiom_game import GROUP, engine_with, idiom_commands
from tests.fakes.idiom_proposals import ADD, AJIE

CUSTOM = CustomIdiom("躺平摆烂", "tang3 ping2 bai3 lan4", "p1")


async def test_custom_idioms_are_loaded_only_when_they_have_changed():
    repository = FakeCustomIdioms()
    loader = CustomIdiomLoader(repository, engine_with())
    await loader.catch_up(0)
    assert repository.loads == 0
    repository.words[CUSTOM.word] = CUSTOM
    repository.changes = 1
    for _ in range(3):
        await loader.catch_up(1)
    assert repository.loads == 1
    assert loader.engine.dictionary.find(CUSTOM.word)


async def test_concurrent_messages_load_the_custom_idioms_once():
    class Slow(FakeCustomIdioms):
        async def all(self) -> tuple[int, list[CustomIdiom]]:
            await asyncio.sleep(0)
            return await super().all()

    repository = Slow(changes=1)
    loader = CustomIdiomLoader(repository, engine_with())
    await asyncio.gather(*(loader.catch_up(1) for _ in range(5)))
    assert repository.loads == 1


async def test_another_process_knows_it_with_the_next_game_it_finds(redis: Redis):
    repository, games = RedisCustomIdioms(redis), FakeGameRepository()
    permissions = FakePermissions(reviewers=frozenset({AJIE}))
    approving = idiom_commands(games, custom_idioms=repository, permissions=permissions)
    await approving.play(said(ADD, sender_id=AJIE, chat_id=GROUP), FakeReply())
    engine = engine_with()
    loader = CustomIdiomLoader(repository, engine)
    reply = FakeReply()
    playing = idiom_commands(RedisGames(redis, loader.catch_up), engine=engine)
    await playing.play(said("躺平摆烂", chat_id=GROUP), reply)
    assert reply.text.startswith("躺平摆烂 ✓")
