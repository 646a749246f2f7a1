"""/summarize: a file, a link or a long text becomes a summary that grows before one's eyes."""

import logging
import math
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.commands.ask import stop_keyboard
from bot.commands.cancellation import CancelScope, CancelScopes, WorkStopped
from bot.commands.summary_source import FromFile, FromText, Source, find_source
from bot.errors import BotError, DeliveryError, DocumentError, FileTooBig, ModelSilent
from bot.models.chat import FileRef, Language, Request
from bot.models.document import Document, DocumentProblem
from bot.models.llm import Progress
from bot.ports.chat import Reply
from bot.ports.llm import Summarizer
from bot.streaming.editor import StreamEditor
from bot.texts import common
from bot.texts import summarize as texts

Extract = Callable[[bytes, str], Awaitable[Document]]
"""Reads a file by its bytes and name; raises `DocumentError`."""

Fetch = Callable[[str], Awaitable[tuple[bytes, str]]]
"""Downloads a link as bytes and a file name; raises `DocumentError`."""

_MEGABYTE = 1024 * 1024
_MOST_MEGABYTES = 20  # what a bot can download (Bot API, getFile)
_SHORT_CHARACTERS = 100
_MARKUP = re.compile(r"([\\`*_\[\]<>#~|$])")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SummarizeCommand:
    """The command and the entry for a file that is sent without one."""

    summaries: Summarizer
    turns: CancelScopes
    extract: Extract
    fetch: Fetch

    async def summarize(self, request: Request, reply: Reply) -> None:
        """Summarise what the request points at; see `sources.find_source` for the order.

        Raises `FileTooBig` and `DocumentError` for a file that need not even be downloaded. What
        goes wrong later is told in the message that has begun.
        """
        source = find_source(request)
        if source is None:
            await reply.send(texts.HELP.to(request.language))
        elif isinstance(source, FromText) and source.quoted and _is_short(source.text):
            await reply.send(texts.SHORT_MESSAGE.to(request.language))
        else:
            if isinstance(source, FromFile):
                _check(source.file)
            await self._show(source, request, reply)

    async def summarize_file(self, request: Request, reply: Reply) -> None:
        """Summarise a file that was sent or forwarded with no command; its caption is the wish."""
        await self.summarize(request, reply)

    async def _show(self, source: Source, request: Request, reply: Reply) -> None:
        """Let the summary grow in a message; however it ends, what came stays."""
        turn = self.turns.take(request.thread, request.sender.id)
        keyboard = stop_keyboard(turn.id, request.language)
        async with StreamEditor(reply, keyboard=keyboard) as editor:
            await editor.finish(await self._work(source, request, turn, editor, reply))

    async def _work(
        self,
        source: Source,
        request: Request,
        turn: CancelScope,
        editor: StreamEditor,
        reply: Reply,
    ) -> str:
        """Do it within a turn that can be stopped; return what is to be said at the end."""
        language = request.language
        try:
            async with turn:
                document = await self._document(source, reply, editor)
                return await self._write(document, source.wish, language, editor)
        except WorkStopped as stopped:
            if stopped.reason == "shutdown":
                await editor.finish(common.GOES_ON.to(language))
                raise
            return texts.STOPPED.to(language)
        except DeliveryError:
            raise
        except BotError as error:
            _log.info("A summary ended early: %r", error)
            return error.say(language)

    async def _document(self, source: Source, reply: Reply, editor: StreamEditor) -> Document:
        """Download and read, saying so."""
        if isinstance(source, FromText):
            return Document(source.text)
        editor.show(texts.DOWNLOADING.to(reply.language))
        if isinstance(source, FromFile):
            data, name = await reply.download(source.file), source.file.filename
        else:
            data, name = await self.fetch(source.url)
        editor.show(texts.READING.to(reply.language))
        return await self.extract(data, name)

    async def _write(
        self, document: Document, wish: str, language: Language, editor: StreamEditor
    ) -> str:
        """Stream the summary under its header; return what is to be said below it."""
        lead = _header(document, language)
        if _is_short(document.text) and not wish:
            editor.append(lead + _escaped(document.text))
            return texts.SHORT.to(language)
        editor.show(texts.SUMMARISING.to(language))
        begun = False
        async for item in self.summaries.summarize(document, instruction=wish, language=language):
            if isinstance(item, Progress):
                part = min(item.done + 1, item.total)
                editor.show(texts.PART.to(language, part=part, total=item.total))
            elif item.text:
                editor.append(item.text if begun else lead + item.text)
                begun = True
        if not begun:
            raise ModelSilent
        return texts.TRUNCATED.to(language) if document.truncated else ""


def _check(file: FileRef) -> None:
    """Refuse what is no document, or over the platform's limit, before it is downloaded."""
    if file.kind != "document":
        problem = DocumentProblem.IMAGE if file.kind == "photo" else DocumentProblem.MEDIA
        raise DocumentError(problem, file.filename)
    size_mb = math.ceil((file.size_bytes or 0) / _MEGABYTE)
    if size_mb > _MOST_MEGABYTES:
        raise FileTooBig(size_mb=size_mb)


def _header(document: Document, language: Language) -> str:
    """The line above the summary: the document's name and, where it has pages, how many."""
    if not document.filename:
        return ""
    text = texts.HEADER_PAGES if document.pages else texts.HEADER
    name = _escaped(document.filename)
    return text.to(language, name=name, pages=len(document.pages)) + "\n\n"


def _is_short(text: str) -> bool:
    return len("".join(text.split())) < _SHORT_CHARACTERS


def _escaped(text: str) -> str:
    """`text` as Markdown that shows it as it is."""
    return _MARKUP.sub(r"\\\1", text)
