"""Ranks texts by BM25 (Robertson and Zaragoza 2009), without an inverted index.

A question has some thirty terms, and counting those in a whole book takes milliseconds, so nothing
but the plain form of the texts is kept (docs/decisions/0022-retrieval.md).
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence

from bot.chains.retrieval.terms import question_terms, searchable
from bot.chains.retrieval.translations import translated_terms

_SATURATION = 1.2
"""k1: how much a term counts that occurs again in a text."""
_LENGTH_WEIGHT = 0.4
"""b: how much a text loses for being longer than the others."""


class Bm25:
    """An index of texts; nothing in it changes.

    Args:
        texts: what is ranked.
        plain_form: `searchable`, or what remembers its results.
        context_weight: of the score that a text has together with its neighbours, beside its own;
            0 where neighbours have nothing to do with each other.
        translates: whether English words find Chinese ones, and the reverse.
    """

    def __init__(
        self,
        texts: Sequence[str],
        plain_form: Callable[[str], str] = searchable,
        *,
        context_weight: float = 0,
        translates: bool = False,
    ) -> None:
        self._texts = [plain_form(text) for text in texts]
        self._context_weight = context_weight
        self._translates = translates
        lengths = [len(text) for text in self._texts]
        around = [sum(lengths[max(0, i - 1) : i + 2]) for i in range(len(lengths))]
        self._penalties = _penalties(lengths)
        self._context_penalties = _penalties(around)

    def scores(self, question: str) -> list[float]:
        """The score of each text, in their order; 0 where it has no term of the question."""
        own = [0.0] * len(self._texts)
        context = own.copy()
        terms = question_terms(question)
        if self._translates:
            terms = translated_terms(question) | terms
        for term, weight in terms.items():
            counts = {i: n for i, text in enumerate(self._texts) if (n := text.count(term))}
            self._add(own, counts, self._penalties, weight)
            if self._context_weight:
                around = Counter[int]()
                for index, count in counts.items():
                    for near in range(max(0, index - 1), min(index + 2, len(own))):
                        around[near] += count
                self._add(context, around, self._context_penalties, weight * self._context_weight)
        return [mine and mine + near for mine, near in zip(own, context, strict=True)]

    def rank(self, question: str) -> list[int]:
        """The indexes of the texts with a term of the question, best first."""
        scores = self.scores(question)
        return sorted((i for i, score in enumerate(scores) if score), key=lambda i: -scores[i])

    def _add(
        self, scores: list[float], counts: dict[int, int], penalties: list[float], weight: float
    ) -> None:
        """Add what one term contributes to the scores."""
        rarity = math.log(1 + (len(scores) - len(counts) + 0.5) / (len(counts) + 0.5))
        for index, count in counts.items():
            saturation = count + _SATURATION * penalties[index]
            scores[index] += weight * rarity * count * (_SATURATION + 1) / saturation


def _penalties(lengths: Sequence[int]) -> list[float]:
    mean = sum(lengths) / max(1, len(lengths)) or 1.0
    return [1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * length / mean for length in lengths]
