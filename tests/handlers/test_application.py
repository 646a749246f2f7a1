from collections.abc import AsyncIterator

import pytest

from bot.commands.cancellation import WorkStopped
from bot.errors import DeliveryPostponed, DeliveryUnknown, StorageDown
from bot.models.work import Outcome
from bot.texts import common
from tests.fakes.one_command_bot import OneCommandBot, one_command_bot
from tests.fakes.telegram import XIAOMING


@pytest.fixture
async def bot() -> AsyncIterator[OneCommandBot]:
    async with one_command_bot() as bot:
        yield bot


async def test_a_handled_update_is_done(bot):
    bot.says = ["好"]
    assert (await bot.handles()).kind == "done"
    assert bot.said == ["好"]


async def test_an_error_with_a_sentence_is_told_and_the_update_done(bot):
    bot.error = StorageDown()
    assert (await bot.handles()).kind == "done"
    assert "存储" in bot.said[0]


async def test_an_unknown_error_is_tried_again_before_anybody_is_told(bot, caplog):
    bot.error = ValueError("secret inside")
    outcome = await bot.handles()
    assert (outcome.kind, outcome.delay_ms > 0) == ("retry", True)
    assert bot.said == []
    assert "failed; trying again" in caplog.text


async def test_after_three_attempts_it_is_a_dead_letter_and_the_person_is_told(bot, caplog):
    bot.error = ValueError("secret inside")
    assert await bot.handles(attempts=3) == Outcome("dead_letter", reason="ValueError")
    assert "意外" in bot.said[0]
    assert "secret" not in bot.said[0]
    assert "Update 7 failed" in caplog.text


async def test_an_update_that_ended_five_processes_is_not_tried_a_sixth_time(bot, caplog):
    bot.says = ["好"]
    assert (await bot.handles(attempts=5)).kind == "done"
    assert (await bot.handles(attempts=6)).kind == "dead_letter"
    assert len(bot.said) == 2
    assert "意外" in bot.said[1]
    assert "given up" in caplog.text


async def test_an_update_that_a_shutdown_stopped_is_requeued_for_the_next_process(bot):
    bot.error = WorkStopped("shutdown")
    assert (await bot.handles()).kind == "requeue"
    assert bot.said == []


async def test_an_update_that_could_not_be_stored_is_not_promised_to_the_next_process(bot):
    bot.says, bot.error = ["马上接着写"], WorkStopped("shutdown")
    bot.inbox.is_down = True
    await bot.handles(is_stored=False)
    assert bot.said == ["马上接着写", common.STORAGE_DOWN.zh]


async def test_an_update_that_could_not_be_stored_is_at_a_stop_when_the_store_is_back(bot):
    bot.says, bot.error = ["马上接着写"], WorkStopped("shutdown")
    await bot.handles(is_stored=False)
    assert bot.said == ["马上接着写"]
    assert [update.update_id for update in bot.inbox.waiting] == [7]


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (DeliveryPostponed(), Outcome("park", delay_ms=15_000)),
        (DeliveryPostponed(600), Outcome("park", delay_ms=600_000)),
        (DeliveryUnknown(), Outcome("retry", delay_ms=15_000)),
    ],
)
async def test_an_update_whose_reply_could_not_be_delivered_is_handled_again_later(
    bot, error, outcome
):
    bot.error = error
    assert await bot.handles() == outcome


async def test_an_update_whose_reply_could_not_be_delivered_for_a_day_is_done(bot):
    bot.error = DeliveryPostponed()
    assert await bot.handles(claimed={"parked_s": 25 * 3600}) == Outcome()


async def test_messages_of_an_earlier_attempt_are_edited_or_deleted(bot):
    bot.says = ["一", "二", "三"]
    await bot.handles()
    ids = [made["message_id"] for made in bot.server.messages(XIAOMING)]
    bot.says = ["短"]
    await bot.handles(*enumerate(ids), attempts=2)
    assert bot.said == ["短"]


async def test_an_update_of_an_unknown_kind_is_done(bot):
    assert (await bot.handles(message=None, poll_of_the_future={"x": 1})).kind == "done"
