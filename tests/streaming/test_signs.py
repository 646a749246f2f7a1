"""What people see of an answer before it has text."""

import asyncio

import pytest

from bot.errors import DeliveryUnknown
from bot.models.chat import Button
from bot.models.flood import FloodLimits
from bot.storage.flood.local_flood_budget import LocalFloodBudget
from bot.streaming.editor import StreamEditor
from bot.streaming.signs import typing
from tests.fakes.chat import FakeReply
from tests.fakes.streamed_answers import BudgetedReply, Server

pytestmark = pytest.mark.looptime

STOP = ((Button("⏹", "stop:1"),),)
ANSWER = "十二个字一起来了就立刻显示"
PERSON, GROUP = 1, -1


async def answer_after(seconds: float, reply: FakeReply) -> None:
    async with StreamEditor(reply, keyboard=STOP) as editor:
        await asyncio.sleep(seconds)
        editor.append(ANSWER)
        await asyncio.sleep(0.5)
        await editor.finish()


async def test_typing_is_shown_where_no_text_is_out_after_a_quarter_of_a_second():
    reply = FakeReply()
    await answer_after(1, reply)
    assert reply.typed == [0.25]


async def test_a_fast_answer_needs_no_sign():
    reply = FakeReply()
    await answer_after(0.1, reply)
    assert reply.typed == []


async def test_a_line_of_progress_with_the_stop_button_takes_over_after_three_seconds():
    reply = FakeReply()
    task = asyncio.create_task(answer_after(12, reply))
    await asyncio.sleep(3.3)
    assert (reply.text, reply.keyboard) == ("思考中…", STOP)
    await task
    assert reply.typed == [0.25]
    assert reply.text == ANSWER


async def test_a_line_of_progress_that_is_there_stays():
    reply = FakeReply()
    async with StreamEditor(reply) as editor:
        editor.show("读取中…")
        await asyncio.sleep(10)
        assert reply.text == "读取中…"
        await editor.finish()
    assert reply.typed == []


async def test_typing_goes_on_until_its_block_ends():
    reply = FakeReply()
    async with typing(reply):
        await asyncio.sleep(11)
    assert reply.typed == [0.25, 5.25, 10.25]


async def test_typing_that_found_no_room_is_tried_again():
    reply = FakeReply()
    reply.has_room = False
    async with typing(reply):
        await asyncio.sleep(0.5)
        reply.has_room = True
        await asyncio.sleep(1)
    assert reply.typed == [1.25]


async def test_a_long_silence_is_told_until_something_comes():
    reply = FakeReply()
    async with StreamEditor(reply) as editor:
        editor.show("读取第 2/9 部分…")
        await asyncio.sleep(20.5)
        assert reply.text == "读取第 2/9 部分…\n（20 秒没有动静了，还在等。）"
        await asyncio.sleep(20)
        assert "40 秒" in reply.text
        editor.show("读取第 2/9 部分…")
        await asyncio.sleep(1)
        assert reply.text == "读取第 2/9 部分…"
        await asyncio.sleep(19.5)
        assert "20 秒" in reply.text
        await editor.finish("好")


@pytest.mark.parametrize("seconds", [1, 2.9, 3.1, 3.4, 6])
async def test_the_first_text_comes_as_soon_as_without_signs(seconds):
    server = Server(LocalFloodBudget(FloodLimits()))
    reply = BudgetedReply(server, PERSON)
    await answer_after(seconds, reply)
    shown = next(at for at, count in reply.shown if count == len(ANSWER))
    assert shown - seconds < 0.05


async def test_the_first_text_cuts_the_pause_after_a_line_of_progress_short():
    reply = FakeReply()
    reply.pause_s = 3
    async with StreamEditor(reply) as editor:
        editor.show("读取中…")
        await asyncio.sleep(1)
        editor.append(ANSWER)
        await asyncio.sleep(0.05)
        assert reply.text == ANSWER
        await editor.finish()


async def test_no_sign_is_sent_to_a_group_with_fewer_than_six_calls_left():
    server = Server(LocalFloodBudget(FloodLimits()))
    for _ in range(14):
        await server.call(GROUP)
    reply = BudgetedReply(server, GROUP)
    await answer_after(8, reply)
    assert reply.typed == []
    assert [set(shown.history) for shown in reply.messages.values()] == [{ANSWER}]


async def test_a_group_with_room_gets_one_typing_and_a_line_of_progress():
    server = Server(LocalFloodBudget(FloodLimits()))
    reply = BudgetedReply(server, GROUP)
    await answer_after(8, reply)
    assert reply.typed == [0.25]
    assert [shown.history[0] for shown in reply.messages.values()] == ["思考中…"]


async def test_a_sign_whose_call_hangs_delays_nothing():
    class Hanging(FakeReply):
        async def show_typing(self):
            await asyncio.sleep(15)
            return True

    reply = Hanging()
    started = asyncio.get_running_loop().time()
    await answer_after(1, reply)
    assert asyncio.get_running_loop().time() - started < 1.6
    assert reply.text == ANSWER


async def test_a_line_of_progress_that_failed_is_followed_by_the_text():
    reply = FakeReply()
    reply.failures = [DeliveryUnknown()]
    await answer_after(4, reply)
    assert reply.texts == [ANSWER]
