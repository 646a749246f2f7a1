"""What every store of media groups does: the Redis store, and the fake of the tests."""

import asyncio
import time

import pytest

from bot.models.inbox import IncomingUpdate
from bot.models.media_group import CollectedGroup
from bot.ports.media_groups import MediaGroups
from bot.storage.media_groups.media_groups import RedisMediaGroups
from tests.fakes.media_groups import FakeMediaGroups

_QUIET_MS = 40
"""In place of two seconds."""


@pytest.fixture(params=["fake", "redis"])
def groups(request: pytest.FixtureRequest) -> MediaGroups:
    if request.param == "fake":
        clock = lambda: time.monotonic() * 1000  # noqa: E731 -- the time of the fake
        return FakeMediaGroups(complete_after_ms=_QUIET_MS, now_ms=clock)
    return RedisMediaGroups(request.getfixturevalue("redis"), complete_after_ms=_QUIET_MS)


def part(number: int, *, album: str = "7", chat_id: int = -100, person_id: int = 5):
    sender = f"{chat_id}:0:{person_id}"
    raw = f"raw {number}"
    return IncomingUpdate(number, raw, sender, chat_id=chat_id, person_id=person_id, album=album)


async def collect(groups: MediaGroups, number: int) -> CollectedGroup:
    """What the update has to do once its group is complete."""
    found = await groups.collect(-100, "7", number)
    if found.role != "wait":
        return found
    await asyncio.sleep((found.wait_ms + 1) / 1000)
    return await groups.collect(-100, "7", number)


async def test_the_first_update_that_asks_after_the_last_part_gets_all_of_them_in_order(groups):
    await groups.add([part(9), part(11)])
    await groups.add([part(10), part(10), part(12, album="")])
    assert (await groups.collect(-100, "7", 9)).role == "wait"
    whole = CollectedGroup("lead", parts=("raw 9", "raw 10", "raw 11"))
    assert await collect(groups, 10) == whole
    assert (await collect(groups, 9)).role == "follow"
    assert await collect(groups, 10) == whole  # another attempt
    assert await groups.parts(-100, "7") == whole.parts
    assert await groups.parts(-100, "12") == ()


async def test_each_further_part_begins_the_wait_anew_but_one_that_is_repeated_does_not(groups):
    await groups.add([part(1)])
    await collect(groups, 1)
    await groups.add([part(1)])
    assert (await groups.collect(-100, "7", 1)).role == "lead"
    await groups.add([part(3, album="8")])
    first = await groups.collect(-100, "8", 3)
    await asyncio.sleep(_QUIET_MS / 2000)
    await groups.add([part(4, album="8")])
    again = await groups.collect(-100, "8", 3)
    assert again.role == "wait"
    assert again.wait_ms > first.wait_ms - _QUIET_MS / 2


async def test_a_part_that_comes_too_late_is_handled_alone_and_belongs_to_the_group_all_the_same(
    groups,
):
    await groups.add([part(1), part(2)])
    await collect(groups, 1)
    await groups.add([part(3)])
    assert (await collect(groups, 3)).role == "single"
    assert (await collect(groups, 1)).parts == ("raw 1", "raw 2")
    assert await groups.parts(-100, "7") == ("raw 1", "raw 2", "raw 3")
    assert (await collect(groups, 4)).role == "single"  # never noted


async def test_forgetting_deletes_what_one_person_sent_to_one_chat(groups):
    await groups.add([part(1), part(2, album="8", person_id=6)])
    await groups.add([part(3, chat_id=5)])
    await groups.forget(-100, 5)
    assert await groups.parts(-100, "7") == ()
    assert await groups.parts(-100, "8") == ("raw 2",)
    assert await groups.parts(5, "7") == ("raw 3",)
