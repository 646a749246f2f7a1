"""Any action at all, pressed by anybody: an old button at most, never an exception of another kind."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.commands.answer_again import AnswerAgainCommands
from bot.commands.ask import AskCommands
from bot.commands.document_questions import DocumentQuestions
from bot.commands.help import HelpCommands
from bot.commands.post.appeals import AppealCommands
from bot.commands.post.author import AuthorCommands
from bot.commands.post.own_posts import OwnPosts
from bot.commands.source_documents import SourceDocuments
from bot.errors import BotError, StaleButton
from bot.handlers.routes import OnPress
from bot.models.usage import Caller
from bot.texts import common
from tests.commands.post.review_fixture import ADMIN, MEMBER
from tests.fakes.answers import new_streams
from tests.fakes.awaited_inputs import FakeAwaitedInputs
from tests.fakes.chat import FakePermissions, FakeReply, pressed
from tests.fakes.documents import FakeChatDocuments
from tests.fakes.idiom_proposals import AJIE
from tests.fakes.posts import FakeMessenger

_PARTS = (
    "",
    "1",
    "2",
    "-1",
    "0",
    "x",
    "１",
    "1_0",
    "+1",
    " 1",
    "9" * 15,
    "9" * 40,
    "advert",
    "nan",
)
arguments = st.lists(st.one_of(st.sampled_from(_PARTS), st.text(max_size=8)), max_size=4)


async def budget(_: Caller) -> None: ...


@pytest.fixture
def presses(scenario, review, rewording, proposals) -> dict[str, OnPress]:
    """Every press with arguments, by its name."""
    author = AuthorCommands(scenario.posts, scenario.decisions)
    own_posts = OwnPosts(scenario.posts, scenario.decisions, FakeMessenger())
    appeals = AppealCommands(scenario.posts, scenario.decisions, FakeAwaitedInputs())
    streams = new_streams()
    ask = AskCommands(None, streams)  # type: ignore[arg-type]  # asks no model
    documents = SourceDocuments(None, FakeChatDocuments())  # type: ignore[arg-type]  # loads nothing
    questions = DocumentQuestions(
        documents,
        None,  # type: ignore[arg-type]  # answers nothing
        streams,
        FakeAwaitedInputs(),
        FakePermissions(),
    )
    again = AnswerAgainCommands(streams, {}, budget)
    decide = proposals.idiom.proposals.decide_pressed
    return {
        "stop": ask.stop_pressed,
        "help": HelpCommands(FakePermissions()).pressed,
        "answer:again": again.again_pressed,
        "answer:more": again.more_pressed,
        "summary:as": again.summary_pressed,
        "summary:ask": questions.ask_pressed,
        "idiom:hint": proposals.idiom.hint_pressed,
        "idiom:giveup": proposals.idiom.give_up_pressed,
        **{f"idiom:{verb}": decide for verb in ("take", "offer", "refuse")},
        "post:submit": author.submit_pressed,
        "post:withdraw": author.withdraw_pressed,
        "post:take_back": own_posts.withdraw_pressed,
        "post:own": author.keep_wording_pressed,
        "post:appeal": appeals.pressed,
        "review:ok": review.approve_pressed,
        "review:no": review.reject_pressed,
        "review:why": review.reason_pressed,
        "review:edit": rewording.rewrite_pressed,
        "review:own": review.own_pressed,
        "review:polished": review.polished_pressed,
        "review:polish": review.polish_pressed,
        "review:ban": review.ban_pressed,
        "review:ban_yes": review.ban_confirmed,
        "review:card": review.card_pressed,
        "review:sent": review.sent_pressed,
        "review:again": review.resend_pressed,
    }


@pytest.mark.parametrize(
    ("name", "forged"),
    [
        ("answer:again", ":1:2"),
        ("answer:again", f":{ADMIN}:5:7"),
        ("answer:more", ":x:5:7"),
        ("post:withdraw", ":x:y"),
        ("post:withdraw", ""),
        ("post:withdraw", ":1"),
        ("post:withdraw", ":1:1:1"),
        ("post:withdraw", f":1:{'9' * 40}"),
        ("post:withdraw", ":１:1"),
        ("post:take_back", ":1"),
        ("post:own", ":1:1"),
        ("post:appeal", ":x"),
        ("review:own", ":1"),
        ("review:ban_yes", ":1:1:1"),
        ("review:ok", ":1"),
        ("review:no", ":1:"),
        ("review:why", ":1:1"),
        ("review:why", ":1:1:nonsense"),
        ("review:edit", ":-1:1"),
        ("review:ban", ":1:1:1"),
        ("idiom:take", ""),
        ("idiom:offer", ":x"),
        ("idiom:refuse", ":1:1"),
    ],
)
async def test_an_action_that_no_button_has_is_a_stale_button(presses, name, forged):
    with pytest.raises(StaleButton) as error:
        await presses[name](pressed(name + forged, message_id=5, sender_id=ADMIN), FakeReply())
    assert error.value.say("zh") == common.STALE_BUTTON.zh


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(arguments=arguments, sender=st.sampled_from([ADMIN, MEMBER, AJIE, 1]))
async def test_no_press_raises_anything_but_a_sentence(presses, arguments, sender):
    for name, handle in presses.items():
        press = pressed(":".join([name, *arguments]), message_id=5, sender_id=sender, chat_id=-100)
        with suppress(BotError):
            await handle(press, FakeReply())
