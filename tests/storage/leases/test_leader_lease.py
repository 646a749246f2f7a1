import pytest

from bot.models.inbox import IncomingUpdate
from bot.models.work import Capacity
from bot.storage.connection import Redis
from bot.storage.inbox.inbox import RedisInbox
from bot.storage.leases.leader_lease import RedisLeaderLease, release_all_leases


def lease(redis: Redis) -> RedisLeaderLease:
    return RedisLeaderLease(redis, "polling", lease_ms=60_000)


@pytest.fixture
async def lost(redis: Redis) -> RedisLeaderLease:
    """A lease that ran out while its holder was asleep."""
    holder = lease(redis)
    assert await holder.hold()
    await redis.delete("leader:polling")
    return holder


async def test_one_process_holds_it_until_it_gives_it_back(redis):
    first, second = lease(redis), lease(redis)
    assert await first.hold()
    assert not await second.hold()
    await first.release()
    assert await second.hold()


async def test_it_runs_out_by_itself_unless_it_is_held_again(redis):
    holder = lease(redis)
    await holder.hold()
    await redis.pexpire("leader:polling", 5_000)
    assert await holder.hold()
    assert await redis.pttl("leader:polling") > 50_000


async def test_a_late_holder_cannot_touch_what_another_has(redis, lost):
    current = lease(redis)
    assert await current.hold()
    assert not await lost.hold()
    await lost.release()
    assert await current.hold()


async def test_alone_on_a_server_nothing_is_waited_for(redis):
    await lease(redis).hold()
    inbox = RedisInbox(redis, lease_ms=60_000)
    await inbox.put(
        [
            IncomingUpdate(1, "{}", "ann"),
            IncomingUpdate(2, "{}", "ann"),
            IncomingUpdate(3, "{}", "bob", True),
        ]
    )
    dead = await inbox.exchange((), Capacity(5, 5))
    await release_all_leases(redis)
    assert await lease(redis).hold()
    again = await inbox.exchange((), Capacity(5, 5))
    assert [one.update_id for one in again] == [one.update_id for one in dead]
