"""Fixtures of the commands' tests."""

from collections.abc import Iterator

import pytest

from bot.commands.review import Review
from bot.idioms.lexicon import lexicon
from bot.storage.connection import Redis
from tests.commands.review_desk import ADMIN, OTHER_ADMIN
from tests.fakes.chat import FakeMembers
from tests.fakes.school import School
from tests.fakes.tea_table import GROUP, TeaTable
from tests.moderation.rig import REVIEWERS, Rig


@pytest.fixture
def private() -> TeaTable:
    return TeaTable()


@pytest.fixture
def group() -> TeaTable:
    return TeaTable(GROUP)


@pytest.fixture
async def rig(redis: Redis) -> Rig:
    """A post that waits for review: #1."""
    made = Rig.on(redis)
    await made.submit("这里有疑问")
    await made.run()
    return made


@pytest.fixture
def review(rig) -> Review:
    members = FakeMembers(reviewers=frozenset({ADMIN, OTHER_ADMIN}))
    return Review(rig.desk, rig.decisions, rig.rules, members, rig.board, REVIEWERS)


@pytest.fixture
def school() -> Iterator[School]:
    """A school; afterwards the dictionary of this process is as it was shipped."""
    yield School()
    lexicon().learn(())
