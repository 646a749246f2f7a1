"""Token counts."""

import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import pytest

from bot.chains import token_count
from bot.chains.token_count import count_tokens, estimate_tokens


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


@pytest.mark.parametrize(
    "text", ["天地玄黄，宇宙洪荒。", "The quick brown fox. ", "价格 price 12 元\n"]
)
def test_the_estimate_of_a_long_text_is_near_its_count(text):
    long = text * 20_000
    assert estimate_tokens(long) == pytest.approx(count_tokens(long), rel=0.1)


def test_the_estimate_of_a_short_text_is_its_count():
    assert estimate_tokens("你好，世界！") == 4


def test_rare_characters_between_common_ones_are_not_overlooked():
    long = ("好" * 900 + "\U00020000" * 100) * 1000
    assert estimate_tokens(long) > 1.3 * estimate_tokens("好" * len(long))


class SlowVocabulary:
    """Takes a moment to load, and notes how often it was."""

    loaded = 0

    def __init__(self, _: str) -> None:
        SlowVocabulary.loaded += 1
        time.sleep(0.01)

    def encode(self, text: str, **_: object) -> list[int]:
        return [0] * len(text)


def test_threads_that_count_at_once_load_one_vocabulary(monkeypatch):
    monkeypatch.setattr(token_count, "get_tokenizer", SlowVocabulary)
    monkeypatch.setattr(token_count, "_loaded", cache(token_count._loaded.__wrapped__))
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(count_tokens, ["你好"] * 8)) == [2] * 8
    assert SlowVocabulary.loaded == 1
