"""After an answer: another version of it, more of it, another attempt, and an edited question."""

import asyncio
from dataclasses import replace

import pytest

from bot.commands.answer_again import AnswerAgainCommands
from bot.commands.ask import AskCommands
from bot.errors import (
    ModelAuth,
    ModelBudgetSpent,
    ModelCut,
    ModelError,
    ModelFull,
    ModelUnavailable,
    StaleButton,
    StorageDown,
)
from bot.models.chat import ButtonPress, Request
from bot.models.usage import Caller
from bot.texts import Text
from tests.fakes.answers import FakeAnswers, new_streams
from tests.fakes.chat import FakeReply, pressed, said
from tests.fakes.llm import FakeAnswerer

pytestmark = pytest.mark.looptime

ALICE, BOB = 7, 8
GROUP = -100


class Chat:
    """Alice asks in a chat; `reply` shows it. `model` answers the next question."""

    def __init__(self, *, chat_id: int = ALICE) -> None:
        self.chat_id = chat_id
        self.reply = FakeReply()
        self.model = FakeAnswerer(["第一个回答。"])
        self.answers = FakeAnswers()
        self.refusal: ModelError | None = None
        self.streams = new_streams(answers=self.answers)
        self.ask_commands = AskCommands(self.model, self.streams)
        self.again = AnswerAgainCommands(self.streams, {"ask": self.ask_commands.ask}, self._check)

    async def _check(self, _: Caller) -> None:
        if self.refusal:
            raise self.refusal

    def will_say(self, *chunks: str, error: ModelError | None = None) -> None:
        self.model.chunks = FakeAnswerer(chunks).chunks
        self.model.error = error

    def said(self, text: str) -> Request:
        return said(text, sender_id=ALICE, chat_id=self.chat_id)

    async def ask(self, text: str = "为什么？") -> Request:
        request = self.said(text)
        await self.ask_commands.ask(request, self.reply)
        return request

    def edited(self, request: Request, text: str, *, after_s: float = 10) -> Request:
        update_id = said().update_id
        return replace(request, update_id=update_id, text=text, edited_after_s=after_s)

    @property
    def labels(self) -> list[list[str]]:
        """The buttons of each message."""
        return [
            [button.label for row in shown.keyboard for button in row]
            for shown in self.reply.messages.values()
        ]

    def press(self, label: str, *, by: int = ALICE) -> ButtonPress:
        """A press of the newest button with that label."""
        [*_, (message_id, action)] = (
            (message_id, button.action)
            for message_id, shown in self.reply.messages.items()
            for row in shown.keyboard
            for button in row
            if label in button.label
        )
        return pressed(action, message_id=message_id, sender_id=by, chat_id=self.chat_id)

    async def pressed(self, press: ButtonPress) -> None:
        is_more = press.action.startswith("answer:more")
        handle = self.again.more_pressed if is_more else self.again.again_pressed
        await handle(press, self.reply)


@pytest.fixture
async def private() -> Chat:
    chat = Chat()
    chat.question = await chat.ask()  # type: ignore[attr-defined]  # of this fixture only
    return chat


async def test_another_version_takes_the_place_of_the_answer_and_of_the_exchange(private):
    [message_id] = private.reply.messages
    private.will_say("第二个回答。")
    await private.pressed(private.press("🔄"))
    assert private.reply.texts == ["第二个回答。"]
    assert list(private.reply.messages) == [message_id]
    assert private.labels == [["🔄 换个回答"]]
    first, second = private.model.causes
    assert (first[1], second[1]) == (None, first[0])


async def test_each_version_counts_as_a_request_of_its_own(private):
    await private.pressed(private.press("🔄"))
    await private.pressed(private.press("🔄"))
    assert len({caller.request_id for caller in private.model.callers}) == 3


async def test_messages_that_the_new_version_does_not_need_are_deleted(private):
    private.will_say("字" * 9000)
    await private.pressed(private.press("🔄"))
    assert len(private.reply.texts) == 3
    first, *surplus = private.reply.messages
    private.will_say("短。")
    await private.pressed(private.press("🔄"))
    assert private.reply.messages.keys() == {first}
    assert private.reply.text == "短。"
    assert set(surplus) <= private.reply.deleted


