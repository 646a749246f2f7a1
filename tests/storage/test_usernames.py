"""The ids of people by their @name."""

from bot.storage import keys
from bot.storage.usernames import RedisUsernames


async def test_a_name_is_found_in_any_case(redis):
    await RedisUsernames(redis).saw("Alice", 7)
    assert await RedisUsernames(redis).id_of("ALICE") == 7
    assert await RedisUsernames(redis).id_of("bob") is None


async def test_a_name_that_changed_hands_is_its_last_owners(redis):
    names = RedisUsernames(redis)
    await names.saw("alice", 7)
    await names.saw("alice", 8)
    assert await names.id_of("alice") == 8


async def test_a_name_that_was_just_written_is_not_written_again(redis):
    names = RedisUsernames(redis)
    await names.saw("alice", 7)
    await redis.delete(keys.username("alice"))
    await names.saw("alice", 7)
    assert await names.id_of("alice") is None


async def test_a_name_is_forgotten_after_a_month(redis):
    await RedisUsernames(redis).saw("alice", 7)
    assert 0 < await redis.ttl(keys.username("alice")) <= 30 * 24 * 3600
