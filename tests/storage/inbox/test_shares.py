"""Shares of the workers: how many updates of a chat are open at once, and who goes on when."""

import random
from collections import defaultdict

import pytest

from bot.models.inbox import ClaimedUpdate, IncomingUpdate
from bot.models.work import Capacity, Outcome
from bot.storage.connection import Redis
from tests.fakes.inboxes import AnyInbox, redis_inbox

SHARE = 16
CROWD, QUIET = -100, 5
ROOM = Capacity(normal=1000, priority=1000)
DONE, PARKED = Outcome(), Outcome("park", delay_ms=60_000)


@pytest.fixture
def inbox(redis: Redis) -> AnyInbox:
    return redis_inbox(redis)


def text(update_id: int, person: int, chat: int = CROWD) -> IncomingUpdate:
    return IncomingUpdate(update_id, "{}", f"{chat}:0:{person}", in_group=True, chat_id=chat)


def press(update_id: int, chat: int = CROWD) -> IncomingUpdate:
    return IncomingUpdate(update_id, "{}", f"{chat}:chat", is_priority=True, chat_id=chat)


async def settle(inbox: AnyInbox, *ended: tuple[ClaimedUpdate, Outcome]) -> list[ClaimedUpdate]:
    return await inbox.exchange([(claimed.lease, outcome) for claimed, outcome in ended], ROOM)


def ids(claimed: list[ClaimedUpdate]) -> list[int]:
    return [update.update_id for update in claimed]


async def make_due(redis: Redis) -> None:
    """What time would do: every lease has run out, every delay has passed."""
    for lane in ("{inbox}:ready", "{inbox}:priority"):
        for item in await redis.zrange(lane, 0, -1):
            await redis.zadd(lane, {str(item): 1})


async def test_a_crowd_in_one_chat_leaves_the_workers_to_others(inbox):
    await inbox.put([text(number, person=number) for number in range(1000, 2200)])
    await inbox.put([text(5000, person=5, chat=QUIET)])
    assert ids(await settle(inbox)) == [*range(1000, 1000 + SHARE), 5000]


async def test_presses_of_one_chat_leave_the_workers_to_others_too(inbox):
    await inbox.put([press(number) for number in range(1000, 2200)])
    await inbox.put([press(5000, QUIET), text(5001, person=1)])
    assert ids(await settle(inbox)) == [*range(1000, 1000 + SHARE), 5000, 5001]


async def test_who_waits_for_the_share_comes_when_another_has_ended(inbox):
    await inbox.put([text(number, person=number) for number in range(100, 102 + SHARE)])
    first, *_ = await settle(inbox)
    assert ids(await settle(inbox, (first, DONE))) == [100 + SHARE]


async def test_within_a_chat_persons_take_turns(inbox):
    talker = 7
    await inbox.put([text(number, person=number) for number in range(100, 100 + SHARE - 1)])
    await inbox.put([text(200, talker), text(201, talker), text(202, talker)])
    await inbox.put([text(500, person=500), text(501, person=501)])
    *_, first = await settle(inbox)
    assert first.update_id == 200
    [other] = await settle(inbox, (first, DONE))
    assert other.update_id == 500
    [another] = await settle(inbox, (other, DONE))
    assert another.update_id == 501
    assert ids(await settle(inbox, (another, DONE))) == [201]


async def test_what_is_parked_keeps_its_line_and_lets_others_of_its_chat_pass(inbox):
    await inbox.put([text(number, person=number) for number in range(100, 101 + SHARE)])
    await inbox.put([text(900, person=100)])
    first, *_ = await settle(inbox)
    assert ids(await settle(inbox, (first, PARKED))) == [100 + SHARE]


async def test_parked_updates_of_a_chat_go_on_one_after_the_other(inbox, redis):
    await inbox.put([text(1, person=1), text(2, person=2), text(3, person=3), text(4, person=1)])
    claimed = await settle(inbox)
    assert await settle(inbox, *((update, PARKED) for update in claimed)) == []
    await make_due(redis)
    [first] = await settle(inbox)
    assert (first.update_id, first.lease.attempts) == (1, 1)
    assert first.parked_s is not None
    assert await settle(inbox, (first, PARKED)) == []
    await make_due(redis)
    [first] = await settle(inbox)
    assert ids(await settle(inbox, (first, DONE))) == [2, 4]


