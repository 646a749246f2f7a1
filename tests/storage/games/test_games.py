"""Games in Redis, beyond what tests/contracts/test_game_repository.py asks of every repository."""

import asyncio
from dataclasses import replace

import pytest

from bot.models.chat import Thread
from bot.models.game import Game, GameChange, GameReply, Move
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.games.games import RedisGames

GROUP = Thread(-100, 7)
GAME = Game(1, "notone", 2, (Move("画蛇添足"),), turn=1)


@pytest.fixture
def games(redis: Redis) -> RedisGames:
    return RedisGames(redis)


async def begin(games: RedisGames, game: Game) -> Game:
    await games.apply(GROUP, GameChange(game.version, None, game, GameReply("开始")))
    found = (await games.find(GROUP, 0)).game
    assert found
    return found


async def test_a_chain_whose_game_was_lost_is_not_continued(games: RedisGames, redis: Redis):
    await begin(games, GAME)
    await redis.delete(keys.game(GROUP))
    assert len((await begin(games, replace(GAME, version=2, turn=2))).chain) == 1


async def test_games_nobody_plays_are_deleted_in_time(games: RedisGames, redis: Redis):
    await begin(games, GAME)
    for key in (keys.game(GROUP), keys.game_chain(GROUP)):
        assert 0 < await redis.ttl(key) <= keys.GAME_S


async def test_a_timed_game_is_found_with_its_limit(games: RedisGames):
    timed = replace(GAME, turn_limit_s=10, idle_turns=1, language="en")
    found = await begin(games, timed)
    assert (found.turn_limit_s, found.idle_turns, found.language) == (10, 1, "en")


async def test_a_due_turn_goes_to_one_replica(games: RedisGames, redis: Redis):
    await games.schedule_turn_check(GROUP, 0)
    replicas = [RedisGames(redis) for _ in range(4)]
    found = await asyncio.gather(*(replica.due_turns() for replica in replicas))
    assert [threads for _, threads in found if threads] == [[GROUP]]
