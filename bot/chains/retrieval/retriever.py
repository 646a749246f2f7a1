"""Finds the passages of a document that a question needs: BM25, and a ranking by meaning if there is one."""

from collections.abc import Iterator, Sequence

from bot.chains.retrieval.bm25 import Bm25
from bot.chains.retrieval.fusion import fuse
from bot.chains.retrieval.page_questions import pages_asked
from bot.models.document import Passage, PassageIndex

MAX_FOUND_CHARS = 8000
"""Of all passages that a question hands to a model."""
_MAX_QUESTION_CHARS = 500
"""What is read of a question: time grows with its terms."""

_CONTEXT_WEIGHT = 0.4
"""The passages before and after say what a passage is about."""


class Retriever:
    """Finds passages of one document.

    `by_meaning`: the places of its passages, the nearest to the question first; empty: words decide alone.
    """

    def __init__(self, index: PassageIndex) -> None:
        self._passages = index.passages
        self._bm25 = Bm25(index.plain, str, context_weight=_CONTEXT_WEIGHT, translates=True)

    def retrieve(self, question: str, by_meaning: Sequence[int] = ()) -> list[Passage]:
        """Passages of at most `MAX_FOUND_CHARS` characters together, best first."""
        return list(self._within_limit(self._rank(question, by_meaning)))

    def best(self, question: str, most: int, by_meaning: Sequence[int] = ()) -> list[Passage]:
        """The best passages, of those alone that have something of the question."""
        return [self._passages[place] for place in self._rank(question, by_meaning)[:most]]

    def _rank(self, question: str, by_meaning: Sequence[int]) -> list[int]:
        """Places, the best first: those of the pages that the question names, then by rank."""
        asked = set(pages_asked(question[:_MAX_QUESTION_CHARS]))
        named = [place for place, one in enumerate(self._passages) if one.page in asked]
        rankings = [self._bm25.rank(question[:_MAX_QUESTION_CHARS]), by_meaning]
        return list(dict.fromkeys([*named, *fuse(rankings)]))

    def _within_limit(self, ranking: Sequence[int]) -> Iterator[Passage]:
        """Those that fit; after them the others in their order, for a short document is all read."""
        left = MAX_FOUND_CHARS
        for place in dict.fromkeys([*ranking, *range(len(self._passages))]):
            passage = self._passages[place]
            if len(passage.text) > left:
                return
            left -= len(passage.text)
            yield passage


def is_read_whole(passages: Sequence[Passage]) -> bool:
    """Is a document so short that every question gets all of it?"""
    return sum(len(passage.text) for passage in passages) <= MAX_FOUND_CHARS
