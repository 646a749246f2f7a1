"""Finding passages of a document."""

from bot.chains.retrieval.retriever import MAX_FOUND_CHARS, Retriever
from bot.chains.retrieval.terms import searchable
from bot.models.document import Passage, PassageIndex

LEAVE = Passage("员工每年享有十天带薪年假。", 1)
TRAVEL = Passage("差旅费用须在三十天内提交。", 2)
CANTEEN = Passage("食堂在二楼，中午开放。", 3)
PASSAGES = [LEAVE, TRAVEL, CANTEEN]


def over(passages: list[Passage]) -> Retriever:
    return Retriever(PassageIndex(tuple(passages), tuple(searchable(one.text) for one in passages)))


def test_the_passage_that_answers_comes_first():
    assert over(PASSAGES).retrieve("差旅费用什么时候提交？")[0] == TRAVEL


def test_a_short_document_is_handed_over_whole():
    found = over(PASSAGES).retrieve("食堂在几楼？")
    assert found[0] == CANTEEN
    assert len(found) == len(PASSAGES)


def test_a_question_without_a_term_of_the_document_gets_its_beginning():
    passages = [Passage(str(number) * 500) for number in range(1, 10)] * 5
    found = over(passages).retrieve("这篇讲了什么？")
    assert found == passages[: MAX_FOUND_CHARS // 500]


def test_passages_are_bounded_together():
    passages = [Passage(f"退款规定{'其他' * 300}") for _ in range(40)]
    found = over(passages).retrieve("退款规定")
    assert sum(len(passage.text) for passage in found) <= MAX_FOUND_CHARS
    assert len(found) == MAX_FOUND_CHARS // len(passages[0].text)


def test_an_empty_document_has_nothing():
    assert over([]).retrieve("年假") == []


def test_a_ranking_by_meaning_is_merged_with_that_by_words():
    found = over(PASSAGES).retrieve("差旅时吃饭的费用", by_meaning=[2, 0, 1])
    assert set(found[:2]) == {TRAVEL, CANTEEN}
