"""Fixtures of the commands' tests."""

import pytest

from bot.commands.post.review import ReviewCommands
from bot.commands.post.rewording import RewordingCommands
from bot.storage.connection import Redis
from tests.commands.post.review_fixture import ADMIN, OTHER_ADMIN
from tests.fakes.chat import FakePermissions
from tests.fakes.idiom_game import GROUP, GameScenario
from tests.fakes.idiom_proposals import ProposalScenario
from tests.moderation.post_scenario import REVIEW_CHAT, PostScenario


@pytest.fixture
def private() -> GameScenario:
    return GameScenario()


@pytest.fixture
def group() -> GameScenario:
    return GameScenario(GROUP)


@pytest.fixture
async def scenario(redis: Redis) -> PostScenario:
    """A post that waits for review: #1."""
    made = PostScenario.on(redis)
    await made.submit("这里有疑问")
    await made.run()
    return made


@pytest.fixture
def review(scenario) -> ReviewCommands:
    permissions = FakePermissions(
        reviewers=frozenset({ADMIN, OTHER_ADMIN}), review_chat_id=REVIEW_CHAT
    )
    return ReviewCommands(
        scenario.posts,
        scenario.decisions,
        scenario.controls,
        permissions,
        scenario.cards,
    )


@pytest.fixture
def rewording(scenario) -> RewordingCommands:
    permissions = FakePermissions(reviewers=frozenset({ADMIN, OTHER_ADMIN}))
    return RewordingCommands(scenario.posts, scenario.decisions, permissions, scenario.cards)


@pytest.fixture
def proposals() -> ProposalScenario:
    return ProposalScenario()
