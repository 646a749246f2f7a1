"""Finds the passages of a document that a question needs: BM25, and embeddings where there are any.

The two rankings are merged by reciprocal rank (Cormack, Clarke and Büttcher 2009): their scores
cannot be compared.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import mul
from typing import TYPE_CHECKING

from bot.chains.retrieval.bm25 import Bm25
from bot.models.document import Passage

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings  # takes 0.2 s to import

MAX_FOUND_CHARS = 8000
"""Of all passages that a question hands to a model."""

_CONTEXT_WEIGHT = 0.4
"""The passages before and after say what a passage is about."""
_RANK_CONSTANT = 60
"""Of the paper; it keeps the first places from deciding alone."""

Vector = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """Passages with their vectors of length 1; without vectors, BM25 ranks alone."""

    passages: tuple[Passage, ...]
    vectors: tuple[Vector, ...] = ()


async def index(passages: Sequence[Passage], embeddings: "Embeddings | None") -> IndexedDocument:
    """Embed the passages, where there is a model for it."""
    if embeddings is None:
        return IndexedDocument(tuple(passages))
    vectors = await embeddings.aembed_documents([passage.text for passage in passages])
    return IndexedDocument(tuple(passages), tuple(map(_normalised, vectors)))


class Retriever:
    """Finds passages of one document; `embeddings` is the model that embedded them, if any."""

    def __init__(self, document: IndexedDocument, embeddings: "Embeddings | None" = None) -> None:
        self._passages = document.passages
        self._vectors = document.vectors
        self._embeddings = embeddings
        texts = [passage.text for passage in document.passages]
        self._bm25 = Bm25(texts, context_weight=_CONTEXT_WEIGHT, translates=True)

    async def retrieve(self, question: str) -> list[Passage]:
        """Passages of at most `MAX_FOUND_CHARS` characters together, best first."""
        rankings = [self._bm25.rank(question)]
        if self._embeddings is not None and self._vectors:
            vector = _normalised(await self._embeddings.aembed_query(question))
            rankings.append(_nearest(vector, self._vectors))
        return list(self._within_limit(_merge(rankings)))

    def _within_limit(self, ranking: Iterable[int]) -> Iterator[Passage]:
        """Those that fit; after them the others in their order, for a short document is all read."""
        left = MAX_FOUND_CHARS
        for index_of in dict.fromkeys([*ranking, *range(len(self._passages))]):
            passage = self._passages[index_of]
            if len(passage.text) > left:
                return
            left -= len(passage.text)
            yield passage


def _merge(rankings: Sequence[Sequence[int]]) -> list[int]:
    if len(rankings) == 1:
        return list(rankings[0])
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, index_of in enumerate(ranking, start=1):
            scores[index_of] = scores.get(index_of, 0) + 1 / (_RANK_CONSTANT + rank)
    return sorted(scores, key=lambda index_of: -scores[index_of])


def _nearest(vector: Vector, vectors: Sequence[Vector]) -> list[int]:
    cosines = [sum(map(mul, vector, other)) for other in vectors]
    return sorted(range(len(vectors)), key=lambda index_of: -cosines[index_of])


def _normalised(vector: Sequence[float]) -> Vector:
    length = math.hypot(*vector) or 1.0
    return tuple(value / length for value in vector)
