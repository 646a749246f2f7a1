"""Fixtures of the commands' tests."""

import pytest

from bot.commands.post.review import ReviewCommands
from bot.storage.connection import Redis
from tests.commands.post.review_fixture import ADMIN, OTHER_ADMIN
from tests.fakes.chat import FakePermissions
from tests.fakes.idiom_game import GROUP, GameScenario
from tests.fakes.idiom_proposals import ProposalScenario
from tests.moderation.rig import REVIEWERS, Rig


@pytest.fixture
def private() -> GameScenario:
    return GameScenario()


@pytest.fixture
def group() -> GameScenario:
    return GameScenario(GROUP)


@pytest.fixture
async def rig(redis: Redis) -> Rig:
    """A post that waits for review: #1."""
    made = Rig.on(redis)
    await made.submit("这里有疑问")
    await made.run()
    return made


@pytest.fixture
def review(rig) -> ReviewCommands:
    members = FakePermissions(reviewers=frozenset({ADMIN, OTHER_ADMIN}))
    return ReviewCommands(rig.desk, rig.decisions, rig.rules, members, rig.board, REVIEWERS)


@pytest.fixture
def proposals() -> ProposalScenario:
    return ProposalScenario()
