"""Terms in the other language."""

import pytest

from bot.chains.retrieval.bm25 import Bm25
from bot.chains.retrieval.translations import translated_terms

TEXTS = ["价格：每月三百元。", "The price is 300 yuan.", "其他事项见附录。"]


@pytest.mark.parametrize(
    ("question", "term"), [("密码", " password "), ("What is the password?", "密码")]
)
def test_words_have_their_translations(question, term):
    assert term in translated_terms(question)


@pytest.mark.parametrize("question", ["", "吗？", "zzzz qqqq", "\ud800", "qq\txx\nzzz", "ÿ" * 40])
def test_what_is_not_listed_has_none(question):
    assert translated_terms(question) == {}


def test_the_first_and_the_last_line_of_the_table_are_found():
    assert "七号电池" in translated_terms("aabattery")
    assert " einsteinium " in translated_terms("𰾭")


def test_the_meanings_of_a_character_weigh_less_than_those_of_a_word():
    assert translated_terms("龟")[" turtle "] < translated_terms("密码")[" password "]


def test_a_question_in_the_other_language_finds_the_text():
    assert Bm25(TEXTS, translates=True).rank("How high is the price?")[:2] == [1, 0]
    assert Bm25(TEXTS[1:], translates=True).rank("价格是多少")[0] == 0


def test_the_word_itself_counts_more_than_its_translation():
    assert Bm25(TEXTS, translates=True).rank("价格是多少")[:2] == [0, 1]
