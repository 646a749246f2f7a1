import asyncio

import pytest

from bot.commands.ask import AskCommands
from bot.commands.cancellation import CancelScopes, WorkStopped
from bot.errors import ModelBudgetSpent, ModelCut, ModelSilent, ModelThrottled
from bot.models.chat import QuotedMessage
from bot.models.llm import Chunk, Source
from bot.texts import Text
from tests.fakes.answers import new_streams
from tests.fakes.cancellation import new_scopes
from tests.fakes.chat import FakePermissions, FakeReply, pressed, said
from tests.fakes.llm import FakeAnswerer

pytestmark = pytest.mark.looptime


async def ask(answers: FakeAnswerer, text: str = "为什么？", **request) -> FakeReply:
    reply = FakeReply()
    await AskCommands(answers, new_streams()).ask(said(text, **request), reply)
    return reply


def labels(reply: FakeReply) -> list[str]:
    """What the buttons below the last message say."""
    return [button.label for row in reply.keyboard for button in row]


async def test_the_whole_answer_is_shown():
    reply = await ask(FakeAnswerer(["因为", "**瑞利散射**", "。"]))
    assert reply.text == "因为瑞利散射。"
    assert labels(reply) == ["🔄 换个回答"]


async def test_an_empty_question_gets_an_example():
    answers = FakeAnswerer()
    reply = await ask(answers, text="")
    assert "/ask" in reply.text
    assert answers.asked == []


async def test_in_a_group_the_model_gets_the_speaker_and_the_quoted_text():
    answers = FakeAnswerer()
    quoted = QuotedMessage(5, "原来的话", None, 2, by_bot=False)
    await ask(answers, chat_id=-1, name="小明", quoted=quoted)
    assert answers.asked == [("为什么？", "小明", "原来的话")]


async def test_a_command_without_text_asks_the_message_it_replies_to():
    answers = FakeAnswerer()
    quoted = QuotedMessage(5, "天空为什么是蓝的？", None, 2, by_bot=False)
    await ask(answers, "", quoted=quoted)
    assert answers.asked == [("天空为什么是蓝的？", None, None)]


async def test_in_private_the_model_gets_no_speaker():
    answers = FakeAnswerer()
    await ask(answers)
    assert answers.asked == [("为什么？", None, None)]


async def test_reasoning_is_shown_as_a_status_only():
    reply = FakeReply()
    answers = FakeAnswerer([Chunk(thinking=True)] * 5 + [Chunk("结论在这里，一共十二个字。")])
    await AskCommands(answers, new_streams()).ask(said("想想"), reply)
    [shown] = reply.messages.values()
    assert shown.history[0] == "思考中…"
    assert set(shown.history[1:]) == {"结论在这里，一共十二个字。"}


@pytest.mark.parametrize(
    ("error", "sentence"),
    [(ModelCut(), "断开"), (ModelThrottled(), "请求太多"), (ModelSilent(), "什么也没说")],
)
async def test_after_an_error_the_text_stays_and_a_sentence_says_what_failed(error, sentence):
    reply = await ask(FakeAnswerer(["先说一半，"], error=error))
    first, last = reply.text.split("\n\n")
    assert first == "先说一半，"
    assert sentence in last


async def run_until_growing(
    scopes: CancelScopes,
) -> tuple[asyncio.Task[None], FakeReply, AskCommands]:
    reply = FakeReply()
    command = AskCommands(FakeAnswerer(["一句接一句，没完没了，"] * 100), new_streams(scopes))
    task = asyncio.create_task(command.ask(said("说", sender_id=7), reply))
    await asyncio.sleep(2)
    return task, reply, command


async def test_a_stop_keeps_the_text_and_says_that_it_was_stopped():
    scopes = new_scopes()
    task, reply, command = await run_until_growing(scopes)
    other = FakeReply()
    await command.stop(said("", sender_id=7), other)
    await task
    assert reply.text.startswith("一句接一句")
    assert reply.text.endswith("（已停止）")
    assert labels(reply) == ["🔄 换个回答"]
    assert other.texts == []


async def test_below_a_stopped_answer_are_the_pages_that_were_known():
    scopes, reply = new_scopes(), FakeReply()
    searched = Chunk("明天有雨，", sources=(Source("天气", "https://example.org/"),))
    command = AskCommands(FakeAnswerer([searched, *["一直下，"] * 100]), new_streams(scopes))
    task = asyncio.create_task(command.ask(said("明天的天气？", sender_id=7), reply))
    await asyncio.sleep(2)
    await command.stop(said("", sender_id=7), FakeReply())
    await task
    assert reply.text.endswith("一直下，\n\n来源：\n1. 天气 (https://example.org/)\n\n（已停止）")


async def test_the_stop_button_works_for_its_asker_only():
    task, reply, command = await run_until_growing(new_scopes())
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


async def test_an_answer_to_an_anonymous_admin_is_stopped_by_the_button_of_an_admin():
    reply = FakeReply()
    permissions = FakePermissions(administrators=frozenset({(-1, 7)}))
    answers = FakeAnswerer(["一句接一句，没完没了，"] * 100)
    command = AskCommands(answers, new_streams(new_scopes()), permissions=permissions)
    task = asyncio.create_task(command.ask(said("说", sender_id=-1, chat_id=-1), reply))
    await asyncio.sleep(2)
    [[button]] = reply.keyboard

    async def press(sender_id: int) -> list[str]:
        presser = FakeReply()
        press = pressed(button.action, message_id=1, sender_id=sender_id, chat_id=-1)
        await command.stop_pressed(press, presser)
        return presser.popups

    assert "只有提问的人" in (await press(8))[0]
    assert "停下了" in (await press(7))[0]
    await task
    assert reply.text.endswith("（已停止）")


async def test_a_shutdown_says_so_and_leaves_the_update_to_another_process():
    scopes = new_scopes()
    task, reply, _ = await run_until_growing(scopes)
    scopes.stop_everything()
    with pytest.raises(WorkStopped):
        await task
    assert "正在重启" in reply.text.split("\n\n")[-1]


async def test_a_stop_with_nothing_under_way_says_so():
    reply = FakeReply()
    await AskCommands(FakeAnswerer(), new_streams()).stop(said(), reply)
    assert "没有正在写" in reply.text


async def test_two_people_in_a_group_get_their_own_answers():
    first, second = await asyncio.gather(
        ask(FakeAnswerer(["甲的回答"]), chat_id=-1, sender_id=1),
        ask(FakeAnswerer(["乙的回答"]), chat_id=-1, sender_id=2),
    )
    assert (first.text, second.text) == ("甲的回答", "乙的回答")


def spent(*, said_before: bool) -> ModelBudgetSpent:
    text = Text(zh="今天的用完了。", en="Used up.")
    return ModelBudgetSpent(text, said_before=said_before)


async def test_a_spent_budget_is_told():
    assert (await ask(FakeAnswerer([], error=spent(said_before=False)))).text == "今天的用完了。"


async def test_a_spent_budget_that_was_told_is_not_told_again():
    assert (await ask(FakeAnswerer([], error=spent(said_before=True)))).texts == []


async def test_a_message_that_was_begun_is_not_left_without_its_end():
    answers = FakeAnswerer(["一个已经开始写的回答，"], error=spent(said_before=True), gap_s=2)
    assert (await ask(answers)).text == "一个已经开始写的回答，\n\n今天的用完了。"
