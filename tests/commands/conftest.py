"""Fixtures of the commands' tests."""

from collections.abc import Iterator

import pytest

from bot.idioms.lexicon import lexicon
from tests.fakes.school import School
from tests.fakes.tea_table import GROUP, TeaTable


@pytest.fixture
def private() -> TeaTable:
    return TeaTable()


@pytest.fixture
def group() -> TeaTable:
    return TeaTable(GROUP)


@pytest.fixture
def school() -> Iterator[School]:
    """A school; afterwards the dictionary of this process is as it was shipped."""
    yield School()
    lexicon().learn(())
