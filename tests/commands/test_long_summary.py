"""A long document: the question before it is read, and the answers to it."""

import pytest

from bot.errors import ModelPaused
from bot.models.chat import ButtonPress, Keyboard, Request
from bot.models.document import Document
from bot.models.summary_style import SummaryStyle
from tests.commands.summary_scenario import FILE, LONG, Scenario
from tests.fakes.chat import FakePermissions, FakeReply, pressed, said

pytestmark = pytest.mark.looptime

ALICE, BOB, GROUP = 1, 2, -1


class Asked(Scenario):
    """Alice asked for the summary of a document of about 40 parts."""

    keyboard: Keyboard = ()
    message_id = 0
    permissions = FakePermissions(anonymous=frozenset({(GROUP, ALICE)}))

    async def ask(self, request: Request) -> "Asked":
        self.summaries.parts = 40
        self.request = request
        await self.command.summarize(request, self.reply)
        [(self.message_id, message)] = self.reply.messages.items()
        self.keyboard = message.keyboard
        return self

    def press(self, button: int = 0, sender_id: int = ALICE, chat_id: int = 1) -> ButtonPress:
        action = self.keyboard[0][button].action
        return pressed(action, message_id=self.message_id, sender_id=sender_id, chat_id=chat_id)

    async def answers(self, press: ButtonPress) -> FakeReply:
        buttons = self.long_summary(permissions=self.permissions)
        is_yes = press.action.startswith("summary:go")
        await (buttons.go_pressed if is_yes else buttons.drop_pressed)(press, self.reply)
        return self.reply


@pytest.fixture
async def asked() -> Asked:
    return await Asked().ask(said("短一点", sender_id=ALICE, file=FILE))


async def test_before_a_long_document_is_read_its_sender_is_asked(asked):
    assert "约 40 段" in asked.reply.text
    assert [button.label for button in asked.keyboard[0]] == ["▶ 继续", "✖ 不用了"]
    assert asked.summaries.asked == []
    assert asked.summaries.checked == [0, 40 * 24_000]


async def test_after_a_yes_the_document_is_summarised(asked):
    reply = await asked.answers(asked.press())
    question, summary = reply.texts
    assert question == "好，约 40 段，开始读。"
    assert summary == "《my_report.pdf》· 2 页\n\n三个要点。"
    assert asked.summaries.styles == [SummaryStyle("short")]
    assert reply.messages[asked.message_id].keyboard == ()


async def test_the_summary_counts_as_the_request_that_asked_for_it(asked):
    await asked.answers(asked.press())
    [caller] = asked.summaries.callers
    assert caller.request_id == f"1:{asked.request.message_id}"


async def test_after_a_no_nothing_is_read(asked):
    reply = await asked.answers(asked.press(1))
    assert reply.text == "好，不读了。"
    reply = await asked.answers(asked.press())
    assert asked.summaries.asked == []
    assert "已经回答过" in reply.popups[-1]


async def test_an_anonymous_administrator_answers_under_their_own_id():
    asked = await Asked().ask(said("短一点", sender_id=GROUP, chat_id=GROUP, file=FILE))
    reply = await asked.answers(asked.press(sender_id=BOB, chat_id=GROUP))
    assert "只有本人" in reply.popups[-1]
    await asked.answers(asked.press(chat_id=GROUP))
    assert len(asked.summaries.asked) == 1


async def test_only_the_sender_may_answer(asked):
    reply = await asked.answers(asked.press(sender_id=BOB))
    assert asked.summaries.asked == []
    assert "只有本人" in reply.popups[-1]


async def test_a_second_press_reads_nothing_again_but_another_attempt_at_the_first_does(asked):
    press = asked.press()
    await asked.answers(press)
    await asked.answers(asked.press())
    assert len(asked.summaries.asked) == 1
    await asked.answers(press)
    assert len(asked.summaries.asked) == 2


async def test_an_offer_that_is_no_longer_kept_says_so(asked):
    asked.offers.offers.clear()
    reply = await asked.answers(asked.press())
    assert "再说一次" in reply.popups[-1]


async def test_where_the_budget_is_spent_meanwhile_the_question_stays(asked):
    asked.summaries.refusal = ModelPaused()
    with pytest.raises(ModelPaused):
        await asked.answers(asked.press())
    asked.summaries.refusal = None
    reply = await asked.answers(asked.press())
    assert reply.texts[-1].endswith("三个要点。")


async def test_a_link_is_fetched_once():
    scenario = await Asked().ask(said("https://example.org/a 短一点"))
    await scenario.answers(scenario.press())
    assert scenario.loaded == ["https://example.org/a"]
    assert scenario.summaries.styles == [SummaryStyle("short")]


async def test_a_message_is_never_asked_about():
    scenario = await Asked(document=Document(LONG)).ask(said(LONG))
    assert scenario.reply.text == "三个要点。"
