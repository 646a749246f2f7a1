"""Cutting long texts."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chains.text_splitter import split_text, with_page_marks
from bot.models.document import Document

TEXTS = st.text(st.sampled_from("甲乙。 ，\nab.[p1]🐉"), max_size=300)


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.integers(1, 40))
def test_the_parts_joined_are_the_text_and_none_is_too_long(text, most):
    parts = split_text(text, most, len)
    assert "".join(part.text for part in parts) == text
    assert all(len(part.text) <= most for part in parts)


def test_parts_know_their_pages_also_where_a_page_is_cut():
    text = with_page_marks(Document("", ((3, "三" * 30), (4, "四" * 30))))
    parts = split_text(text, 20, len)
    assert parts[0].pages == (3, 3)
    assert parts[1].pages == (3, 3)
    assert parts[-1].pages == (4, 4)
    assert parts[0].pages_label() == "3"


def test_text_without_pages_stays_unmarked():
    assert with_page_marks(Document("一段")) == "一段"
    assert split_text("一段", 10, len)[0].pages is None
