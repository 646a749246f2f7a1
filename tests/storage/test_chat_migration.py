from bot.models.chat import Thread
from bot.storage import keys
from bot.storage.chat_migration import RedisChatMigrations, keys_of_chat
from bot.storage.connection import open_redis
from bot.storage.games.games import RedisGames


async def test_every_key_of_a_group_follows_it_with_its_time_to_live(redis):
    for key in keys_of_chat(-1):
        await redis.set(key, key, ex=100)
    await RedisChatMigrations(redis).migrate(-1, -1001)
    assert sorted(await redis.keys("*")) == sorted((*keys_of_chat(-1001), keys.CHAT_MIGRATIONS))
    assert all([0 < await redis.ttl(key) <= 100 for key in keys_of_chat(-1001)])


async def test_a_game_that_was_played_can_be_found_in_the_supergroup(redis):
    await redis.hset(keys.idiom(-1, 0, "game"), mapping={"version": 1})
    await RedisChatMigrations(redis).migrate(-1, -1001)
    assert await redis.hgetall(keys.idiom(-1001, 0, "game")) == {"version": "1"}


async def test_the_clock_of_a_limited_game_looks_at_the_supergroup_when_it_was_due(redis):
    games = RedisGames(redis)
    await games.schedule_turn_check(Thread(-1), 50)
    await games.schedule_turn_check(Thread(-2), 50)
    due = await redis.zscore(keys.TURN_CHECKS, "-1:0")
    await RedisChatMigrations(redis).migrate(-1, -1001)
    await RedisChatMigrations(redis).migrate(-1, -1001)
    assert await redis.zrange(keys.TURN_CHECKS, 0, -1) == ["-1001:0", "-2:0"]
    assert await redis.zscore(keys.TURN_CHECKS, "-1001:0") == due


async def test_a_turn_that_already_began_in_the_supergroup_keeps_its_time(redis):
    games = RedisGames(redis)
    await games.schedule_turn_check(Thread(-1), 50)
    await games.schedule_turn_check(Thread(-1001), 500)
    due = await redis.zscore(keys.TURN_CHECKS, "-1001:0")
    await RedisChatMigrations(redis).migrate(-1, -1001)
    assert await redis.zscore(keys.TURN_CHECKS, "-1001:0") == due
    assert await redis.zcard(keys.TURN_CHECKS) == 1


async def test_all_replicas_know_what_one_has_learned_and_the_log_tells_it_once(redis, caplog):
    here, there = RedisChatMigrations(redis), RedisChatMigrations(redis)
    assert await there.current(-1) == -1
    await here.migrate(-1, -1001)
    await there.migrate(-1, -1001)
    assert await there.current(-1) == -1001
    assert await RedisChatMigrations(redis).current(-1) == -1001
    assert [record.message for record in caplog.records if "-1001" in record.message] == [
        "Group -1 became supergroup -1001; its data moves along.",
    ]


async def test_while_redis_is_away_the_id_is_what_this_process_knows(redis):
    known = RedisChatMigrations(redis)
    await known.migrate(-1, -1001)
    async with open_redis("redis://127.0.0.1:1/0") as away:
        lost = RedisChatMigrations(away)
        lost._known |= known._known
        assert [await lost.current(chat_id) for chat_id in (-1, -2)] == [-1001, -2]
