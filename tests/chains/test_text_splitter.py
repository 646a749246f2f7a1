"""Splitting of long texts."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chains.text_splitter import split_text, with_page_marks
from bot.models.document import Document

TEXTS = st.text(st.sampled_from("甲乙。 ，\nab.[p1]🐉"), max_size=300)


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.integers(1, 40))
def test_the_joined_parts_are_the_text_and_none_is_too_long(text, max_chars):
    parts = split_text(text, max_chars, len)
    assert "".join(part.text for part in parts) == text
    assert all(len(part.text) <= max_chars for part in parts)


def test_parts_have_the_right_pages_also_where_a_page_is_split():
    text = with_page_marks(Document("", ((3, "三" * 30), (4, "四" * 30))))
    parts = split_text(text, 20, len)
    assert parts[0].pages == (3, 3)
    assert parts[1].pages == (3, 3)
    assert parts[-1].pages == (4, 4)
    assert parts[0].pages_label() == "3"


def test_a_text_without_pages_has_no_marks():
    assert with_page_marks(Document("一段")) == "一段"
    assert split_text("一段", 10, len)[0].pages is None


def test_a_text_is_split_between_pages_where_they_fit():
    pages = tuple((number, f"第{number}页。\n\n下一段。") for number in range(1, 7))
    parts = split_text(with_page_marks(Document("", pages)), 40, len)
    assert [part.pages for part in parts] == [(1, 2), (3, 4), (5, 6)]


def test_a_chinese_text_is_split_after_a_sentence():
    parts = split_text("今天天气很好，我们去爬山。山上有一座庙。", 15, len)
    assert [part.text for part in parts] == ["今天天气很好，我们去爬山。", "山上有一座庙。"]


def test_a_long_run_without_separators_is_bounded_too():
    parts = split_text("字" * 1000, 100, len)
    assert max(len(part.text) for part in parts) <= 100
    assert len(parts) <= 16
