"""How many updates of one person may wait."""

import pytest

from bot.models.inbox import ClaimedUpdate, IncomingUpdate
from bot.models.work import Capacity, Outcome
from bot.storage.connection import Redis
from tests.fakes.inboxes import AnyInbox, redis_inbox

LIMIT = 50
FLOODER, OTHER = 7, 8
ROOM = Capacity(normal=1000, priority=1000)


@pytest.fixture
def inbox(redis: Redis) -> AnyInbox:
    return redis_inbox(redis, person_waiting=LIMIT)


def text(update_id: int, person: int = FLOODER, chat: int = FLOODER) -> IncomingUpdate:
    return IncomingUpdate(update_id, "{}", f"{chat}:0:{person}", chat_id=chat, person_id=person)


def stop(update_id: int, person: int = FLOODER) -> IncomingUpdate:
    sender = f"{person}:0:{person}"
    return IncomingUpdate(
        update_id, "{}", sender, is_priority=True, chat_id=person, person_id=person
    )


async def handle_all(inbox: AnyInbox) -> list[ClaimedUpdate]:
    handled: list[ClaimedUpdate] = []
    while claimed := await inbox.exchange((), ROOM):
        handled += claimed
        await inbox.exchange([(one.lease, Outcome()) for one in claimed], Capacity(0, 0))
    return handled


@pytest.mark.slow
async def test_ten_thousand_updates_of_one_person_keep_nobody_out(inbox):
    for start in range(1, 10_101, 100):
        waiting = await inbox.put([text(number) for number in range(start, start + 100)])
    assert waiting == LIMIT + 1
    assert await inbox.put([text(20_000, OTHER, chat=OTHER)]) == LIMIT + 2


async def test_the_person_is_told_once_and_the_rest_is_dropped_and_counted(inbox, redis, caplog):
    await inbox.put([text(number) for number in range(1, 101)])
    await inbox.put([text(number) for number in range(101, 201)])
    handled = await handle_all(inbox)
    assert [one.update_id for one in handled if not one.refused] == [*range(1, LIMIT + 1)]
    assert [(one.update_id, one.refused) for one in handled if one.refused] == [(51, LIMIT)]
    assert await redis.get("{inbox}:refused") == "150"
    assert "50 updates were refused" in caplog.text


async def test_it_is_the_person_who_is_counted_in_whichever_chats(inbox):
    await inbox.put([text(number, chat=-number) for number in range(1, 101)])
    handled = await handle_all(inbox)
    assert len([one for one in handled if not one.refused]) == LIMIT


async def test_the_person_may_write_again_and_is_told_again_when_all_is_done(inbox):
    for start in (1000, 2000):
        await inbox.put([text(number) for number in range(start, start + LIMIT + 10)])
        handled = await handle_all(inbox)
        assert len(handled) == LIMIT + 1
        assert sum(one.refused > 0 for one in handled) == 1


async def test_who_has_too_many_waiting_can_still_stop(inbox):
    await inbox.put([text(number) for number in range(1, 101)])
    await inbox.put([stop(500)])
    [claimed] = await inbox.exchange((), Capacity(normal=0, priority=5))
    assert (claimed.update_id, claimed.refused) == (500, 0)


async def test_presses_of_one_person_are_limited_too(inbox):
    await inbox.put([stop(number) for number in range(1, 101)])
    claimed = await handle_all(inbox)
    assert len([one for one in claimed if not one.refused]) == LIMIT


async def test_without_a_limit_everything_waits(redis):
    inbox = redis_inbox(redis)
    assert await inbox.put([text(number) for number in range(1, 201)]) == 200


async def test_nothing_is_left_of_the_count_when_all_is_done(inbox, redis):
    await inbox.put([*(text(number) for number in range(1, 101)), stop(500), text(600, OTHER)])
    await handle_all(inbox)
    assert not await redis.exists("{inbox}:waiting", "{inbox}:shares")
    assert await inbox.backlog() == 0
