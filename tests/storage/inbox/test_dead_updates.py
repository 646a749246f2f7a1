"""Updates that were given up: how many are kept, and what can be done with them."""

import pytest

from bot.models.inbox import IncomingUpdate
from bot.models.work import Capacity, Outcome
from bot.storage.connection import Redis
from tests.fakes.inboxes import AnyInbox, redis_inbox

KEPT = 1000
ROOM = Capacity(1000, 1000)


@pytest.fixture
def inbox(redis: Redis) -> AnyInbox:
    return redis_inbox(redis, person_waiting=50)


async def give_up(inbox: AnyInbox, *updates: IncomingUpdate) -> None:
    await inbox.put(updates)
    claimed = await inbox.exchange((), ROOM)
    dead = [(one.lease, Outcome("dead_letter", reason="ValueError")) for one in claimed]
    await inbox.exchange(dead, Capacity(0, 0))


async def test_the_newest_thousand_are_kept(inbox, redis):
    for number in range(1, KEPT + 6):
        await inbox.bury(number, "{}", "UnicodeEncodeError")
    assert await inbox.count_dead() == KEPT
    assert [dead.update_id for dead in await inbox.dead(2)] == [KEPT + 4, KEPT + 5]
    items = {key async for key in redis.scan_iter("{inbox}:item:*")}
    assert len(items) == KEPT


async def test_they_are_forgotten_after_a_month(inbox, redis):
    await inbox.bury(1, "{}", "x")
    await redis.zadd("{inbox}:dead", {"1": 1})
    await inbox.bury(2, "{}", "x")
    assert [dead.update_id for dead in await inbox.dead()] == [2]
    assert 0 < await redis.ttl("{inbox}:item:2") <= 30 * 24 * 3600


async def test_a_buried_update_is_not_taken_again(inbox):
    await inbox.bury(1, '{"text": "\\ud800"}', "UnicodeEncodeError")
    assert await inbox.put([IncomingUpdate(1, "{}", "ann")]) == 0
    [dead] = await inbox.dead()
    assert (dead.update_id, dead.reason) == (1, "UnicodeEncodeError")
    assert dead.at_s > 1_700_000_000


async def test_clearing_leaves_nothing(inbox, redis):
    await give_up(inbox, IncomingUpdate(1, "{}", "ann"), IncomingUpdate(2, "{}", "bob"))
    assert await inbox.clear_dead() == 2
    assert await inbox.dead() == []
    assert [key async for key in redis.scan_iter("{inbox}:item:*")] == []


async def test_one_can_be_handled_again(inbox):
    update = IncomingUpdate(1, '{"x":1}', "5:0:5", chat_id=5, person_id=5)
    await give_up(inbox, update)
    assert not await inbox.retry_dead(2)
    assert await inbox.retry_dead(1)
    assert await inbox.count_dead() == 0
    [again] = await inbox.exchange((), ROOM)
    assert (again.update_id, again.raw, again.lease.attempts) == (1, '{"x":1}', 1)
    await inbox.exchange([(again.lease, Outcome())], Capacity(0, 0))
    assert await inbox.backlog() == 0
