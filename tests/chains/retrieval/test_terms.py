"""Terms of texts and questions."""

import pytest

from bot.chains.retrieval.terms import question_terms, searchable


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("檢索", "检索"),
        ("検索", "检索"),
        ("ＡＢＣ１２", "abc12"),
        ("检\n索", "检索"),
        ("docu-\r\nments", "document"),
        ("1,000 元", "1000元"),
        ("2024-03-05", "2024-3-5"),
        ("policies", "policy"),
    ],
)
def test_different_spellings_are_the_same_terms(one, other):
    assert searchable(one) == searchable(other)


def test_numerals_are_found_by_digits_and_the_reverse():
    assert " 30 " in searchable("三十天")
    assert " 30 " in question_terms("三十天内吗")


def test_words_are_not_found_inside_of_others():
    assert not any(term in searchable("overnight") for term in question_terms("night over"))


def test_what_makes_a_text_a_question_is_no_term():
    assert question_terms("什么怎么多少吗 what is the どのような") == {}
    assert "多少" not in question_terms("费用是多少？")
    assert "费用" in question_terms("费用是多少？")


@pytest.mark.parametrize("word", ["申请", "邀请", "目的", "了解", "任何", "几何"])
def test_a_word_that_contains_a_question_word_stays_whole(word):
    assert word in question_terms(f"请问{word}是什么？")


def test_parts_on_both_sides_of_a_question_word_are_not_joined():
    assert "员能" not in question_terms("会员什么能退")


@pytest.mark.parametrize(
    ("question", "definition"),
    [
        ("什么是滚珠丝杠？", "滚珠丝杠是一种"),
        ("Wayland 是什么？", "Wayland 是协议"),
        ("What is a ball nut?", "A ball nut is special."),
        ("shorewall とは何ですか？", "shorewall とは"),
    ],
)
def test_a_question_for_a_definition_has_what_a_definition_says(question, definition):
    without_what = question.replace("什么", "").replace("とは何", "").replace("What", "")
    more = question_terms(question).keys() - question_terms(without_what).keys()
    assert any(term in searchable(definition) for term in more)


def test_half_of_a_surrogate_pair_is_ignored():
    assert searchable("检\ud800索") == searchable("检索")
    assert question_terms("\udcff") == {}
