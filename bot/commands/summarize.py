"""/summarize: the summary of a file, a link or a text, streamed into a growing message.

A long document is read only after its sender has said so (long_summary.py).
"""

from dataclasses import dataclass

from bot.commands.chat_rules import is_refused
from bot.commands.conversation_recorder import ConversationRecorder
from bot.commands.intent.links import LINK
from bot.commands.long_summary import ASKS_ABOVE_PARTS, ask_first, offer_of
from bot.commands.several_documents import unread_lines
from bot.commands.source_documents import SourceDocuments, require_readable
from bot.commands.stoppable_answer import AnswerStreams, Ending
from bot.commands.summary_buttons import summary_buttons
from bot.commands.summary_source import FromFile, FromKept, FromText, Source, files_of, find_source
from bot.commands.summary_wishes import read_wish
from bot.errors import ModelSilent
from bot.models.answer import Answer
from bot.models.chat import Language, Request
from bot.models.document import Document
from bot.models.llm import Progress
from bot.models.markdown import escaped
from bot.models.usage import Caller
from bot.ports.chat import Reply
from bot.ports.llm import Summarizer
from bot.ports.summary_offers import SummaryOffers
from bot.streaming.editor import StreamEditor
from bot.texts import summarize as texts

_SHORT_CHARS = 100


@dataclass(frozen=True, slots=True)
class SummarizeCommand:
    """Summarises what a request points at."""

    summaries: Summarizer
    streams: AnswerStreams
    documents: SourceDocuments
    offers: SummaryOffers
    recorder: ConversationRecorder
    has_model: bool = True

    async def summarize(
        self, request: Request, reply: Reply, earlier: Answer | None = None
    ) -> None:
        """Stream a summary, with or without the command; `find_source` says of what.

        `earlier`: the version of the summary that is replaced.

        Raises `FileTooBig` and `DocumentError` for a file that is refused before its download, and a
        `ModelError` where the sender's budget is spent. Later failures are a sentence at the end of
        the growing message.
        """
        if await is_refused("summarize", request, reply):
            return
        source = await self._find_source(request)
        if source is None:
            await reply.send(texts.HELP.to(request.language), expires=True)
            return
        if isinstance(source, FromText) and _needs_no_summary(source):
            await reply.send(texts.SHORT_MESSAGE.to(request.language))
            return
        if isinstance(source, FromFile):
            require_readable(source.file)
        await self.stream(source, request, reply, earlier=earlier)

    async def concerns(self, request: Request) -> bool:
        """Does the request come with a document, or reply to one or to a message about one?"""
        quoted = request.quoted
        if files_of(request) or (quoted and files_of(quoted)):
            return True
        return isinstance(await self._find_source(request), FromKept)

    async def _find_source(self, request: Request) -> Source | None:
        """As `find_source`; a reply to a message about a document that is kept is about that."""
        source, quoted = find_source(request), request.quoted
        if quoted is None or files_of(request) or files_of(quoted) or LINK.search(request.text):
            return source
        if await self.documents.of_message(request.thread.chat_id, quoted.message_id) is None:
            return source
        return FromKept(quoted.message_id, f"{request.text} {request.wish}".strip())

    async def stream(
        self,
        source: Source,
        request: Request,
        reply: Reply,
        *,
        is_confirmed: bool = False,
        earlier: Answer | None = None,
    ) -> None:
        """Stream the summary of a source; ask first where it is long, unless that was answered."""
        await self.summaries.check(Caller.of(request))

        async def write(editor: StreamEditor) -> Ending:
            document = await self.documents.load(source, request, reply, editor)
            if _is_short(document.text) and not (source.instruction or document.members):
                editor.append(_header(document, request.language) + escaped(document.text))
                return Ending(texts.SHORT.to(request.language))
            wish = read_wish(source.instruction, request.language)
            plan = await self.summaries.plan(document, wish)
            asks = plan.parts > ASKS_ABOVE_PARTS and not isinstance(source, FromText | FromKept)
            if asks and not is_confirmed and earlier is None:
                await self.summaries.check(Caller.of(request), plan.tokens)
                offer = offer_of(source, plan.parts, request)
                return await ask_first(offer, request.language, self.offers)
            note = await self._write(document, source, request, editor, earlier)
            return Ending(note, summary_buttons(request, wish.style, has_model=self.has_model))

        message_ids = await self.streams.stream(
            request, reply, write, command="summarize", earlier=earlier
        )
        await self.documents.add_messages(request.thread.chat_id, request.message_id, message_ids)

    async def _write(
        self,
        document: Document,
        source: Source,
        request: Request,
        editor: StreamEditor,
        earlier: Answer | None,
    ) -> str:
        """Stream the summary below its header; return the closing note."""
        language = request.language
        wish = read_wish(source.instruction, language)
        header = _header(document, language)
        editor.show(texts.SUMMARISING.to(language))
        written, notes = "", list[str]()
        summary = self.summaries.summarize(document, caller=Caller.of(request), wish=wish)
        async for item in summary:
            if isinstance(item, Progress):
                part = min(item.done + 1, item.total)
                editor.show(texts.PART.to(language, part=part, total=item.total))
            elif item.text:
                editor.append(item.text if written else header + item.text)
                written += item.text
                if item.made_before:
                    notes.append(texts.MADE_BEFORE.to(language))
        if not written:
            raise ModelSilent
        replaces = earlier.exchange if earlier else None
        await self.recorder.summary_given(
            request, source, document.title, written, replaces=replaces
        )
        notes += unread_lines(document.unread, language)
        if document.truncated:
            notes.append(texts.TRUNCATED.to(language))
        return "\n".join(notes)


def _header(document: Document, language: Language) -> str:
    """The line above the summary: the document's name and number of pages."""
    if not document.filename:
        return ""
    name = escaped(document.filename)
    if document.members:
        return texts.HEADER_FILES.to(language, name=name, count=len(document.members)) + "\n\n"
    text = texts.HEADER_PAGES if document.pages else texts.HEADER
    return text.to(language, name=name, pages=len(document.pages)) + "\n\n"


def _needs_no_summary(source: FromText) -> bool:
    return (source.quoted or not source.instruction) and _is_short(source.text)


def _is_short(text: str) -> bool:
    return len("".join(text.split())) < _SHORT_CHARS
