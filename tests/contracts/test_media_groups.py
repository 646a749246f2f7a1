"""What every store of media groups does: the Redis store, and the fake of the tests."""

from collections.abc import Awaitable, Callable

import pytest

from bot.models.inbox import IncomingUpdate
from bot.models.media_group import CollectedGroup
from bot.ports.media_groups import MediaGroups
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.media_groups.media_groups import RedisMediaGroups
from tests.fakes.media_groups import FakeMediaGroups

_QUIET_MS = 60_000
"""In place of two seconds: no machine is so busy that they pass by themselves."""

LetPass = Callable[[int], Awaitable[None]]


@pytest.fixture(params=["fake", "redis"])
def store(request: pytest.FixtureRequest) -> tuple[MediaGroups, LetPass]:
    """The groups of chat -100, and what lets milliseconds pass for its albums 7 and 8."""
    if request.param == "fake":
        now_ms = 1

        async def move_clock(ms: int) -> None:
            nonlocal now_ms
            now_ms += ms

        return FakeMediaGroups(complete_after_ms=_QUIET_MS, now_ms=lambda: now_ms), move_clock
    redis: Redis = request.getfixturevalue("redis")

    async def move_parts(ms: int) -> None:
        for album in ("7", "8"):
            if await redis.exists(key := keys.media_group(-100, album)):
                await redis.hincrby(key, "at", -ms)

    return RedisMediaGroups(redis, complete_after_ms=_QUIET_MS), move_parts


@pytest.fixture
def groups(store) -> MediaGroups:
    made: MediaGroups = store[0]
    return made


@pytest.fixture
def let_pass(store) -> LetPass:
    made: LetPass = store[1]
    return made


def part(number: int, *, album: str = "7", chat_id: int = -100, person_id: int = 5):
    sender = f"{chat_id}:0:{person_id}"
    raw = f"raw {number}"
    return IncomingUpdate(number, raw, sender, chat_id=chat_id, person_id=person_id, album=album)


async def test_the_first_update_that_asks_after_the_last_part_gets_all_of_them_in_order(
    groups, let_pass
):
    await groups.add([part(9), part(11)])
    await groups.add([part(10), part(10), part(12, album="")])
    assert (await groups.collect(-100, "7", 9)).role == "wait"
    await let_pass(_QUIET_MS)
    whole = CollectedGroup("lead", parts=("raw 9", "raw 10", "raw 11"))
    assert await groups.collect(-100, "7", 10) == whole
    assert (await groups.collect(-100, "7", 9)).role == "follow"
    assert await groups.collect(-100, "7", 10) == whole  # another attempt
    assert await groups.parts(-100, "7") == whole.parts
    assert await groups.parts(-100, "12") == ()


async def test_each_further_part_begins_the_wait_anew_but_one_that_is_repeated_does_not(
    groups, let_pass
):
    await groups.add([part(1), part(2, album="8")])
    await let_pass(_QUIET_MS // 2)
    await groups.add([part(1), part(3, album="8")])
    repeated, further = [await groups.collect(-100, album, n) for n, album in ((1, "7"), (3, "8"))]
    assert repeated.wait_ms <= _QUIET_MS // 2 < further.wait_ms
    await let_pass(_QUIET_MS // 2)
    assert (await groups.collect(-100, "7", 1)).role == "lead"
    assert (await groups.collect(-100, "8", 3)).role == "wait"


async def test_a_part_that_comes_too_late_is_handled_alone_and_belongs_to_the_group_all_the_same(
    groups, let_pass
):
    await groups.add([part(1), part(2)])
    await let_pass(_QUIET_MS)
    assert (await groups.collect(-100, "7", 1)).role == "lead"
    await groups.add([part(3)])
    assert (await groups.collect(-100, "7", 3)).role == "single"
    assert (await groups.collect(-100, "7", 1)).parts == ("raw 1", "raw 2")
    assert await groups.parts(-100, "7") == ("raw 1", "raw 2", "raw 3")
    assert (await groups.collect(-100, "7", 4)).role == "single"  # never noted


async def test_forgetting_deletes_what_one_person_sent_to_one_chat(groups):
    await groups.add([part(1), part(2, album="8", person_id=6)])
    await groups.add([part(3, chat_id=5)])
    await groups.forget(-100, 5)
    assert await groups.parts(-100, "7") == ()
    assert await groups.parts(-100, "8") == ("raw 2",)
    assert await groups.parts(5, "7") == ("raw 3",)
