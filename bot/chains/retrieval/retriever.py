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
    """Finds passages of one document; they are told apart by their index, since two may say the same.

    `by_meaning`: the indexes of its passages, the nearest to the question first; empty: words decide alone.
    """

    def __init__(self, index: PassageIndex) -> None:
        self._passages = index.passages
        self._bm25 = Bm25(index.plain, str, context_weight=_CONTEXT_WEIGHT, translates=True)

    def retrieve(self, question: str, by_meaning: Sequence[int] = ()) -> list[Passage]:
        """Passages of at most `MAX_FOUND_CHARS` characters together, best first."""
        return [self._passages[index] for index in self.indexes(question, by_meaning)]

    def indexes(
        self, question: str, by_meaning: Sequence[int] = (), k: int | None = None
    ) -> list[int]:
        """Of those passages; `k`: only the k best, of those that have something of the question."""
        ranking = self._rank(question, by_meaning)
        return list(self._within_limit(ranking)) if k is None else ranking[:k]

    def _rank(self, question: str, by_meaning: Sequence[int]) -> list[int]:
        """Indexes, the best first: of the pages that the question names, then by rank."""
        asked = set(pages_asked(question[:_MAX_QUESTION_CHARS]))
        named = [index for index, one in enumerate(self._passages) if one.page in asked]
        rankings = [self._bm25.rank(question[:_MAX_QUESTION_CHARS]), by_meaning]
        return list(dict.fromkeys([*named, *fuse(rankings)]))

    def _within_limit(self, ranking: Sequence[int]) -> Iterator[int]:
        """Those that fit; after them the others in their order, for a short document is all read."""
        left = MAX_FOUND_CHARS
        for index in dict.fromkeys([*ranking, *range(len(self._passages))]):
            left -= len(self._passages[index].text)
            if left < 0:
                return
            yield index


def is_read_whole(passages: Sequence[Passage]) -> bool:
    """Is a document so short that every question gets all of it?"""
    return sum(len(passage.text) for passage in passages) <= MAX_FOUND_CHARS
