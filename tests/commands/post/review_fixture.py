"""What the tests of reviewers share: who they are and what they do with post #1."""

from dataclasses import replace

from bot.commands.post.rewording import RewordingCommands
from bot.models.chat import ButtonPress, QuotedMessage, Request
from bot.moderation.review_card import render_card
from tests.fakes.chat import FakeReply, pressed, said
from tests.moderation.post_scenario import REVIEW_CHAT, PostScenario

ADMIN, OTHER_ADMIN, MEMBER = 9, 8, 7


async def press(
    scenario: PostScenario, verb: str, *, by: int = ADMIN, name: str = "阿杰"
) -> ButtonPress:
    """A press of a button of the card that waits in the review chat."""
    post = await scenario.post(1)
    card = render_card(post, await scenario.posts.record(post.draft.author_id))
    action = next(b.action for row in card.keyboard for b in row if b.action.startswith(verb))
    return pressed(action, message_id=5, sender_id=by, name=name, chat_id=REVIEW_CHAT)


async def edit_of_its_message(scenario: PostScenario, text: str) -> None:
    """The author edits the source of #1, and it is checked anew."""
    post = await scenario.post(1)
    await scenario.decisions.revise(post, replace(post.draft, text=text))
    await scenario.run()


def in_private(text: str) -> Request:
    return said(text, sender_id=ADMIN, name="阿杰", chat_id=ADMIN)


async def ask_to_rewrite(
    rewording: RewordingCommands, scenario: PostScenario
) -> tuple[FakeReply, int]:
    """阿杰 presses 改后发; the bot's question and its id."""
    reply = FakeReply()
    await rewording.rewrite_pressed(await press(scenario, "review:edit"), reply)
    return reply, next(iter(reply.messages))


def answer_to(message_id: int, text: str, *, by: int = ADMIN) -> Request:
    quoted = QuotedMessage(message_id, "✏️ #1", None, 700, by_bot=True)
    return said(text, sender_id=by, name="阿杰", chat_id=REVIEW_CHAT, quoted=quoted)
