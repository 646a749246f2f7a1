"""/summarize: the summary of a file, a link or a text, streamed into a growing message.

A long document is read only after its sender has said so (long_summary.py).
"""

import math
import re
from dataclasses import dataclass

from bot.commands.chat_rules import is_refused
from bot.commands.conversation_recorder import ConversationRecorder
from bot.commands.long_summary import ASKS_ABOVE_PARTS, ask_first
from bot.commands.stoppable_answer import AnswerStreams, Ending
from bot.commands.summary_source import FromFile, FromText, Source, find_source
from bot.errors import DocumentError, FileTooBig, ModelSilent
from bot.models.answer import Answer
from bot.models.chat import FileRef, Language, Request
from bot.models.document import MAX_FILE_MB, Document, DocumentProblem, LoadProgress
from bot.models.llm import Progress
from bot.models.usage import Caller
from bot.ports.chat import Reply
from bot.ports.documents import DocumentLoader
from bot.ports.llm import Summarizer
from bot.ports.summary_offers import SummaryOffers
from bot.streaming.editor import StreamEditor
from bot.texts import summarize as texts

_SHORT_CHARS = 100
_PROGRESS = {
    "waiting": texts.WAITING,
    "downloading": texts.DOWNLOADING,
    "reading": texts.READING,
}
_MARKUP = re.compile(r"([\\`*_\[\]<>#~|$])")


@dataclass(frozen=True, slots=True)
class SummarizeCommand:
    """Summarises what a request points at."""

    summaries: Summarizer
    streams: AnswerStreams
    loader: DocumentLoader
    offers: SummaryOffers
    recorder: ConversationRecorder

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
        source = find_source(request)
        if source is None:
            await reply.send(texts.HELP.to(request.language), expires=True)
            return
        if isinstance(source, FromText) and source.quoted and _is_short(source.text):
            await reply.send(texts.SHORT_MESSAGE.to(request.language))
            return
        if isinstance(source, FromFile):
            _check(source.file)
        await self.stream(source, request, reply, earlier=earlier)

    async def summarize_chat(self, request: Request, reply: Reply) -> None:
        """What was said in a group: the bot does not read along, and says so."""
        await reply.send(texts.CHAT_NOT_READ.to(request.language), expires=True)

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
            document = await self._document(source, reply, editor)
            if _is_short(document.text) and not source.instruction:
                editor.append(_header(document, request.language) + _escaped(document.text))
                return Ending(texts.SHORT.to(request.language))
            plan = await self.summaries.plan(document)
            asks = plan.parts > ASKS_ABOVE_PARTS and not isinstance(source, FromText)
            if asks and not is_confirmed:
                await self.summaries.check(Caller.of(request), plan.tokens)
                return await ask_first(source, plan.parts, request, self.offers)
            return Ending(await self._write(document, source, request, editor))

        await self.streams.stream(request, reply, write, command="summarize", earlier=earlier)

    async def _document(self, source: Source, reply: Reply, editor: StreamEditor) -> Document:
        """Download and read the source, and show what is under way."""
        if isinstance(source, FromText):
            return Document(source.text)

        def show(progress: LoadProgress) -> None:
            text = _PROGRESS[progress.stage]
            editor.show(text.to(reply.language, ahead=progress.ahead))

        if isinstance(source, FromFile):
            return await self.loader.load_file(source.file, reply.download, show)
        return await self.loader.load_link(source.url, show)

    async def _write(
        self, document: Document, source: Source, request: Request, editor: StreamEditor
    ) -> str:
        """Stream the summary below its header; return the closing note."""
        language = request.language
        header = _header(document, language)
        editor.show(texts.SUMMARISING.to(language))
        written = ""
        summary = self.summaries.summarize(
            document, caller=Caller.of(request), instruction=source.instruction, language=language
        )
        async for item in summary:
            if isinstance(item, Progress):
                part = min(item.done + 1, item.total)
                editor.show(texts.PART.to(language, part=part, total=item.total))
            elif item.text:
                editor.append(item.text if written else header + item.text)
                written += item.text
        if not written:
            raise ModelSilent
        await self.recorder.summary_given(request, source, document.filename, written)
        return texts.TRUNCATED.to(language) if document.truncated else ""


def _check(file: FileRef) -> None:
    """Refuse before its download what is no document or too big."""
    if file.kind != "document":
        problem = DocumentProblem.IMAGE if file.kind == "photo" else DocumentProblem.MEDIA
        raise DocumentError(problem, file.filename)
    size_mb = math.ceil((file.size_bytes or 0) / 1024**2)
    if size_mb > MAX_FILE_MB:
        raise FileTooBig(size_mb=size_mb)


def _header(document: Document, language: Language) -> str:
    """The line above the summary: the document's name and number of pages."""
    if not document.filename:
        return ""
    text = texts.HEADER_PAGES if document.pages else texts.HEADER
    name = _escaped(document.filename)
    return text.to(language, name=name, pages=len(document.pages)) + "\n\n"


def _is_short(text: str) -> bool:
    return len("".join(text.split())) < _SHORT_CHARS


def _escaped(text: str) -> str:
    """`text` as Markdown that shows it unchanged."""
    return _MARKUP.sub(r"\\\1", text)
