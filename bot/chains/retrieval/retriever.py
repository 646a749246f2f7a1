"""Finds the passages of a document that a question needs: BM25, and embeddings where there are any."""

import asyncio
import logging
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import mul
from typing import TYPE_CHECKING

from bot.chains.retrieval.bm25 import Bm25
from bot.chains.retrieval.fusion import fuse
from bot.chains.retrieval.page_questions import pages_asked
from bot.errors import ModelError
from bot.models.document import Passage

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings  # takes 0.2 s to import

MAX_FOUND_CHARS = 8000
"""Of all passages that a question hands to a model."""
_MAX_QUESTION_CHARS = 500
"""What is read of a question: time grows with its terms."""

_CONTEXT_WEIGHT = 0.4
"""The passages before and after say what a passage is about."""

_BATCH = 10
"""Texts in a call: the most that text-embedding-v4 takes."""
_BATCHES_AT_ONCE = 8

Vector = tuple[float, ...]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """Passages with their vectors of length 1; without vectors, BM25 ranks alone."""

    passages: tuple[Passage, ...]
    vectors: tuple[Vector, ...] = ()


async def index(passages: Sequence[Passage], embeddings: "Embeddings | None") -> IndexedDocument:
    """Embed the passages, where there is a model for it and it answers."""
    kept = tuple(passages)
    if embeddings is None:
        return IndexedDocument(kept)
    try:
        return IndexedDocument(kept, await _embed([passage.text for passage in kept], embeddings))
    except* ModelError as errors:
        log.warning("Passages were not embedded: %s", errors.exceptions[0])
    return IndexedDocument(kept)


async def _embed(texts: Sequence[str], embeddings: "Embeddings") -> tuple[Vector, ...]:
    slots = asyncio.Semaphore(_BATCHES_AT_ONCE)

    async def embed(batch: Sequence[str]) -> list[list[float]]:
        async with slots:
            return await embeddings.aembed_documents(list(batch))

    async with asyncio.TaskGroup() as group:
        batches = [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
        tasks = [group.create_task(embed(batch)) for batch in batches]
    return tuple(_normalised(vector) for task in tasks for vector in task.result())


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
        return list(self._within_limit(await self._rank(question)))

    async def best(self, question: str, most: int) -> list[Passage]:
        """The best passages, of those alone that have something of the question."""
        return [self._passages[place] for place in (await self._rank(question))[:most]]

    async def _rank(self, question: str) -> list[int]:
        """Places, the best first: those of the pages that the question names, then by rank."""
        asked = set(pages_asked(question[:_MAX_QUESTION_CHARS]))
        named = [place for place, one in enumerate(self._passages) if one.page in asked]
        rankings = [
            self._bm25.rank(question[:_MAX_QUESTION_CHARS]),
            *await self._by_meaning(question),
        ]
        return list(dict.fromkeys([*named, *fuse(rankings)]))

    async def _by_meaning(self, question: str) -> list[list[int]]:
        """The ranking by embeddings; none where there are none, or their model does not answer."""
        if self._embeddings is None or not self._vectors:
            return []
        try:
            vector = _normalised(await self._embeddings.aembed_query(question))
        except ModelError as error:
            log.warning("A question was not embedded: %s", error)
            return []
        cosines = [sum(map(mul, vector, other)) for other in self._vectors]
        return [sorted(range(len(cosines)), key=lambda place: -cosines[place])]

    def _within_limit(self, ranking: Iterable[int]) -> Iterator[Passage]:
        """Those that fit; after them the others in their order, for a short document is all read."""
        left = MAX_FOUND_CHARS
        for place in dict.fromkeys([*ranking, *range(len(self._passages))]):
            passage = self._passages[place]
            if len(passage.text) > left:
                return
            left -= len(passage.text)
            yield passage


def _normalised(vector: Sequence[float]) -> Vector:
    length = math.hypot(*vector) or 1.0
    return tuple(value / length for value in vector)
