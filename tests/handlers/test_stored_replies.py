"""Replies that wait for their chat's budget: as finished text, without a place in the process."""

import time
from collections.abc import AsyncIterator

import pytest
from prometheus_client import REGISTRY

from bot.errors import DeliveryPostponed
from bot.handlers import outbox
from bot.handlers.outbox import OutgoingMessage
from bot.handlers.reply import TelegramReply
from bot.handlers.update_attempt import UpdateAttempt
from bot.metrics.first_text import timing
from bot.models.chat import Button, Span, StyledText
from bot.models.flood import FloodLimits
from bot.models.inbox import ClaimedUpdate
from bot.models.work import Lease, Outcome
from bot.texts import common
from tests.fakes.one_command_bot import OneCommandBot, one_command_bot
from tests.fakes.telegram import XIAOMING

SLOW = FloodLimits(private_per_s=0.01, private_burst=2)
"""Two messages to a person, then one in 100 s."""


@pytest.fixture
async def bot() -> AsyncIterator[OneCommandBot]:
    async with one_command_bot(SLOW) as bot:
        yield bot


@pytest.fixture
async def free_bot() -> AsyncIterator[OneCommandBot]:
    """A bot whose chats have room again."""
    async with one_command_bot() as bot:
        yield bot


def stored(*texts: str, nth: int = 0, expires: bool = False) -> str:
    return outbox.to_json(
        [
            OutgoingMessage(StyledText(text), nth=number, expires=expires)
            for number, text in enumerate(texts, nth)
        ]
    )


def test_messages_come_back_as_they_were_stored():
    message = OutgoingMessage(
        StyledText("你好 😀", (Span("bold", 0, 2), Span("text_link", 3, 2, url="https://a.b"))),
        ((Button("停", "stop:1"),),),
        nth=2,
        edits=51,
        quotes=True,
        expires=True,
    )
    assert outbox.from_json(outbox.to_json([message])) == [message]


async def test_a_reply_that_its_chat_has_no_room_for_ends_the_attempt_at_once(bot):
    bot.says = ["一", "二", "三", "四"]
    started = time.perf_counter()
    outcome = await bot.handles()
    assert time.perf_counter() - started < 5
    assert outcome.kind == "park"
    assert 90_000 < outcome.delay_ms <= 100_000
    assert bot.said == ["一", "二"]
    left = outbox.from_json(bot.inbox.outboxes[7])
    assert [(message.nth, message.text.text) for message in left] == [(2, "三"), (3, "四")]


async def test_it_is_sent_later_without_running_the_command_again(free_bot):
    outcome = await free_bot.handles(claimed={"outbox": stored("三", "四", nth=2), "parked_s": 90})
    assert outcome == Outcome()
    assert free_bot.said == ["三", "四"]
    assert free_bot.runs == 0
    assert [(nth, update) for update, nth, _ in free_bot.inbox.notes] == [(2, 7), (3, 7)]


async def test_what_a_dead_process_had_sent_of_it_is_not_sent_again(free_bot):
    await free_bot.handles(claimed={"outbox": stored("一", "二"), "parked_s": 9})
    [first, _] = free_bot.server.messages(XIAOMING)
    await free_bot.handles(
        (0, first["message_id"]), claimed={"outbox": stored("一"), "parked_s": 9}
    )
    assert free_bot.said == ["一", "二"]


async def test_what_still_has_no_room_is_left_again(bot):
    bot.says = ["一", "二"]
    await bot.handles()
    outcome = await bot.handles(claimed={"outbox": stored("三", nth=2), "parked_s": 9})
    assert outcome.kind == "park"
    assert [message.text.text for message in outbox.from_json(bot.inbox.outboxes[7])] == ["三"]


async def test_nobody_overtakes_those_of_the_chat_who_wait(free_bot):
    free_bot.says = ["先来后到"]
    free_bot.inbox.has_parked = True
    outcome = await free_bot.handles(claimed={"parked_before": 3})
    assert outcome.kind == "park"
    assert free_bot.said == []
    free_bot.inbox.has_parked = False
    assert await free_bot.handles(claimed={"parked_before": 3}) == Outcome()
    assert free_bot.said == ["先来后到"]


async def test_without_the_store_the_update_itself_comes_back(bot):
    bot.says = ["一", "二", "三"]
    bot.inbox.is_down = True
    assert (await bot.handles()).kind == "park"
    assert bot.inbox.outboxes == {}


async def test_a_command_that_needs_its_message_now_runs_again_when_the_chat_has_room(bot):
    bot.error = DeliveryPostponed(40, reason="flood")
    assert await bot.handles() == Outcome("park", delay_ms=40_000)
    assert bot.inbox.outboxes == {}


async def test_help_that_waited_a_minute_is_dropped_and_one_line_says_so(free_bot):
    late = {"outbox": stored("帮助", expires=True), "parked_s": 61}
    assert await free_bot.handles(claimed=late) == Outcome()
    assert await free_bot.handles(claimed=late) == Outcome()
    assert free_bot.said == [common.REPLIES_DROPPED.zh]


async def test_help_is_sent_within_the_minute_and_an_answer_later_too(free_bot):
    await free_bot.handles(claimed={"outbox": stored("帮助", expires=True), "parked_s": 59})
    await free_bot.handles(claimed={"outbox": stored("回答"), "parked_s": 600})
    assert free_bot.said == ["帮助", "回答"]


async def test_a_command_says_which_replies_lose_their_use(bot):
    bot.says, bot.expires = ["一", "二", "帮助"], True
    await bot.handles()
    assert [message.expires for message in outbox.from_json(bot.inbox.outboxes[7])] == [True]


async def test_a_stored_edit_of_a_message_that_is_gone_is_sent_anew(free_bot):
    edit = outbox.to_json([OutgoingMessage(StyledText("完整的回答"), edits=987_654)])
    await free_bot.handles(claimed={"outbox": edit, "parked_s": 9})
    assert free_bot.said == ["完整的回答"]


async def test_a_message_too_many_is_deleted_later_where_its_chat_is_busy(bot, free_bot):
    outcome = await bot.handles((0, 91), (1, 92), (2, 93))
    assert outcome.kind == "park"
    [left] = outbox.from_json(bot.inbox.outboxes[7])
    assert left.deletes == 93
    free_bot.says = ["多余"]
    await free_bot.handles()
    [extra] = [m for m in free_bot.server.messages(XIAOMING) if m["from"]["is_bot"]]
    deletion = OutgoingMessage(StyledText(""), deletes=extra["message_id"])
    claimed = {"outbox": outbox.to_json([deletion]), "parked_s": 9}
    assert await free_bot.handles(claimed=claimed) == Outcome()
    assert free_bot.said == []
    assert free_bot.runs == 1


async def test_an_edit_that_waits_is_not_counted_as_shown(bot):
    bot.says = ["一", "二"]
    await bot.handles()
    attempt = UpdateAttempt(ClaimedUpdate(8, "{}", Lease("8", 1)), bot.inbox)
    reply = TelegramReply(bot.telegram.messenger, bot.requests[0], attempt)
    shown = REGISTRY.get_sample_value("bot_first_text_seconds_count")
    with timing():
        await reply.edit(1, "三")
    assert REGISTRY.get_sample_value("bot_first_text_seconds_count") == shown
