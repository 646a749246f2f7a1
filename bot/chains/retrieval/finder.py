"""Finds passages of a document for one question, and writes them as a model reads them."""

import asyncio
from collections.abc import Sequence

from bot.chains.retrieval.retriever import IndexedDocument, Retriever
from bot.models.document import Document, Passage


class Bm25PassageFinder:
    """Implements `ports.documents.PassageFinder`; cuts the document anew for each question."""

    async def find(
        self, document: Document, question: str, *, most: int | None = None
    ) -> list[Passage]:
        """Passages, in the order of the document; `most`: only the best ones."""
        passages, retriever = await asyncio.to_thread(_prepare, document)
        if most is None:
            found = set(await retriever.retrieve(question))
        else:
            found = set(await retriever.best(question, most))
        return [passage for passage in passages if passage in found]


def _prepare(document: Document) -> tuple[Sequence[Passage], Retriever]:
    # This imports a part of langchain, which takes 0.2 s that most starts without a model need not spend.
    from bot.chains.retrieval.passages import cut  # noqa: PLC0415 -- see above

    passages = tuple(cut(document))
    return passages, Retriever(IndexedDocument(passages))
