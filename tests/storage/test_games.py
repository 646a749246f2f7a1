import asyncio
from dataclasses import replace

import pytest

from bot.models.chat import Thread
from bot.models.game import Game, GameChange, GameReply, LeaderboardEntry, Move, Score
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.games.games import RedisGames

GROUP = Thread(-100, 7)


@pytest.fixture
def games(redis: Redis) -> RedisGames:
    return RedisGames(redis)


def started(version: int = 1) -> Game:
    return Game(version, "notone", 2, (Move("画蛇添足"),), turn=version)


def answered(before: Game, person: int, update_id: int, word: str = "足智多谋") -> GameChange:
    after = Game(
        update_id,
        before.mode,
        before.level,
        (*before.chain, Move(word, person), Move("谋财害命")),
        {person: Score(f"p{person}", 1, 1, 1, 1)},
        turn=update_id,
        hints=1,
    )
    told = GameReply(f"p{person} ✓", update_id)
    return GameChange(update_id, before, after, told, {person: (f"p{person}", 1)})


async def begin(games: RedisGames, thread: Thread = GROUP, update_id: int = 1) -> Game:
    game = started(update_id)
    await games.apply(thread, GameChange(update_id, None, game, GameReply("开始", update_id)))
    found = (await games.find(thread, 0)).game
    assert found
    return found


async def test_a_game_is_found_as_it_was_left(games: RedisGames):
    change = answered(await begin(games), 5, 2)
    await games.apply(GROUP, change)
    found = (await games.find(GROUP, 99)).game
    assert found
    assert change.after
    assert found.turn_started_s > 1_700_000_000
    assert (found.version, found.mode, found.level, found.turn, found.hints) == (
        2,
        "notone",
        2,
        2,
        1,
    )
    assert found.chain == change.after.chain
    assert found.scores == change.after.scores


async def test_no_game_is_no_game(games: RedisGames):
    assert not await games.is_active(GROUP)
    assert (await games.find(GROUP, 1)).game is None


async def test_every_topic_has_its_own_game(games: RedisGames):
    await begin(games)
    assert await games.is_active(GROUP)
    assert not await games.is_active(Thread(-100, 8))
    assert not await games.is_active(Thread(-100))


async def test_of_many_at_once_exactly_one_wins(games: RedisGames):
    game = await begin(games)
    changes = [answered(game, person, 10 + person) for person in range(1, 51)]
    told = await asyncio.gather(*(games.apply(GROUP, change) for change in changes))
    winners = [answer for answer in told if answer]
    found = (await games.find(GROUP, 0)).game
    assert len(winners) == 1
    assert found
    assert len(found.chain) == 3
    assert sum(s.points for s in await games.leaderboard(-100, 99)) == 1


async def test_the_same_update_changes_nothing_again_and_gets_the_same_answer(games: RedisGames):
    game = await begin(games)
    first = await games.apply(GROUP, answered(game, 5, 2))
    again = await games.apply(GROUP, answered(game, 5, 2, word="足不出户"))
    assert again == first == (await games.find(GROUP, 2)).earlier_reply
    assert await games.leaderboard(-100, 9) == [LeaderboardEntry("p5", 1)]


async def test_an_ended_game_is_gone_and_the_next_begins_afresh(games: RedisGames):
    game = await begin(games)
    await games.apply(GROUP, GameChange(3, game, None, GameReply("结束")))
    assert not await games.is_active(GROUP)
    assert (await games.find(GROUP, 3)).earlier_reply == GameReply("结束")
    await games.apply(GROUP, GameChange(4, None, started(4), GameReply("再来", 4)))
    found = (await games.find(GROUP, 0)).game
    assert found
    assert [move.word for move in found.chain] == ["画蛇添足"]


async def test_a_change_decided_on_an_earlier_game_is_refused(games: RedisGames):
    old = await begin(games)
    await games.apply(GROUP, GameChange(3, old, None, GameReply("结束")))
    await games.apply(GROUP, GameChange(4, None, started(4), GameReply("再来", 4)))
    assert await games.apply(GROUP, answered(old, 5, 5)) is None


async def test_the_board_adds_up_over_all_topics_of_a_chat(games: RedisGames):
    for topic in (1, 2):
        thread = Thread(-100, topic)
        game = await begin(games, thread, topic)
        await games.apply(thread, answered(game, 5, 10 + topic))
    game = await begin(games, Thread(-100, 3), 3)
    await games.apply(Thread(-100, 3), answered(game, 6, 13))
    assert await games.leaderboard(-100, 9) == [
        LeaderboardEntry("p5", 2),
        LeaderboardEntry("p6", 1),
    ]
    assert await games.leaderboard(-100, 1) == [LeaderboardEntry("p5", 2)]
    assert await games.leaderboard(-200, 9) == []


async def test_a_chain_left_over_from_a_lost_game_is_not_continued(games: RedisGames, redis: Redis):
    await begin(games)
    await redis.delete("idiom:{-100}:7:game")
    await begin(games, update_id=2)
    found = (await games.find(GROUP, 0)).game
    assert found
    assert len(found.chain) == 1


async def test_a_forgotten_person_is_on_no_board(redis):
    games = RedisGames(redis)
    await redis.zadd(keys.leaderboard(-1), {"1": 5, "2": 3})
    await redis.hset(keys.player_names(-1), mapping={"1": "小明", "2": "小红"})
    await games.forget(-1, 1)
    assert await games.leaderboard(-1, 9) == [LeaderboardEntry("小红", 3)]
    assert await redis.hkeys(keys.player_names(-1)) == ["2"]


async def test_a_timed_game_comes_back_whole_and_its_turn_is_due_once_for_all(
    games: RedisGames, redis: Redis
):
    timed = replace(started(), turn_limit_s=10, idle_turns=1, language="en")
    await games.apply(GROUP, GameChange(1, None, timed, GameReply("开始", 1)))
    found = (await games.find(GROUP, 0)).game
    assert found
    assert (found.turn_limit_s, found.idle_turns, found.language) == (10, 1, "en")
    assert (await games.due_turns())[1] == []
    await games.schedule_turn_check(GROUP, 0)
    replicas = [RedisGames(redis) for _ in range(4)]
    seen = await asyncio.gather(*(replica.due_turns() for replica in replicas))
    assert [threads for _, threads in seen if threads] == [[GROUP]]
    assert seen[0][0] > 1_700_000_000


async def test_a_turn_that_nobody_finished_acting_on_is_due_again(games: RedisGames, redis: Redis):
    await games.schedule_turn_check(Thread(5), 0)
    now, threads = await games.due_turns()
    assert threads == [Thread(5)]
    again_at = await redis.zscore(keys.TURN_CHECKS, "5:0")
    assert again_at
    assert now < again_at <= now + 60
    await games.schedule_turn_check(Thread(5), None)
    assert await redis.zcard(keys.TURN_CHECKS) == 0
