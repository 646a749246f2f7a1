"""Token counts."""

import pytest

from bot.chains.token_count import count_tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("", 0), ("你好，世界！", 4), ("The quick brown fox", 4), ("🐉成语 2026", 7)],
)
def test_the_counts_are_those_of_qwens_vocabulary(text, tokens):
    assert count_tokens(text) == tokens


def test_a_special_token_typed_by_a_person_is_plain_text():
    assert count_tokens("<|im_start|>") > 1


def test_a_million_spaces_are_counted():
    """Tiktoken alone overflows its stack on them."""
    assert count_tokens(" " * 1_000_000) > 1000
