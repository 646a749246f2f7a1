import asyncio

import pytest

from bot.handlers.update_receiver import MAX_WAITING, STORE_WITHIN_S, UpdateReceiver
from bot.models.inbox import ClaimedUpdate
from tests.fakes.botapi import message
from tests.fakes.inbox import FakeInbox
from tests.fakes.media_groups import FakeMediaGroups

pytestmark = pytest.mark.looptime

UPDATE = {"update_id": 7, "message": message("你好")}


class Door:
    """An intake, and what it told."""

    def __init__(self) -> None:
        self.inbox = FakeInbox()
        self.nudges = 0
        self.unstored: list[int] = []
        self.takes_s = 0.0
        self.intake = UpdateReceiver(
            self.inbox, FakeMediaGroups(), lambda more: more > 8, self._nudge, self._unstored
        )

    def _nudge(self) -> None:
        self.nudges += 1

    async def _unstored(self, delivery: ClaimedUpdate) -> None:
        self.unstored.append(delivery.update_id)
        await asyncio.sleep(self.takes_s)


async def test_it_returns_once_the_update_is_stored():
    door = Door()
    await door.intake.receive([UPDATE])
    assert [delivery.update_id for delivery in door.inbox.waiting] == [7]
    assert door.nudges == 1


@pytest.mark.parametrize(
    "odd",
    [
        {"update_id": 8, "message": message("半个字 \ud83d")},
        {"update_id": 8, "message": {"text": "没有聊天"}},
        {"update_id": 8, "message": "不是对象"},
    ],
)
async def test_an_update_that_cannot_be_stored_is_buried_and_keeps_no_other_out(odd, caplog):
    door = Door()
    await door.intake.receive([odd, UPDATE])
    assert [delivery.update_id for delivery in door.inbox.waiting] == [7]
    assert [update_id for update_id, _ in door.inbox.buried] == [8]
    await door.intake.receive([odd])
    assert "Update 8 cannot be stored" in caplog.text


async def test_a_short_absence_of_redis_is_waited_out():
    door = Door()
    door.inbox.is_down = True
    receiving = asyncio.create_task(door.intake.receive([UPDATE]))
    await asyncio.sleep(STORE_WITHIN_S / 2)
    door.inbox.is_down = False
    await receiving
    assert len(door.inbox.waiting) == 1
    assert door.unstored == []


async def test_a_long_absence_lets_people_be_told(caplog):
    door = Door()
    door.inbox.is_down = True
    await door.intake.receive([UPDATE])
    await asyncio.sleep(0)
    assert door.unstored == [7]
    assert "go on unstored" in caplog.text


async def test_what_is_stored_but_not_copied_yet_is_not_handled_unstored_too():
    door = Door()
    door.inbox.is_copied = False
    receiving = asyncio.create_task(door.intake.receive([UPDATE]))
    await asyncio.sleep(STORE_WITHIN_S * 2)
    assert not receiving.done()  # nor confirmed: it could be lost
    door.inbox.is_copied = True
    await receiving
    assert [delivery.update_id for delivery in door.inbox.waiting] == [7]
    assert door.unstored == []


async def test_an_update_that_gets_no_copy_is_confirmed_in_the_end(caplog):
    door = Door()
    door.inbox.is_copied = False
    await door.intake.receive([UPDATE])
    assert door.unstored == []
    assert "No copy of Redis" in caplog.text


async def test_of_what_is_partly_stored_only_the_rest_goes_on_unstored():
    door = Door()
    door.inbox.lost_from = 8
    await door.intake.receive([UPDATE, UPDATE | {"update_id": 8}])
    await asyncio.sleep(0)
    assert [delivery.update_id for delivery in door.inbox.waiting] == [7]
    assert door.unstored == [8]
    assert door.nudges


async def test_a_stop_waits_for_what_is_handled_unstored():
    door = Door()
    door.inbox.is_down, door.takes_s = True, 3
    await door.intake.receive([UPDATE])
    assert not await door.intake.finish(1)
    assert await door.intake.finish(5)


async def test_nothing_more_is_confirmed_while_the_inbox_is_full():
    door = Door()
    door.inbox.backlog_size = MAX_WAITING + 1
    receiving = asyncio.create_task(door.intake.receive([UPDATE]))
    await asyncio.sleep(60)
    assert not receiving.done()
    assert "full" in door.intake.trouble
    door.inbox.backlog_size = MAX_WAITING
    await receiving
    assert door.intake.trouble == ""
