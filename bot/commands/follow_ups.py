"""Which messages go on about the document of the answer before them, without replying to it.

In a private chat people write "短一点" or ask about page 2 right below a summary. Such a message is
handled as a reply to that summary where it names a kind of summary, or the document, or asks in words
that the document has. A question about something else is none of these.
"""

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass, replace

from bot.chains.retrieval.page_questions import pages_asked
from bot.chains.retrieval.terms import question_terms, searchable
from bot.commands.intent import cut_argument, is_about_chat, recognise
from bot.commands.source_documents import SourceDocuments
from bot.commands.summary_wishes import is_question, read_wish
from bot.errors import StorageDown
from bot.models.chat import QuotedMessage, Request
from bot.models.document import Document
from bot.ports.answers import AnswerStore

_NAMES_DOCUMENT = re.compile(
    r"[这该本][份篇个]?(?:文|报告|材料|论文|合同|书|pdf|表|链接|网页)|文[中里件档章]|原文|第.{1,4}[页頁章节節条條]"
    r"|\b(?:this|the) (?:document|file|pdf|article|report|paper|contract)\b|\b(?:page|chapter|section) \w",
    re.IGNORECASE,
)
_READ_CHARS = 300_000
"""Of a document, for the words of a question: about 50 ms."""
_QUOTED_CHARS = 100
_SHARE = 0.4
"""Of the pairs of characters and words of a question that the document must have."""


@dataclass(frozen=True, slots=True)
class FollowUps:
    """Finds what a message goes on about.

    Args:
        answers: knows the latest answer to a person.
        documents: knows whether it is about a document.
    """

    answers: AnswerStore
    documents: SourceDocuments

    async def complete(self, request: Request) -> Request:
        """The request, as a reply to the latest answer where both are about a document."""
        if request.chat_kind != "private" or request.quoted or request.forwarded:
            return request
        names_it = _names_document(request.text)
        if not (names_it or _asks(request.text)):
            return request
        found = await self._latest(request)
        if found is None:
            return request
        message_id, document = found
        if not names_it and not await asyncio.to_thread(_has_words_of, document, request.text):
            return request
        text = document.title or document.text[:_QUOTED_CHARS]
        quoted = QuotedMessage(message_id, text, None, 0, by_bot=True)
        return replace(request, quoted=quoted)

    async def _latest(self, request: Request) -> tuple[int, Document] | None:
        """The last message of the latest answer, and the document that it is about."""
        chat_id = request.thread.chat_id
        with suppress(StorageDown):
            answer = await self.answers.latest(chat_id, request.sender.id)
            if answer and answer.message_ids:
                message_id = answer.message_ids[-1]
                document = await self.documents.of_message(chat_id, message_id)
                return None if document is None else (message_id, document)
        return None


def _names_document(text: str) -> bool:
    """Does it name a kind of summary, or the document? An order with an object of its own does not."""
    if read_wish(text).is_style_alone:
        return True
    if not (pages_asked(text) or _NAMES_DOCUMENT.search(text)):
        return False
    intent = recognise(text)
    if intent.is_sure and intent.destination == "summarize":
        return not (cut_argument(text, "summarize").text or is_about_chat(text))
    return intent.destination == "ask" or not intent.is_sure


def _asks(text: str) -> bool:
    intent = recognise(text)
    if intent.is_sure:
        return intent.destination == "ask"
    return is_question(text) or text.rstrip("?？!！。 ").endswith(("吗", "呢"))


def _has_words_of(document: Document, question: str) -> bool:
    terms = [term for term in question_terms(question) if len(term) > 1]
    text = searchable(document.text[:_READ_CHARS])
    return bool(terms) and sum(term in text for term in terms) >= _SHARE * len(terms)
