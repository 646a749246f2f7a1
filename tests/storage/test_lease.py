import pytest

from bot.storage.connection import Redis
from bot.storage.lease import NamedLease, first_of_fleet


def lease(redis: Redis) -> NamedLease:
    return NamedLease(redis, "poller", lease_ms=60_000)


@pytest.fixture
async def lost(redis: Redis) -> NamedLease:
    """A lease that ran out while its holder was asleep."""
    holder = lease(redis)
    assert await holder.hold()
    await redis.delete("lease:poller")
    return holder


async def test_one_process_of_the_fleet_holds_it_until_it_gives_it_back(redis):
    first, second = lease(redis), lease(redis)
    assert await first.hold()
    assert not await second.hold()
    await first.release()
    assert await second.hold()


async def test_it_runs_out_by_itself_unless_it_is_held_again(redis):
    holder = lease(redis)
    await holder.hold()
    await redis.pexpire("lease:poller", 5_000)
    assert await holder.hold()
    assert await redis.pttl("lease:poller") > 50_000


async def test_a_late_holder_cannot_touch_what_another_has(redis, lost):
    current = lease(redis)
    assert await current.hold()
    assert not await lost.hold()
    await lost.release()
    assert await current.hold()


async def test_the_first_of_the_fleet_is_one(redis):
    assert await first_of_fleet(redis, "remind:7", within_s=60)
    assert not await first_of_fleet(redis, "remind:7", within_s=60)
    assert await first_of_fleet(redis, "remind:8", within_s=60)
