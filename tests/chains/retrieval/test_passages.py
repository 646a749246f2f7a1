"""Cutting of documents."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chains.retrieval.passages import cut
from bot.models.document import Document, Passage

TEXTS = st.text(st.sampled_from("甲乙。 ，\n\r\nab.第1章🐉"), max_size=3000)


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, max_size=3))
def test_nothing_is_lost_and_no_passage_is_over_a_thousand_characters(texts):
    passages = cut(Document("", tuple(enumerate(texts, start=1))))
    squeezed = ["".join(text.split()) for text in texts]
    for page, text in enumerate(squeezed, start=1):
        parts = [passage.text for passage in passages if passage.page == page]
        assert "".join("".join(parts).split()) == text
    assert all(0 < len(passage.text) <= 1000 for passage in passages)


def test_a_passage_has_the_page_it_is_on():
    document = Document("甲\f乙", ((3, "第一件事。"), (4, "第二件事。")))
    assert cut(document) == [Passage("第一件事。", 3), Passage("第二件事。", 4)]


def test_a_text_without_pages_has_passages_without_one():
    assert cut(Document("一段话。")) == [Passage("一段话。", None)]


@pytest.mark.parametrize("text", ["", " \n\r\n "])
def test_an_empty_page_has_no_passages(text):
    assert cut(Document(text, ((1, text),))) == []


@pytest.mark.parametrize("heading", ["第三章 退款", "2.3 Refunds", "## 退款", "三、退款", "退款"])
def test_a_heading_is_with_what_follows(heading):
    before, after = "前面说的是别的事情。" * 50, "退款须在三十天内提出，逾期不予受理。" * 40
    passages = cut(Document(f"{before}\n\n{heading}\n\n{after}"))
    assert [p.text for p in passages if heading in p.text] == [
        p.text for p in passages if p.text.startswith(heading)
    ]
    assert "退款须在三十天内提出" in next(p.text for p in passages if heading in p.text)


def test_a_chinese_text_is_cut_after_a_sentence():
    passages = cut(Document("这是一句完整的话，没有换行。" * 100))
    assert len(passages) > 1
    assert all(passage.text.endswith("。") for passage in passages)
