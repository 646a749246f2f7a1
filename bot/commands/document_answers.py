"""Answers a question about a document from the passages that it needs, with checked page numbers.

What Telegram and the HTTP chat share. Without a model the best passages themselves are the answer.
"""

from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.chains.retrieval.citations import CitationFilter
from bot.errors import ModelError
from bot.models.chat import Language
from bot.models.document import Document, Passage
from bot.models.llm import Chunk, Question
from bot.models.markdown import escaped
from bot.ports.documents import PassageFinder
from bot.ports.llm import Answerer
from bot.texts import documents as texts

_QUOTED = 3
"""Passages that are shown without a model: about a screen."""


@dataclass(frozen=True, slots=True)
class PassagesFound:
    """So many passages were found; the answer follows."""

    passages: int


@dataclass(frozen=True, slots=True)
class DocumentAnswers:
    """Answers questions about documents.

    Args:
        answerer: the model, with its memory.
        passages: finds what a question needs of a document.
        has_model: else passages are quoted.
    """

    answerer: Answerer
    passages: PassageFinder
    has_model: bool

    async def answer(
        self, document: Document, question: Question
    ) -> AsyncGenerator[PassagesFound | Chunk, None]:
        """How many passages were found, then the answer; raises what `Answerer.answer` raises."""
        asked = (document, question.text)
        if not self.has_model:
            best = await self.passages.find(*asked, caller=question.caller, k=_QUOTED)
            yield PassagesFound(len(best))
            yield Chunk(_quoted(best, question.language))
            return
        found = await self.passages.find(*asked, caller=question.caller)
        yield PassagesFound(len(found))
        options = replace(question.options, document=_with_pages(found))
        chunks = self.answerer.answer(replace(question, options=options))
        citations = CitationFilter(dict(document.pages))
        try:
            async for chunk in chunks:
                yield replace(chunk, text=citations.feed(chunk.text)) if chunk.text else chunk
        except ModelError:
            yield Chunk(citations.end())
            raise
        yield Chunk(citations.end())


def _with_pages(passages: Sequence[Passage]) -> str:
    """Passages with `[p3]` before those of page 3, as the prompt explains it."""
    shown: list[str] = []
    page: int | Literal["none"] | None = "none"
    for passage in passages:
        mark = f"[p{passage.page}]\n" if passage.page is not None and passage.page != page else ""
        page = passage.page
        shown.append(mark + passage.text)
    return "\n\n".join(shown)


def _quoted(passages: Sequence[Passage], language: Language) -> str:
    if not passages:
        return texts.NOTHING_FOUND.to(language)
    return "\n\n".join([texts.BEST_PASSAGES.to(language), *_quotations(passages)])


def _quotations(passages: Sequence[Passage]) -> Iterator[str]:
    for passage in passages:
        page = "" if passage.page is None else f" [p. {passage.page}]"
        yield f"> {escaped(' '.join(passage.text.split()))}{page}"
