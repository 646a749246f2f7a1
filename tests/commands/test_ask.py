import asyncio

import pytest

from bot.commands.ask import AskCommands
from bot.commands.cancellation import CancelScopes, WorkStopped
from bot.commands.memory import MemoryCommands
from bot.errors import ModelCut, ModelSilent, ModelThrottled
from bot.models.chat import QuotedMessage, Thread
from bot.models.game import LeaderboardEntry
from bot.models.llm import Chunk, Exchange
from tests.fakes.chat import FakeReply, pressed, said
from tests.fakes.games import FakeGameRepository
from tests.fakes.llm import FakeAnswerer, FakeHistory

pytestmark = pytest.mark.looptime


async def ask(answers: FakeAnswerer, text: str = "为什么？", **request) -> FakeReply:
    reply = FakeReply()
    await AskCommands(answers, CancelScopes()).ask(said(text, **request), reply)
    return reply


async def test_the_answer_arrives_whole():
    reply = await ask(FakeAnswerer(["因为", "**瑞利散射**", "。"]))
    assert reply.text == "因为瑞利散射。"
    assert reply.keyboard == ()


async def test_an_empty_question_gets_an_example():
    answers = FakeAnswerer()
    reply = await ask(answers, text="")
    assert "/ask" in reply.text
    assert answers.asked == []


async def test_in_a_group_the_model_knows_who_asks_and_what_was_quoted():
    answers = FakeAnswerer()
    quoted = QuotedMessage(5, "原来的话", None, 2, by_bot=False)
    await ask(answers, chat_id=-1, name="小明", quoted=quoted)
    assert answers.asked == [("为什么？", "小明", "原来的话")]


async def test_a_bare_command_below_a_message_asks_what_the_message_asks():
    answers = FakeAnswerer()
    quoted = QuotedMessage(5, "天空为什么是蓝的？", None, 2, by_bot=False)
    await ask(answers, "", quoted=quoted)
    assert answers.asked == [("天空为什么是蓝的？", None, None)]


async def test_in_private_nobody_is_named():
    answers = FakeAnswerer()
    await ask(answers)
    assert answers.asked == [("为什么？", None, None)]


async def test_thinking_is_shown_but_never_what_was_thought():
    reply = FakeReply()
    answers = FakeAnswerer([Chunk(thinking=True)] * 5 + [Chunk("结论在这里，一共十二个字。")])
    await AskCommands(answers, CancelScopes()).ask(said("想想"), reply)
    [shown] = reply.messages.values()
    assert shown.history[0] == "思考中…"
    assert set(shown.history[1:]) == {"结论在这里，一共十二个字。"}


@pytest.mark.parametrize(
    ("error", "sentence"),
    [(ModelCut(), "断开"), (ModelThrottled(), "稍等"), (ModelSilent(), "什么也没说")],
)
async def test_what_came_stays_and_one_sentence_says_what_went_wrong(error, sentence):
    reply = await ask(FakeAnswerer(["先说一半，"], error=error))
    first, last = reply.text.split("\n\n")
    assert first == "先说一半，"
    assert sentence in last


async def run_until_growing(
    turns: CancelScopes,
) -> tuple[asyncio.Task[None], FakeReply, AskCommands]:
    reply = FakeReply()
    command = AskCommands(FakeAnswerer(["一句接一句，没完没了，"] * 100), turns)
    task = asyncio.create_task(command.ask(said("说", sender_id=7), reply))
    await asyncio.sleep(2)
    return task, reply, command


async def test_stop_keeps_what_came_and_says_so():
    turns = CancelScopes()
    task, reply, command = await run_until_growing(turns)
    other = FakeReply()
    await command.stop(said("", sender_id=7), other)
    await task
    assert reply.text.startswith("一句接一句")
    assert reply.text.endswith("（已停止）")
    assert reply.keyboard == ()
    assert other.texts == []


async def test_the_stop_button_works_for_its_asker_only():
    task, reply, command = await run_until_growing(CancelScopes())
    [[button]] = reply.keyboard
    stranger = FakeReply()
    await command.stop_pressed(pressed(button.action, message_id=1, sender_id=8), stranger)
    assert "只有提问的人" in stranger.popups[0]
    asker = FakeReply()
    await command.stop_pressed(pressed(button.action, message_id=1, sender_id=7), asker)
    await task
    assert reply.text.endswith("（已停止）")
    late = FakeReply()
    await command.stop_pressed(pressed(button.action, message_id=1, sender_id=7), late)
    assert "没有正在写" in late.popups[0]


async def test_a_restart_in_the_middle_is_told_and_left_to_the_next_process():
    turns = CancelScopes()
    task, reply, _ = await run_until_growing(turns)
    turns.stop_all()
    with pytest.raises(WorkStopped):
        await task
    assert "正在重启" in reply.text.split("\n\n")[-1]


async def test_stop_with_nothing_under_way_says_so():
    reply = FakeReply()
    await AskCommands(FakeAnswerer(), CancelScopes()).stop(said(), reply)
    assert "没有正在写" in reply.text


async def test_two_people_of_a_group_are_answered_apart():
    first, second = await asyncio.gather(
        ask(FakeAnswerer(["甲的回答"]), chat_id=-1, sender_id=1),
        ask(FakeAnswerer(["乙的回答"]), chat_id=-1, sender_id=2),
    )
    assert (first.text, second.text) == ("甲的回答", "乙的回答")


async def test_reset_forgets_the_thread_and_forget_one_persons_part():
    history, group = FakeHistory(), Thread(-1)
    for speaker_id, speaker in enumerate(("小明", "小红"), 1):
        await history.append(group, Exchange("问", "答", speaker, speaker_id))
    games = FakeGameRepository()
    games.points = {-1: {1: LeaderboardEntry("小明", 5), 2: LeaderboardEntry("小红", 3)}}
    command, reply = MemoryCommands(history, games), FakeReply()
    await command.forget(said(chat_id=-1, sender_id=1), reply)
    assert await history.tail(group, 9) == [Exchange("问", "答", "小红", 2)]
    assert await games.leaderboard(-1, 9) == [LeaderboardEntry("小红", 3)]
    await command.reset(said(chat_id=-1), reply)
    assert await history.tail(group, 9) == []
    assert len(reply.texts) == 2
