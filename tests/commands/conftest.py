"""Fixtures of the commands' tests."""

import pytest

from tests.fakes.tea_table import GROUP, TeaTable


@pytest.fixture
def private() -> TeaTable:
    return TeaTable()


@pytest.fixture
def group() -> TeaTable:
    return TeaTable(GROUP)
