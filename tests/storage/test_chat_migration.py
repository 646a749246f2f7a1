from bot.models.chat import Thread
from bot.storage import keys
from bot.storage.chat_migration import move_chat
from bot.storage.games.games import RedisGames


async def test_every_key_of_a_group_follows_it_with_its_time_to_live(redis):
    for key in keys.of_chat(-1):
        await redis.set(key, key, ex=100)
    await move_chat(redis, -1, -1001)
    assert sorted(await redis.keys("*")) == sorted(keys.of_chat(-1001))
    assert all([0 < await redis.ttl(key) <= 100 for key in keys.of_chat(-1001)])


async def test_a_game_that_was_played_can_be_found_in_the_supergroup(redis):
    await redis.hset(keys.idiom(-1, 0, "game"), mapping={"version": 1})
    await move_chat(redis, -1, -1001)
    assert await redis.hgetall(keys.idiom(-1001, 0, "game")) == {"version": "1"}


async def test_the_clock_of_a_limited_game_looks_at_the_supergroup_when_it_was_due(redis):
    games = RedisGames(redis)
    await games.schedule_turn_check(Thread(-1), 50)
    await games.schedule_turn_check(Thread(-2), 50)
    due = await redis.zscore(keys.TURN_CHECKS, "-1:0")
    await move_chat(redis, -1, -1001)
    await move_chat(redis, -1, -1001)
    assert await redis.zrange(keys.TURN_CHECKS, 0, -1) == ["-1001:0", "-2:0"]
    assert await redis.zscore(keys.TURN_CHECKS, "-1001:0") == due


async def test_a_turn_that_already_began_in_the_supergroup_keeps_its_time(redis):
    games = RedisGames(redis)
    await games.schedule_turn_check(Thread(-1), 50)
    await games.schedule_turn_check(Thread(-1001), 500)
    due = await redis.zscore(keys.TURN_CHECKS, "-1001:0")
    await move_chat(redis, -1, -1001)
    assert await redis.zscore(keys.TURN_CHECKS, "-1001:0") == due
    assert await redis.zcard(keys.TURN_CHECKS) == 1
