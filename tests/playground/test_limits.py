"""The rate model: 429 and how it grows."""

import pytest

from bot.playground.server.limits import GROUP_PER_MINUTE, PRIVATE_BURST, RateModel
from bot.playground.server.refusals import Refusal
from tests.fakes.telegram import TEA_HOUSE, XIAOMING, BotClient, Chatroom


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def model(clock):
    return RateModel(clock)


def refused(model: RateModel, chat_id: int) -> int | None:
    """The retry_after of a refused call; None where it passes."""
    try:
        model.check(chat_id)
    except Refusal as refusal:
        return refusal.parameters["retry_after"]
    return None


def test_a_private_chat_takes_a_burst_and_then_one_a_second(model, clock):
    assert [refused(model, 1) for _ in range(PRIVATE_BURST + 1)] == [None] * PRIVATE_BURST + [1]
    clock.now = 1
    assert [refused(model, 1), refused(model, 2)] == [None, None]


def test_a_group_takes_twenty_a_minute(model, clock):
    assert [refused(model, -1) for _ in range(GROUP_PER_MINUTE)] == [None] * GROUP_PER_MINUTE
    assert refused(model, -1) == 3
    clock.now = 3
    assert [refused(model, -1), refused(model, -1)] == [None, 3]


def test_who_comes_back_early_waits_twice_as_long(model, clock):
    for _ in range(PRIVATE_BURST):
        model.check(1)
    assert [refused(model, 1) for _ in range(4)] == [1, 2, 4, 8]
    clock.now = 7.9
    assert refused(model, 1) == 16
    clock.now = 24
    assert refused(model, 1) is None


def test_thirty_a_second_go_out_over_all_chats(model, clock):
    assert [refused(model, chat) for chat in range(1, 32)] == [None] * 30 + [1]
    clock.now = 1
    assert refused(model, 100) is None


async def test_reading_is_free_and_sends_edits_and_typing_share_a_budget(http):
    async with Chatroom(limits=RateModel(Clock())) as room:
        bot = BotClient(http, room)
        sent = await bot.ok("sendMessage", chat_id=TEA_HOUSE, text="0")
        edit = {"chat_id": TEA_HOUSE, "message_id": sent["message_id"]}
        for number in range(1, GROUP_PER_MINUTE - 1):
            await bot.ok("editMessageText", **edit, text=str(number))
        await bot.ok("sendChatAction", chat_id=TEA_HOUSE, action="typing")
        assert await bot.refusal("editMessageText", **edit, text="x") == (
            "Too Many Requests: retry after 3"
        )
        await bot.ok("getChat", chat_id=TEA_HOUSE)
        await bot.ok("sendMessage", chat_id=XIAOMING, text="x")
