"""What every `GameRepository` must do: the fake of the tests and the one in Redis."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import pytest

from bot.models.chat import Thread
from bot.models.game import (
    EndedGame,
    FoundGame,
    Game,
    GameChange,
    GameReply,
    LeaderboardEntry,
    Match,
    Move,
    PlayerRecords,
    Recap,
    Score,
)
from bot.ports.games import GameRepository, Leaderboards
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.games.games import RedisGames
from bot.storage.games.leaderboards import RedisLeaderboards
from tests.fakes.games import FakeGameRepository

GROUP = Thread(-100, 7)
LEASE_S = 30


@dataclass
class Store:
    """A repository, and a way to let time pass for the checks that it has scheduled."""

    games: GameRepository
    boards: Leaderboards
    pass_s: Callable[[int], Awaitable[None]]

    async def found(self, thread: Thread = GROUP) -> Game:
        game = (await self.games.find(thread, 0)).game
        assert game
        return game

    async def begin(self, thread: Thread = GROUP, update_id: int = 1) -> Game:
        game = Game(update_id, "notone", 2, (Move("画蛇添足"),), turn=update_id)
        change = GameChange(update_id, None, game, GameReply("开始", update_id))
        assert await self.games.apply(thread, change) == change.reply
        return await self.found(thread)

    async def due(self) -> list[Thread]:
        return (await self.games.due_turns())[1]


@pytest.fixture(params=["fake", "redis"])
def store(request: pytest.FixtureRequest, redis: Redis) -> Store:
    if request.param == "fake":
        fake = FakeGameRepository()

        async def pass_fake_s(seconds: int) -> None:
            fake.now_s += seconds

        return Store(fake, fake, pass_fake_s)

    async def pass_redis_s(seconds: int) -> None:
        for thread in await redis.zrange(keys.TURN_CHECKS, 0, -1):
            await redis.zincrby(keys.TURN_CHECKS, -seconds, str(thread))

    return Store(RedisGames(redis), RedisLeaderboards(redis), pass_redis_s)


def answer(before: Game, person: int, update_id: int, word: str = "足智多谋") -> GameChange:
    name = f"p{person}"
    after = replace(
        before,
        version=update_id,
        chain=(*before.chain, Move(word, person), Move("谋财害命")),
        scores={person: Score(name, 1, 1, 1, 1)},
        turn=update_id,
        hints=0,
    )
    reply = GameReply(f"{name} ✓", update_id)
    return GameChange(update_id, before, after, reply, {person: (name, 1)})


def hint(before: Game, update_id: int) -> GameChange:
    after = replace(before, version=update_id, hints=before.hints + 1)
    return GameChange(update_id, before, after, GameReply("💡", after.turn))


def end(before: Game, update_id: int) -> GameChange:
    return GameChange(update_id, before, None, GameReply("结束"))


async def test_a_game_is_found_as_it_was_left(store: Store):
    timed = replace(await store.begin(), turn_limit_s=60, idle_turns=1, language="en")
    change = answer(timed, 5, 2)
    await store.games.apply(GROUP, change)
    found = await store.found()
    assert change.after
    assert found == replace(change.after, turn_started_s=found.turn_started_s)


async def test_without_a_game_nothing_is_found(store: Store):
    assert await store.games.find(GROUP, 1) == FoundGame(None, None)


async def test_every_topic_has_its_own_game(store: Store):
    await store.begin()
    for other in (Thread(-100, 8), Thread(-100)):
        assert (await store.games.find(other, 0)).game is None


async def test_of_many_changes_at_once_exactly_one_is_applied(store: Store):
    game = await store.begin()
    changes = [answer(game, person, 10 + person) for person in range(1, 51)]
    replies = await asyncio.gather(*(store.games.apply(GROUP, change) for change in changes))
    assert len([reply for reply in replies if reply]) == 1
    assert len((await store.found()).chain) == 3
    assert sum(entry.points for entry in await store.boards.leaderboard(-100, 99)) == 1


async def test_the_same_update_is_applied_once_and_gets_the_same_reply(store: Store):
    game = await store.begin()
    first = await store.games.apply(GROUP, answer(game, 5, 2))
    again = await store.games.apply(GROUP, answer(game, 5, 2, word="足不出户"))
    assert again == first == (await store.games.find(GROUP, 2)).earlier_reply
    assert await store.boards.leaderboard(-100, 9) == [LeaderboardEntry("p5", 1, 1)]


async def test_an_update_counts_once_in_all_topics_of_a_chat(store: Store):
    game = await store.begin()
    other_topic = GameChange(1, None, game, GameReply("again", 1))
    assert await store.games.apply(Thread(-100, 8), other_topic) == GameReply("开始", 1)


async def test_a_deleted_game_leaves_nothing_of_its_thread_and_all_of_others(store: Store):
    other = Thread(-100, 8)
    await store.begin()
    await store.games.add_prompt(GROUP, 3, 0)
    game = await store.begin(other, update_id=2)
    await store.games.delete(GROUP)
    assert await store.games.find(GROUP, 0) == FoundGame(None, None, None)
    assert await store.games.add_prompt(GROUP, 4, 9) == []
    assert await store.found(other) == game


async def test_an_ended_game_is_gone_and_the_next_one_starts_with_an_empty_chain(store: Store):
    game = await store.begin()
    await store.games.apply(GROUP, end(game, 3))
    found = await store.games.find(GROUP, 3)
    assert found == FoundGame(None, GameReply("结束"), EndedGame(game.mode, game.level))
    assert [move.word for move in (await store.begin(update_id=4)).chain] == ["画蛇添足"]


async def test_a_new_prompt_takes_the_places_of_the_newest_ones_before_it(store: Store):
    assert await store.games.add_prompt(GROUP, 11, 1) == []
    assert await store.games.add_prompt(GROUP, 12, 0) == []
    assert await store.games.add_prompt(GROUP, 13, 1) == [12]
    assert await store.games.add_prompt(GROUP, 14, 3) == [13, 11]
    assert await store.games.add_prompt(Thread(-100, 8), 15, 3) == []
    assert await store.games.add_prompt(GROUP, 14, 3) == []


async def test_who_began_a_game_who_wants_to_end_it_and_quiet_are_kept(store: Store):
    game = replace(await store.begin(), version=2, starter=5, end_votes=(6, 7), quiet=True)
    before = await store.found()
    await store.games.apply(GROUP, GameChange(2, before, game, GameReply("🏳️", 1)))
    assert await store.found() == game


async def test_a_change_decided_on_an_earlier_game_is_not_applied(store: Store):
    old = await store.begin()
    await store.games.apply(GROUP, end(old, 3))
    new = await store.begin(update_id=4)
    assert await store.games.apply(GROUP, answer(old, 5, 5)) is None
    second = GameChange(6, None, replace(new, version=6, turn=6), GameReply("开始", 6))
    assert await store.games.apply(GROUP, second) is None
    assert await store.found() == new


async def test_the_leaderboard_adds_up_over_all_topics_of_a_chat(store: Store):
    for person, topic in ((5, 1), (5, 2), (6, 3)):
        thread = Thread(-100, topic)
        game = await store.begin(thread, topic)
        await store.games.apply(thread, answer(game, person, 10 + topic))
    everyone = [LeaderboardEntry("p5", 2, 2), LeaderboardEntry("p6", 1, 1)]
    assert await store.boards.leaderboard(-100, 9) == everyone
    assert await store.boards.leaderboard(-100, 1) == everyone[:1]
    assert await store.boards.leaderboard(-200, 9) == []


async def test_the_leaderboard_shows_the_newest_name_and_what_hints_cost(store: Store):
    game = await store.begin()
    await store.games.apply(GROUP, replace(answer(game, 5, 2), gains={5: ("Ann", 3)}))
    paid = replace(hint(await store.found(), 3), gains={5: ("Ann B.", -1)})
    await store.games.apply(GROUP, paid)
    assert await store.boards.leaderboard(-100, 9) == [LeaderboardEntry("Ann B.", 2, 2)]


async def test_a_forgotten_person_is_not_on_the_leaderboard(store: Store):
    for person in (5, 6):
        thread = Thread(-100, person)
        game = await store.begin(thread, update_id=person)
        await store.games.apply(thread, answer(game, person, 10 + person))
    await store.boards.forget(-100, 5)
    assert await store.boards.leaderboard(-100, 9) == [LeaderboardEntry("p6", 1, 1)]


async def test_a_game_that_ends_leaves_its_chain_and_the_records_of_its_players(store: Store):
    game = await store.begin()
    best = answer(game, 5, 2).after
    assert best
    final = replace(best, scores={5: Score("Ann", 9, 4, 0, 4), 6: Score("Bob", 3, 2, 1, 1)})
    won = replace(end(game, 2), gains={5: ("Ann", 9)}, final=final)
    await store.games.apply(GROUP, won)
    assert await store.games.recap(GROUP) == Recap(2, final.chain, final.scores)
    assert await store.games.recap(Thread(-100)) is None
    ann = PlayerRecords(9, 9, streak=4, best_game=9, longest_game=3, days=1, most_days=1)
    assert await store.boards.records(-100, 5) == ann
    worse = await store.begin(update_id=3)
    final = replace(worse, scores={5: Score("Ann", 2, 2, 0, 2)})
    await store.games.apply(GROUP, replace(end(worse, 4), gains={5: ("Ann", 2)}, final=final))
    assert await store.boards.records(-100, 5) == replace(ann, points=11, week=11)
    assert await store.boards.leaderboard(-100, 9, "week") == [LeaderboardEntry("Ann", 11, 11)]
    await store.boards.forget(-100, 5)
    assert await store.boards.records(-100, 5) == PlayerRecords()
    assert await store.boards.leaderboard(-100, 9, "week") == []


async def test_a_picture_is_drawn_for_one_update_until_it_failed(store: Store):
    recap = Recap(7, (), {})
    assert await store.games.claim_picture(GROUP, recap, 10)
    assert await store.games.claim_picture(GROUP, recap, 10)
    assert not await store.games.claim_picture(GROUP, recap, 11)
    await store.games.release_picture(GROUP, recap)
    assert await store.games.claim_picture(GROUP, recap, 11)


async def test_the_sides_of_a_match_are_kept(store: Store):
    match = Match("teams", ((5, 6), (7,)), side_to_move=1, has_begun=True, invited=8)
    game = replace(await store.begin(), version=2, match=match)
    before = await store.found()
    await store.games.apply(GROUP, GameChange(2, before, game, GameReply("⚔️", 1)))
    assert await store.found() == game


async def test_a_hint_does_not_restart_the_turn(store: Store):
    game = await store.begin()
    await store.games.apply(GROUP, replace(hint(game, 2), after=replace(game, version=2, hints=1)))
    found = await store.found()
    assert (found.hints, found.turn_started_s) == (1, game.turn_started_s)
    now_s, _ = await store.games.due_turns()
    assert 0 <= now_s - found.turn_started_s <= 5


async def test_a_turn_is_due_at_half_its_limit(store: Store):
    game = await store.begin()
    timed = replace(game, version=2, turn=2, turn_limit_s=60)
    await store.games.apply(GROUP, GameChange(2, game, timed, GameReply("⏱", 2)))
    await store.pass_s(20)
    assert await store.due() == []
    await store.pass_s(10)
    assert await store.due() == [GROUP]


async def test_a_due_turn_goes_to_one_caller_until_its_lease_ends(store: Store):
    await store.games.schedule_turn_check(GROUP, 0)
    leased = await asyncio.gather(*(store.due() for _ in range(4)))
    assert [threads for threads in leased if threads] == [[GROUP]]
    await store.pass_s(LEASE_S)
    assert await store.due() == [GROUP]


async def test_a_scheduled_check_replaces_the_one_before(store: Store):
    await store.games.schedule_turn_check(GROUP, 10)
    await store.games.schedule_turn_check(GROUP, 50)
    await store.games.schedule_turn_check(Thread(5), 10)
    await store.pass_s(10)
    assert await store.due() == [Thread(5)]
    await store.games.schedule_turn_check(GROUP, None)
    await store.games.schedule_turn_check(Thread(5), None)
    await store.pass_s(100)
    assert await store.due() == []
