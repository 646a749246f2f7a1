"""Which cited pages stay in an answer."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chains.retrieval.citations import CitationFilter, supports
from bot.chains.retrieval.terms import searchable

PAGES = {
    1: "第一章 总则。本办法适用于全体员工。",
    12: "试用期为三个月，试用期工资为转正工资的百分之八十，即 6400 元。由人事部李雷审批。",
    13: "The probation period lasts 90 days. Applications go to Alice Chen in Berlin.",
}
marks = st.sampled_from(["[p1]", "[p. 12]", "[p12]", "［p3］", "[p1, p12]", "[p", "[", "]", "[注]"])
words = st.sampled_from(["试用期为三个月", "工资 6400 元", "。", "，", " ", "\n", "Alice", "p12"])
texts = st.lists(st.one_of(marks, words, st.text(max_size=5)), max_size=12)


def filtered(*pieces: str, pages: dict[int, str] = PAGES) -> str:
    citations = CitationFilter(pages)
    return "".join([*map(citations.feed, pieces), citations.end()])


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ("试用期为三个月 [p12]。", "试用期为三个月 [p. 12]。"),
        ("试用期为三个月。[p. 12] 此后转正。", "试用期为三个月。[p. 12] 此后转正。"),
        ("试用期为三个月 [p1]。", "试用期为三个月。"),
        ("试用期为三个月 [p99]。", "试用期为三个月。"),
        ("试用期工资是 6400 元[第12页]。", "试用期工资是 6400 元[p. 12]。"),
        ("试用期工资是 6500 元[p12]。", "试用期工资是 6500 元。"),
        ("试用期为三个月[p1][p12]。", "试用期为三个月[p. 12]。"),
        ("试用期为三个月[p1, p12]。", "试用期为三个月[p. 12]。"),
        ("试用期为三个月[p11-13]。", "试用期为三个月[p. 12]。"),
        ("食堂在二楼，中午开放[p12]。", "食堂在二楼，中午开放。"),
        ("It lasts 90 days [p13].", "It lasts 90 days [p. 13]."),
        ("Applications go to Alice Chen [p13].", "Applications go to Alice Chen [p. 13]."),
        ("Applications go to Bob Chen [p13].", "Applications go to Bob Chen."),
        ("试用期是 90 天[p13]。", "试用期是 90 天[p. 13]。"),
        ("试用期不长[p13]。", "试用期不长。"),
        ("见[注]和[1]，[链接](https://a.example)", "见[注]和[1]，[链接](https://a.example)"),
    ],
)
def test_a_mark_stays_where_its_page_has_what_the_sentence_says(answer, shown):
    assert filtered(answer) == shown
    assert filtered(*answer) == shown


def test_a_document_without_pages_has_no_citations():
    assert filtered("试用期为三个月 [p12]。", pages={}) == "试用期为三个月。"


def test_only_what_may_begin_a_mark_is_held_back():
    citations = CitationFilter(PAGES)
    assert citations.feed("试用期为三个月") == "试用期为三个月"
    assert citations.feed(" [p1") == ""
    assert citations.feed("2]") == " [p. 12]"
    assert citations.feed("[" + "很长" * 30).startswith("[")


@given(texts)
def test_nothing_but_marks_is_changed_and_only_pages_of_the_document_are_cited(pieces):
    answer = "".join(pieces)
    shown = filtered(answer)
    assert {int(page) for page in re.findall(r"\[p\. (\d+)\]", shown)} <= set(PAGES)

    def bare(text: str) -> str:
        unmarked = re.sub(r"[\[［](?:p\.? ?\d+(?:, )?)+[\]］]", "", text)
        return re.sub(r"\s+", "", unmarked)

    assert bare(shown) == bare(answer)


@given(texts, st.lists(st.integers(0, 60), max_size=8))
def test_it_does_not_matter_where_the_stream_is_cut(pieces, cuts):
    answer = "".join(pieces)
    bounds = [0, *sorted(cuts), len(answer)]
    parts = [answer[a:b] for a, b in pairwise(bounds)]
    assert filtered(*parts) == filtered(answer)


@given(st.sampled_from(sorted(PAGES)), st.data())
def test_a_sentence_of_the_page_itself_holds_unless_a_number_is_changed(page, data):
    sentences = [part for part in re.split("[。.]", PAGES[page]) if len(part) > 6]
    sentence = data.draw(st.sampled_from(sentences))
    plain = searchable(PAGES[page])
    assert supports(plain, sentence)
    number = data.draw(st.integers(10_000, 99_999))
    assert not supports(plain, f"{sentence} {number}")