async def test_who_comes_later_knows_that_others_of_the_chat_are_parked(inbox):
    await inbox.put([text(1, person=1)])
    [first] = await settle(inbox)
    assert first.parked_before == 0
    await settle(inbox, (first, PARKED))
    await inbox.put([text(2, person=2), text(3, person=3, chat=QUIET)])
    later, elsewhere = await settle(inbox)
    assert (later.parked_before, elsewhere.parked_before) == (1, 0)
    assert await inbox.is_parked_behind(later)
    assert not await inbox.is_parked_behind(elsewhere)


async def test_a_dead_process_does_not_keep_the_first_that_is_parked(inbox, redis):
    await inbox.put([text(1, person=1), text(2, person=2)])
    await settle(inbox, *((update, PARKED) for update in await settle(inbox)))
    await make_due(redis)
    assert ids(await settle(inbox)) == [1]
    await make_due(redis)
    [again] = await settle(inbox)
    assert (again.update_id, again.lease.attempts) == (1, 2)
    assert ids(await settle(inbox, (again, Outcome("dead_letter", reason="x")))) == [2]


async def test_replies_that_wait_come_back_with_their_update(inbox, redis):
    await inbox.put([text(1, person=1)])
    [first] = await settle(inbox)
    await inbox.note_outbox(first, '[{"text": "好"}]')
    await settle(inbox, (first, PARKED))
    await make_due(redis)
    [again] = await settle(inbox)
    assert again.outbox == '[{"text": "好"}]'


async def test_replies_that_lost_their_use_are_dropped_and_one_is_kept_to_say_so(inbox, redis):
    await inbox.put([text(number, person=number) for number in range(10, 15)])
    await inbox.put([text(20, person=14), text(21, person=10)])
    claimed = await settle(inbox)
    for update in claimed:
        await inbox.note_outbox(update, "[]", None if update.update_id == 11 else 60)
    await settle(inbox, *((update, PARKED) for update in claimed))
    await inbox.drop_expired()
    assert await inbox.backlog() == 7
    for item in await redis.zrange("{inbox}:expiring", 0, -1):
        await redis.zadd("{inbox}:expiring", {str(item): 1})
    await inbox.drop_expired()
    assert await inbox.backlog() == 5  # 13 and 14 are gone, so 20 may go on
    [follower] = await settle(inbox)
    assert follower.update_id == 20
    await settle(inbox, (follower, DONE))
    await make_due(redis)
    handled, tells = [], []
    claimed = await settle(inbox)
    while claimed:
        handled += ids(claimed)
        tells += [one.update_id for one in claimed if await inbox.tells_of_drops(one)]
        claimed = await settle(inbox, *((update, DONE) for update in claimed))
    assert handled == [10, 11, 21, 12]
    assert tells == [12]


@pytest.mark.parametrize("seed", range(8))
async def test_whatever_happens_nothing_stays_behind_and_persons_keep_their_order(
    inbox, redis, seed
):
    rng = random.Random(seed)
    put: dict[int, list[int]] = defaultdict(list)
    handled: dict[int, list[int]] = defaultdict(list)
    person_of: dict[int, int] = {}
    held: list[ClaimedUpdate] = []
    number = 0
    for _ in range(60):
        for _ in range(rng.randrange(8)):
            number += 1
            person_of[number] = rng.randrange(60)
            put[person_of[number]].append(number)
            await inbox.put([text(number, person_of[number])])
        rng.shuffle(held)
        ended = [held.pop() for _ in range(rng.randrange(len(held) + 1))]
        outcomes = [
            Outcome(rng.choice(["done", "done", "park", "retry", "requeue"])) for _ in ended
        ]
        held += await settle(inbox, *zip(ended, outcomes, strict=True))
        assert len(held) <= SHARE + 1  # one that is parked may be worked on beside them
        for update, outcome in zip(ended, outcomes, strict=True):
            if outcome.kind == "done":
                handled[person_of[update.update_id]].append(update.update_id)
        if rng.random() < 0.1:
            held.clear()
            await make_due(redis)
    await make_due(redis)
    held = await settle(inbox)
    while held:
        for update in held:
            handled[person_of[update.update_id]].append(update.update_id)
        held = await settle(inbox, *((update, DONE) for update in held))
    assert handled == put
    left = {key async for key in redis.scan_iter("{inbox}*")}
    assert left == {"{inbox}:seen:0", "{inbox}:token", "{inbox}:backlog", "{inbox}:wake"}
    assert await inbox.backlog() == 0
