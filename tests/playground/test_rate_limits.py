"""Rate limits: when 429 comes, and how retry_after grows."""

import pytest

from bot.playground.server.api_error import BotApiError
from bot.playground.server.rate_limits import GROUP_PER_MINUTE, PRIVATE_BURST, RateLimits
from tests.fakes.telegram import GROUP, XIAOMING, BotClient, TelegramServer


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def limits(clock):
    return RateLimits(clock)


def retry_after(limits: RateLimits, chat_id: int) -> int | None:
    """The retry_after of a call in seconds; None where it passes."""
    try:
        limits.check(chat_id)
    except BotApiError as error:
        return error.parameters["retry_after"]
    return None


def test_a_private_chat_takes_a_burst_and_then_one_a_second(limits, clock):
    assert [retry_after(limits, 1) for _ in range(PRIVATE_BURST + 1)] == [None] * PRIVATE_BURST + [
        1
    ]
    clock.now = 1
    assert [retry_after(limits, 1), retry_after(limits, 2)] == [None, None]


def test_a_group_takes_twenty_a_minute(limits, clock):
    assert [retry_after(limits, -1) for _ in range(GROUP_PER_MINUTE)] == [None] * GROUP_PER_MINUTE
    assert retry_after(limits, -1) == 3
    clock.now = 3
    assert [retry_after(limits, -1), retry_after(limits, -1)] == [None, 3]


def test_a_call_before_retry_after_doubles_it(limits, clock):
    for _ in range(PRIVATE_BURST):
        limits.check(1)
    assert [retry_after(limits, 1) for _ in range(4)] == [1, 2, 4, 8]
    clock.now = 7.9
    assert retry_after(limits, 1) == 16
    clock.now = 24
    assert retry_after(limits, 1) is None


def test_thirty_a_second_go_out_over_all_chats(limits, clock):
    assert [retry_after(limits, chat) for chat in range(1, 32)] == [None] * 30 + [1]
    clock.now = 1
    assert retry_after(limits, 100) is None


async def test_reading_is_free_and_sends_edits_and_typing_share_a_budget(http):
    async with TelegramServer(rate_limits=RateLimits(Clock())) as telegram:
        bot = BotClient(http, telegram)
        sent = await bot.ok("sendMessage", chat_id=GROUP, text="0")
        edit = {"chat_id": GROUP, "message_id": sent["message_id"]}
        for number in range(1, GROUP_PER_MINUTE - 1):
            await bot.ok("editMessageText", **edit, text=str(number))
        await bot.ok("sendChatAction", chat_id=GROUP, action="typing")
        assert await bot.error("editMessageText", **edit, text="x") == (
            "Too Many Requests: retry after 3"
        )
        await bot.ok("getChat", chat_id=GROUP)
        await bot.ok("sendMessage", chat_id=XIAOMING, text="x")