async def test_only_the_asker_may_press(private):
    await private.pressed(private.press("🔄", by=BOB))
    assert "只有提问的人" in private.reply.popups[-1]
    assert private.reply.text == "第一个回答。"


async def test_a_second_press_of_the_same_button_is_stale(private):
    first, second = private.press("🔄"), private.press("🔄")
    private.model.gap_s = 1
    answering = asyncio.create_task(private.pressed(first))
    await asyncio.sleep(0.5)
    with pytest.raises(StaleButton):
        await private.pressed(second)
    await answering
    with pytest.raises(StaleButton):
        await private.pressed(second)
    assert len(private.model.asked) == 2


async def test_another_attempt_at_a_press_replaces_the_same_exchange_in_the_same_messages(private):
    private.will_say("字" * 9000)
    press = private.press("🔄")
    await private.pressed(press)
    await private.pressed(press)
    assert private.model.causes[-1][0] == private.model.causes[-2][0] == press.update_id
    request = private.question
    kept = await private.answers.get(ALICE, ALICE, request.message_id)
    assert len(kept.replaced_ids) == 1, "those of its first attempt"


async def test_where_no_model_may_be_called_the_answer_and_its_button_stay(private):
    private.refusal = ModelBudgetSpent(Text(zh="用完了。", en="Used up."))
    press = private.press("🔄")
    with pytest.raises(ModelBudgetSpent):
        await private.pressed(press)
    assert private.reply.text == "第一个回答。"
    private.refusal = None
    private.will_say("第二个回答。")
    await private.pressed(private.press("🔄"))
    assert private.reply.text == "第二个回答。"


async def test_an_answer_whose_message_was_deleted_meanwhile_is_sent_anew(private):
    press = private.press("🔄")
    private.reply.delete_all()
    private.will_say("第二个回答。")
    await private.pressed(press)
    assert private.reply.text == "第二个回答。"


async def test_a_press_of_a_message_that_had_to_wait_for_the_budget_is_understood(private):
    [kept] = private.answers.kept.values()
    await private.answers.put(replace(kept, message_ids=()))
    press = private.press("🔄")
    with pytest.raises(StaleButton):
        await private.pressed(replace(press, has_button=False))
    private.will_say("第二个回答。")
    await private.pressed(press)
    assert private.reply.texts == ["第二个回答。"]


async def test_the_next_answer_takes_the_button_of_the_one_before_away(private):
    private.model.gap_s = 1
    await private.ask("那呢？")
    assert private.labels == [[], ["🔄 换个回答"]]


async def test_so_does_one_that_is_finished_at_once(private):
    private.model.gap_s = 0
    await private.ask("那呢？")
    assert private.labels == [[], ["🔄 换个回答"]]


async def test_a_press_is_answered_soon_and_not_with_the_answer(private):
    private.model.gap_s = 9
    answered = asyncio.Event()

    async def answer_press(text: str = "", *, alert: bool = False) -> None:
        answered.set()

    private.reply.answer_press = answer_press
    answering = asyncio.create_task(private.pressed(private.press("🔄")))
    async with asyncio.timeout(0.6):
        await answered.wait()
    await answering


async def test_without_a_model_there_is_no_other_version():
    chat = Chat()
    chat.ask_commands = replace(chat.ask_commands, has_model=False)
    await chat.ask()
    assert chat.labels == [[]]


async def test_a_group_s_answers_have_no_button_unless_they_failed():
    chat = Chat(chat_id=GROUP)
    await chat.ask()
    assert chat.labels == [[]]
    chat.will_say("写到一半", error=ModelCut())
    await chat.ask()
    assert chat.labels == [[], ["🔁 再试一次"]]
    chat.will_say("全部写完了。")
    await chat.pressed(chat.press("🔁"))
    assert chat.reply.texts == ["第一个回答。", "全部写完了。"]
    assert chat.labels == [[], []]
    assert chat.model.causes[-1][1] is None, "nothing was remembered of what failed"


async def test_a_failure_that_lasts_offers_no_other_attempt():
    chat = Chat()
    chat.will_say(error=ModelAuth())
    await chat.ask()
    assert chat.labels == [[]]


