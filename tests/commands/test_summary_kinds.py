"""Other kinds of a summary: by its buttons, and by a reply to it."""

from dataclasses import replace
from typing import Any

import pytest

from bot.commands.answer_again import AnswerAgainCommands
from bot.errors import ModelThrottled, StaleButton
from bot.models.chat import Button, QuotedMessage, Request
from bot.models.chat_settings import ChatSettings
from bot.models.llm import Chunk
from bot.models.summary_style import SummaryStyle
from bot.models.usage import Caller
from tests.commands.summary_scenario import FILE, LONG, Scenario
from tests.fakes.chat import pressed, said

pytestmark = pytest.mark.looptime

ALICE, BOB, GROUP = 1, 2, -1


async def free(_: Caller) -> None: ...


class Summarised(Scenario):
    """Alice has the summary of a file."""

    async def begin(self, request: Request | None = None) -> "Summarised":
        self.again = AnswerAgainCommands(self.streams, {"summarize": self.command.summarize}, free)
        self.request = request or said("只看结论", file=FILE)
        await self.command.summarize(self.request, self.reply)
        return self

    @property
    def buttons(self) -> dict[str, Button]:
        return {button.label: button for row in self.reply.keyboard for button in row}

    async def press(self, label: str, sender_id: int = ALICE, **more: Any) -> None:
        [message_id] = self.reply.messages
        action = self.buttons[label].action
        press = pressed(
            action,
            message_id=message_id,
            sender_id=sender_id,
            chat_id=self.request.thread.chat_id,
            language=self.request.sender.language,
            settings=self.request.settings,
        )
        press = replace(press, **more)
        await self.again.summary_pressed(press, self.reply)


@pytest.fixture
async def summarised() -> Summarised:
    return await Summarised().begin()


async def test_a_summary_has_one_row_of_buttons(summarised):
    assert list(summarised.buttons) == ["更短", "更详细", "💬 提问", "In English"]
    assert all(len(button.action.encode()) <= 64 for button in summarised.buttons.values())


async def test_a_press_replaces_the_summary_by_another_kind_without_loading_again(summarised):
    summarised.summaries.script[:] = [Chunk("一个要点。")]
    await summarised.press("更短")
    assert summarised.reply.text == "《my_report.pdf》· 2 页\n\n一个要点。"
    assert summarised.summaries.styles[-1] == SummaryStyle("short")
    assert summarised.summaries.asked[-1][1] == "只看结论 简短"
    assert summarised.loaded == [FILE]
    [exchange] = summarised.history.threads[summarised.request.thread]
    assert exchange.answer.startswith("一个要点。")


async def test_lengths_and_languages_go_both_ways_and_end(summarised):
    await summarised.press("更短")
    await summarised.press("更短")
    assert list(summarised.buttons) == ["更详细", "💬 提问", "In English"]
    await summarised.press("In English")
    assert summarised.summaries.styles[-1] == SummaryStyle("line", language="English")
    await summarised.press("用中文")
    for _ in range(3):
        await summarised.press("更详细")
    assert summarised.summaries.styles[-1] == SummaryStyle("long", language="简体中文")
    assert list(summarised.buttons) == ["更短", "💬 提问", "In English"]


async def test_in_traditional_chinese_the_way_back_from_english_leads_there():
    summarised = await Summarised().begin(said("", file=FILE, language="zh-hant"))
    await summarised.press("In English")
    await summarised.press("用中文")
    assert summarised.summaries.styles[-1] == SummaryStyle(language="繁體中文")
    assert "In English" in summarised.buttons


async def test_another_kind_is_written_by_what_the_chat_has_set():
    in_english = ChatSettings(language="en")
    request = said("", file=FILE, chat_id=GROUP, settings=in_english)
    summarised = await Summarised().begin(request)
    await summarised.press("Shorter")
    assert summarised.summaries.asked[-1][2] == "en"
    assert "Longer" in summarised.buttons
    await summarised.press("Longer", forbidden=frozenset({"summarize"}))
    assert len(summarised.summaries.asked) == 2


@pytest.mark.parametrize("order", ["", "总结一下："])
async def test_an_edited_text_is_summarised_without_the_words_of_the_order(order):
    summarised = await Summarised().begin(said(LONG))
    edited = replace(said(f"{order}{LONG}完。"), edited_after_s=5)
    edited = replace(edited, message_id=summarised.request.message_id)
    assert await summarised.again.edited(edited, summarised.reply)
    assert summarised.summaries.asked[-1][0].text == f"{LONG}完。"


async def test_only_who_asked_may_change_the_summary():
    summarised = await Summarised().begin(said("", file=FILE, chat_id=GROUP))
    await summarised.press("更短", sender_id=BOB)
    assert "别人问的" in summarised.reply.popups[-1]
    assert len(summarised.summaries.asked) == 1


async def test_an_old_or_made_up_press_changes_nothing(summarised):
    old = summarised.buttons["更短"]
    await summarised.press("更详细")
    for action in (
        old.action,
        "summary:as:other:1:2:3",
        "summary:as:short",
        "summary:as:short:1:2",
    ):
        with pytest.raises(StaleButton):
            await summarised.again.summary_pressed(pressed(action, message_id=1), summarised.reply)


async def test_a_failure_offers_another_attempt_at_the_same_kind(summarised):
    summarised.summaries.script[:] = [ModelThrottled()]
    await summarised.press("更短")
    assert list(summarised.buttons) == ["🔁 再试一次"]
    stored = await summarised.kept_answers.get(1, ALICE, summarised.request.message_id)
    assert stored is not None
    assert stored.request.wish == "简短"


async def test_without_a_model_there_is_no_other_language():
    scenario = Summarised()
    object.__setattr__(scenario.command, "has_model", False)
    await scenario.begin()
    assert list(scenario.buttons) == ["更短", "更详细", "💬 提问"]


async def test_a_review_can_only_be_asked_about_or_translated():
    summarised = await Summarised().begin(said("点评", file=FILE))
    assert list(summarised.buttons) == ["💬 提问", "In English"]
    assert summarised.summaries.styles == [SummaryStyle(method="review")]


async def test_a_reply_to_the_summary_is_about_its_document(summarised):
    [message_id] = summarised.reply.messages
    quoted = QuotedMessage(message_id, "三个要点。", None, 0, by_bot=True)
    request = said("短一点", quoted=quoted)
    assert await summarised.command.concerns(request)
    await summarised.command.summarize(request, summarised.reply)
    document, instruction, _ = summarised.summaries.asked[-1]
    assert (document.text, instruction) == (LONG, "")
    assert summarised.loaded == [FILE]


async def test_a_reply_to_any_other_message_is_not(summarised):
    quoted = QuotedMessage(7, "好的。", None, 0, by_bot=True)
    assert not await summarised.command.concerns(said("短一点", quoted=quoted))


async def test_a_summary_that_was_made_before_says_so():
    scenario = Scenario([Chunk("三个要点。", made_before=True)])
    await scenario.command.summarize(said("", file=FILE), scenario.reply)
    assert scenario.reply.text.endswith("三个要点。\n\n（之前总结过，这是当时的总结。）")
