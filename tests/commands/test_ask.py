import asyncio

import pytest

from bot.commands.ask import Ask
from bot.commands.memory import Memory
from bot.commands.turns import Turns, TurnStopped
from bot.errors import ModelCut, ModelSilent, ModelThrottled
from bot.models.chat import Quoted, Thread
from bot.models.game import Standing
from bot.models.talk import Exchange, Piece
from tests.fakes.chat import FakeReply, pressed, said
from tests.fakes.game import FakeGames
from tests.fakes.talk import FakeAnswers, FakeHistory

pytestmark = pytest.mark.looptime


async def ask(answers: FakeAnswers, text: str = "为什么？", **request) -> FakeReply:
    reply = FakeReply()
    await Ask(answers, Turns()).ask(said(text, **request), reply)
    return reply


async def test_the_answer_arrives_whole():
    reply = await ask(FakeAnswers(["因为", "**瑞利散射**", "。"]))
    assert reply.text == "因为瑞利散射。"
    assert reply.keyboard == ()


async def test_an_empty_question_gets_an_example():
    answers = FakeAnswers()
    reply = await ask(answers, text="")
    assert "/ask" in reply.text
    assert answers.asked == []


async def test_in_a_group_the_model_knows_who_asks_and_what_was_quoted():
    answers = FakeAnswers()
    quoted = Quoted(5, "原来的话", None, 2, by_bot=False)
    await ask(answers, chat_id=-1, name="小明", quoted=quoted)
    assert answers.asked == [("为什么？", "小明", "原来的话")]


async def test_a_bare_command_below_a_message_asks_what_the_message_asks():
    answers = FakeAnswers()
    quoted = Quoted(5, "天空为什么是蓝的？", None, 2, by_bot=False)
    await ask(answers, "", quoted=quoted)
    assert answers.asked == [("天空为什么是蓝的？", None, None)]


async def test_in_private_nobody_is_named():
    answers = FakeAnswers()
    await ask(answers)
    assert answers.asked == [("为什么？", None, None)]


async def test_thinking_is_shown_but_never_what_was_thought():
    reply = FakeReply()
    answers = FakeAnswers([Piece(thinking=True)] * 5 + [Piece("结论在这里，一共十二个字。")])
    await Ask(answers, Turns()).ask(said("想想"), reply)
    [shown] = reply.messages.values()
    assert shown.history[0] == "思考中…"
    assert set(shown.history[1:]) == {"结论在这里，一共十二个字。"}


@pytest.mark.parametrize(
    ("error", "sentence"),
    [(ModelCut(), "断开"), (ModelThrottled(), "稍等"), (ModelSilent(), "什么也没说")],
)
async def test_what_came_stays_and_one_sentence_says_what_went_wrong(error, sentence):
    reply = await ask(FakeAnswers(["先说一半，"], error=error))
    first, last = reply.text.split("\n\n")
    assert first == "先说一半，"
    assert sentence in last


async def run_until_growing(turns: Turns) -> tuple[asyncio.Task[None], FakeReply, Ask]:
    reply = FakeReply()
    command = Ask(FakeAnswers(["一句接一句，没完没了，"] * 100), turns)
    task = asyncio.create_task(command.ask(said("说", sender_id=7), reply))
    await asyncio.sleep(2)
    return task, reply, command


async def test_stop_keeps_what_came_and_says_so():
    turns = Turns()
    task, reply, command = await run_until_growing(turns)
    other = FakeReply()
    await command.stop(said("", sender_id=7), other)
    await task
    assert reply.text.startswith("一句接一句")
    assert reply.text.endswith("（已停止）")
    assert reply.keyboard == ()
    assert other.texts == []


async def test_the_stop_button_works_for_its_asker_only():
    task, reply, command = await run_until_growing(Turns())
    [[button]] = reply.keyboard
    stranger = FakeReply()
    await command.stop_pressed(pressed(button.action, message_id=1, sender_id=8), stranger)
    assert "只有提问的人" in stranger.notices[0]
    asker = FakeReply()
    await command.stop_pressed(pressed(button.action, message_id=1, sender_id=7), asker)
    await task
    assert reply.text.endswith("（已停止）")
    late = FakeReply()
    await command.stop_pressed(pressed(button.action, message_id=1, sender_id=7), late)
    assert "没有正在写" in late.notices[0]


async def test_a_restart_in_the_middle_is_told_and_left_to_the_next_process():
    turns = Turns()
    task, reply, _ = await run_until_growing(turns)
    turns.stop_all()
    with pytest.raises(TurnStopped):
        await task
    assert "正在重启" in reply.text.split("\n\n")[-1]


async def test_stop_with_nothing_under_way_says_so():
    reply = FakeReply()
    await Ask(FakeAnswers(), Turns()).stop(said(), reply)
    assert "没有正在写" in reply.text


async def test_two_people_of_a_group_are_answered_apart():
    first, second = await asyncio.gather(
        ask(FakeAnswers(["甲的回答"]), chat_id=-1, sender_id=1),
        ask(FakeAnswers(["乙的回答"]), chat_id=-1, sender_id=2),
    )
    assert (first.text, second.text) == ("甲的回答", "乙的回答")


async def test_reset_forgets_the_thread_and_forget_one_persons_part():
    history, group = FakeHistory(), Thread(-1)
    for speaker_id, speaker in enumerate(("小明", "小红"), 1):
        await history.append(group, Exchange("问", "答", speaker, speaker_id))
    games = FakeGames()
    games.points = {-1: {1: Standing("小明", 5), 2: Standing("小红", 3)}}
    command, reply = Memory(history, games), FakeReply()
    await command.forget(said(chat_id=-1, sender_id=1), reply)
    assert await history.tail(group, 9) == [Exchange("问", "答", "小红", 2)]
    assert await games.standings(-1, 9) == [Standing("小红", 3)]
    await command.reset(said(chat_id=-1), reply)
    assert await history.tail(group, 9) == []
    assert len(reply.texts) == 2
