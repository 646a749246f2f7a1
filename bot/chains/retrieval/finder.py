"""Finds passages of a document for one question, in an index that is kept from one to the next."""

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.chains.retrieval.retriever import Retriever, is_read_whole
from bot.errors import StorageDown
from bot.models.document import Document, Passage, PassageIndex, content_hash
from bot.models.usage import Caller
from bot.ports.documents import PassageIndexes

if TYPE_CHECKING:
    from bot.chains.retrieval.vectors import PassageVectors  # imports langchain

log = logging.getLogger(__name__)


class DocumentPassageFinder:
    """Implements `ports.documents.PassageFinder`.

    Args:
        indexes: where they are kept; while the store is down they are made for each question.
        vectors: ranks by meaning, beside BM25; None: there is no embedding model.
    """

    def __init__(self, indexes: PassageIndexes, vectors: "PassageVectors | None" = None) -> None:
        self._indexes = indexes
        self._vectors = vectors

    async def find(
        self, document: Document, question: str, *, caller: Caller, k: int | None = None
    ) -> list[Passage]:
        """Passages, in the order of the document; `k`: only the k best ones."""
        content = await asyncio.to_thread(content_hash, document)
        index = await self._index(document, content)
        near = list[int]()
        if self._vectors and not is_read_whole(index.passages):
            near = await self._vectors.rank(content, index.passages, question, caller)
        retriever = Retriever(index)
        found = await asyncio.to_thread(retriever.indexes, question, near, k)
        return [index.passages[number] for number in sorted(found)]

    async def _index(self, document: Document, content: str) -> PassageIndex:
        """The index of the document, as it is kept or made now."""
        with suppress(StorageDown):
            kept = await self._indexes.get(content)
            if kept is not None:
                return kept
        made = await asyncio.to_thread(_made, document)
        try:
            await self._indexes.put(content, made)
        except StorageDown:
            log.warning("Redis does not answer: the index of a document was not kept.")
        return made


def _made(document: Document) -> PassageIndex:
    # This imports a part of langchain, which takes 0.2 s: most starts without a model do without it.
    from bot.chains.retrieval.passages import index  # noqa: PLC0415 -- see above

    return index(document)
