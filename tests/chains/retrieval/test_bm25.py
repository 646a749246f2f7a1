"""Ranking by BM25."""

import sys
from subprocess import run

import pytest

from bot.chains.retrieval.bm25 import Bm25

TEXTS = [
    "年假：员工入职满一年后，每年享有十天带薪年假。",
    "报销：差旅费用须在出差结束后三十天内提交。",
    "The warranty covers batteries for 24 months.",
    "返品は購入後14日以内に限ります。",
]


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("年假有多少天？", 0),
        ("差旅費用什麼時候提交", 1),
        ("How long does the warranty of a battery last?", 2),
        ("ＷＡＲＲＡＮＴＹ", 2),
        ("返品は何日以内ですか", 3),
    ],
)
def test_the_text_that_answers_comes_first(question, best):
    assert Bm25(TEXTS).rank(question)[0] == best


def test_texts_without_a_term_of_the_question_are_left_out():
    assert Bm25(TEXTS).rank("量子力学") == []
    assert Bm25(TEXTS).scores("量子力学") == [0, 0, 0, 0]


@pytest.mark.parametrize("question", ["", "？", "什么", "what is the"])
def test_a_question_without_content_ranks_nothing(question):
    assert Bm25(TEXTS).rank(question) == []


@pytest.mark.parametrize("texts", [[], [""], ["", " "]])
def test_no_texts_and_empty_texts_are_ranked_nowhere(texts):
    assert Bm25(texts).rank("年假") == []


def test_equal_texts_keep_their_order():
    assert Bm25(["年假", "年假", "年假"]).rank("年假") == [0, 1, 2]


def test_a_word_broken_at_the_end_of_a_line_is_found():
    assert Bm25(["其他的话", "关于检\n索的话"]).rank("检索")[0] == 1
    assert Bm25(["other words", "a docu-\nment"]).rank("document") == [1]


def test_a_rare_term_counts_more_than_a_frequent_one():
    assert Bm25(["公司 公司 公司", "公司 食堂", "公司 仓库"]).rank("公司食堂")[0] == 1


def test_no_langchain_is_loaded():
    code = (
        "import sys, bot.chains.retrieval.bm25; print([m for m in sys.modules if 'langchain' in m])"
    )
    done = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_of_equal_texts_the_one_with_related_neighbours_is_first():
    texts = ["其他", "条款如下", "其他", "退款条款", "条款如下"]
    assert Bm25(texts, context_weight=0.4).rank("退款条款").index(4) == 1
    assert Bm25(texts).rank("退款条款")[1:3] == [1, 4]


def test_neighbours_do_not_bring_in_a_text_without_a_term():
    texts = ["退款", "其他", "退款"]
    assert Bm25(texts, context_weight=0.4).rank("退款") == [0, 2]