async def test_after_an_attempt_that_failed_the_next_one_replaces_what_was_remembered(private):
    private.will_say(error=ModelUnavailable())
    await private.pressed(private.press("🔄"))
    assert "没有响应" in private.reply.text
    private.will_say("第二个回答。")
    await private.pressed(private.press("🔁"))
    assert private.reply.texts == ["第二个回答。"]
    assert private.model.causes[-1][1] == private.model.causes[0][0]


async def test_at_the_limit_of_length_the_answer_goes_on_in_a_further_message():
    chat = Chat(chat_id=GROUP)
    chat.will_say("写到上限", error=ModelFull())
    await chat.ask()
    [first] = chat.reply.messages
    assert chat.labels == [["➡️ 接着写"]]
    chat.will_say("接着写完了。")
    press = chat.press("➡️")
    await chat.pressed(press)
    assert [text.split("\n")[0] for text in chat.reply.texts] == ["写到上限", "接着写完了。"]
    assert chat.labels == [[], []]
    assert "断开" in chat.model.asked[-1][0]
    assert chat.model.causes[-1] == (press.update_id, None)
    with pytest.raises(StaleButton):
        await chat.pressed(replace(press, update_id=press.update_id + 1000))
    assert first in chat.reply.messages


async def test_what_goes_on_can_be_asked_for_again_itself():
    chat = Chat()
    chat.will_say("写到上限", error=ModelFull())
    await chat.ask()
    chat.will_say("接着写完了。")
    await chat.pressed(chat.press("➡️"))
    chat.will_say("另一种写完。")
    await chat.pressed(chat.press("🔄"))
    assert [text.split("\n")[0] for text in chat.reply.texts] == ["写到上限", "另一种写完。"]


async def test_an_edited_question_is_answered_again_in_the_same_message(private):
    private.will_say("第二个回答。")
    assert await private.again.edited(private.edited(private.question, "怎么办？"), private.reply)
    assert private.reply.texts == ["第二个回答。"]
    assert private.model.asked[-1][0] == "怎么办？"
    assert private.model.causes[-1][1] == private.question.update_id


@pytest.mark.parametrize(
    ("text", "after_s"), [("怎么办？", 61), ("为什么？", 5), ("", 5), ("投稿 怎么办", 5)]
)
async def test_a_late_edit_or_one_that_asks_nothing_else_is_not_answered(private, text, after_s):
    edited = private.edited(private.question, text, after_s=after_s)
    assert not await private.again.edited(edited, private.reply)
    assert private.reply.text == "第一个回答。"


async def test_an_edit_of_what_was_no_question_is_not_answered(private):
    assert not await private.again.edited(
        private.edited(private.said("别的"), "怎么办？"), private.reply
    )


async def test_an_edit_stops_the_answer_under_way_and_is_answered_in_its_message():
    chat = Chat()
    chat.will_say(*["一句接一句，"] * 100)
    question = chat.said("为什么？")
    answering = asyncio.create_task(chat.ask_commands.ask(question, chat.reply))
    await asyncio.sleep(2)
    edited = chat.edited(question, "怎么办？")
    await chat.again.stop_edited(edited)
    async with asyncio.timeout(1):
        await answering
    chat.will_say("第二个回答。")
    assert await chat.again.edited(edited, chat.reply)
    assert chat.reply.texts == ["第二个回答。"]


async def test_an_edit_that_changes_no_text_stops_nothing():
    chat = Chat()
    chat.will_say(*["一句，"] * 20)
    question = chat.said("为什么？")
    answering = asyncio.create_task(chat.ask_commands.ask(question, chat.reply))
    await asyncio.sleep(1)
    await chat.again.stop_edited(chat.edited(question, "为什么？"))
    await answering
    assert chat.reply.text == "一句，" * 20


async def test_while_the_store_is_away_answers_come_without_it():
    class Away(FakeAnswers):
        async def put(self, answer):
            raise StorageDown

        async def swap_button(self, chat_id, person_id, message_id):
            raise StorageDown

    chat = Chat()
    chat.ask_commands = AskCommands(chat.model, new_streams(answers=Away()))
    await chat.ask()
    assert chat.reply.text == "第一个回答。"
