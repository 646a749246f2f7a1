"""Questions that name a page."""

import pytest

from bot.chains.retrieval.finder import DocumentPassageFinder
from bot.chains.retrieval.page_questions import pages_asked
from bot.models.document import Document
from tests.fakes.documents import FakePassageIndexes
from tests.fakes.usage import caller

PAGES = tuple((number, f"这里是正文，讲到了制度{number}。" * 60) for number in range(1, 30))
LONG = Document("\f".join(text for _, text in PAGES), PAGES)
FINDER = DocumentPassageFinder(FakePassageIndexes())


@pytest.mark.parametrize(
    ("question", "pages"),
    [
        ("第3页讲了什么？", [3]),
        ("第 5 到 7 页", [5, 6, 7]),
        ("What do pages 2-3 say?", [2, 3]),
        ("on p. 12", [12]),
        ("12 ページには何が？", [12]),
        ("共有几页？第一页呢", []),
        ("第 1-99999 页", list(range(1, 11))),
    ],
)
def test_the_pages_that_a_question_names(question, pages):
    assert pages_asked(question) == pages


async def test_a_named_page_is_found_though_its_words_are_not_in_the_question():
    found = await FINDER.find(LONG, "第 17 页讲了什么？", caller=caller())
    assert {17} <= {passage.page for passage in found}
    [best, *_] = await FINDER.find(LONG, "第 17 页讲了什么？", caller=caller(), k=1)
    assert best.page == 17


async def test_of_the_best_passages_none_is_without_a_word_of_the_question():
    assert await FINDER.find(LONG, "zebra", caller=caller(), k=3) == []
