"""Merging of rankings."""

import pytest

from bot.chains.retrieval.fusion import fuse


def test_what_both_rankings_have_comes_before_what_one_has():
    assert fuse([[3, 1, 2], [1, 4]]) == [1, 3, 4, 2]


@pytest.mark.parametrize("rankings", [[], [[]], [[], []]])
def test_empty_rankings_merge_to_none(rankings):
    assert fuse(rankings) == []


def test_one_ranking_stays_as_it_is():
    assert fuse([[2, 0, 1]]) == [2, 0, 1]
