"""What the tests of administration share: 阿杰 gives every command, and posts end somehow."""

from bot.commands.post.administration import AdministrationCommands
from bot.commands.post.audit import AuditCommands
from bot.commands.post.undo import UndoCommands
from bot.errors import ChatGone
from bot.models.chat import QuotedMessage
from tests.commands.post.review_fixture import ADMIN
from tests.fakes.chat import FakePermissions, FakeReply, said
from tests.fakes.usage import FakeUsage
from tests.moderation.post_scenario import ALICE, CHANNEL, REVIEW_CHAT, PostScenario

PERMISSIONS = FakePermissions(reviewers=frozenset({ADMIN}), review_chat_id=REVIEW_CHAT)


def audit_of(scenario: PostScenario) -> AuditCommands:
    return AuditCommands(scenario.posts, scenario.decisions, scenario.controls, PERMISSIONS)


def undo_of(scenario: PostScenario) -> UndoCommands:
    return UndoCommands(scenario.decisions, PERMISSIONS, scenario.messenger)


def administration_of(scenario: PostScenario) -> AdministrationCommands:
    return AdministrationCommands(scenario.posts, scenario.controls, PERMISSIONS, FakeUsage())


async def answer(
    verb, text: str = "", *, quoted: QuotedMessage | None = None, chat_id: int = 1
) -> str:
    """What 阿杰 reads after a command."""
    reply = FakeReply()
    await verb(said(text, sender_id=ADMIN, name="阿杰", quoted=quoted, chat_id=chat_id), reply)
    return reply.text


async def failed(scenario: PostScenario, text: str = "你好", author: int = ALICE) -> int:
    """A post that could not be delivered."""
    scenario.messenger.refusals[CHANNEL] = [ChatGone()]
    post_id = await scenario.submit(text, author)
    await scenario.run()
    return post_id


async def published(scenario: PostScenario, text: str = "你好") -> int:
    post_id = await scenario.submit(text)
    await scenario.run()
    return post_id
