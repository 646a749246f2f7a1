"""Ranks texts by BM25 (Robertson and Zaragoza 2009), without an inverted index.

A question has some twenty terms, and counting those in a whole book takes milliseconds, so nothing
but the plain form of the texts is kept (docs/decisions/0090-retrieval.md).
"""

import math
from collections.abc import Sequence

from bot.chains.retrieval.terms import question_terms, searchable

_SATURATION = 1.2
"""k1: how much a term counts that occurs again in a text."""
_LENGTH_WEIGHT = 0.75
"""b: how much a text loses for being longer than the others."""


class Bm25:
    """An index of texts; nothing in it changes."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = [searchable(text) for text in texts]
        mean = sum(map(len, self._texts)) / max(1, len(self._texts)) or 1.0
        self._lengths = [1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * len(t) / mean for t in self._texts]

    def scores(self, question: str) -> list[float]:
        """The score of each text, in their order; 0 where it has no term of the question."""
        scores = [0.0] * len(self._texts)
        for term, weight in question_terms(question).items():
            counts = [(i, n) for i, text in enumerate(self._texts) if (n := text.count(term))]
            rarity = math.log(1 + (len(self._texts) - len(counts) + 0.5) / (len(counts) + 0.5))
            for index, count in counts:
                saturation = count + _SATURATION * self._lengths[index]
                scores[index] += weight * rarity * count * (_SATURATION + 1) / saturation
        return scores

    def rank(self, question: str) -> list[int]:
        """The indexes of the texts with a term of the question, best first."""
        scores = self.scores(question)
        return sorted((i for i, score in enumerate(scores) if score), key=lambda i: -scores[i])
