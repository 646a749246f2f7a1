import pytest

from bot.storage.connection import Redis
from bot.storage.lease import NamedLease


def lease(redis: Redis) -> NamedLease:
    return NamedLease(redis, "poller", lease_ms=60_000)


@pytest.fixture
async def lost(redis: Redis) -> NamedLease:
    """A lease that ran out while its holder was asleep."""
    holder = lease(redis)
    assert await holder.take()
    await redis.delete("lease:poller")
    return holder


async def test_one_process_of_the_fleet_holds_it(redis):
    first, second = lease(redis), lease(redis)
    assert await first.take()
    assert not await second.take()
    assert await first.release()
    assert await second.take()


async def test_it_runs_out_by_itself_unless_it_is_renewed(redis):
    holder = lease(redis)
    await holder.take()
    await redis.pexpire("lease:poller", 5_000)
    assert await holder.renew()
    assert await redis.pttl("lease:poller") > 50_000


async def test_a_late_holder_cannot_touch_what_another_has(redis, lost):
    current = lease(redis)
    assert await current.take()
    assert not await lost.renew()
    assert not await lost.release()
    assert await current.renew()
