"""Loads the documents that people name, once: what was loaded is kept for questions about it.

Each document has several names in its chat: that of its file, and those of the messages about it. The
name of a link has its request in it, since a page on the web may have changed until the next one.
"""

import hashlib
import logging
import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from bot.commands.several_documents import One, load_several
from bot.commands.summary_source import (
    FromFile,
    FromKept,
    FromLink,
    FromSeveral,
    FromText,
    Source,
)
from bot.errors import DocumentError, FileTooBig, NotFound, StorageDown
from bot.models.chat import FileRef, Request
from bot.models.document import MAX_FILE_MB, Document, DocumentProblem, LoadProgress
from bot.ports.chat import Reply
from bot.ports.documents import ChatDocuments, DocumentLoader
from bot.streaming.editor import StreamEditor
from bot.texts import documents as document_texts
from bot.texts import summarize as texts

_PROGRESS = {
    "waiting": texts.WAITING,
    "downloading": texts.DOWNLOADING,
    "reading": texts.READING,
}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SourceDocuments:
    """Loads documents, and finds those that were loaded.

    What cannot be kept because the store is down is loaded again for the next question.
    """

    loader: DocumentLoader
    kept: ChatDocuments

    async def load(
        self, source: Source, request: Request, reply: Reply, editor: StreamEditor
    ) -> Document:
        """The document of a source: as it was kept, or loaded, with what is under way shown."""
        chat_id, name = request.thread.chat_id, _name_of(source, request)
        this = message_name(request.message_id)
        document = await self._find(chat_id, name)
        if document is not None:
            await self._add_names(chat_id, name, [this])
            return document
        if isinstance(source, FromSeveral):
            document = await self._load_several(source, request, reply, editor)
        else:
            document = await self._load(source, reply, editor)
        await self._keep(request, document, [name, this])
        return document

    async def of_message(self, chat_id: int, message_id: int) -> Document | None:
        """The document that a message is about, if it is kept."""
        return await self._find(chat_id, message_name(message_id))

    async def add_messages(self, chat_id: int, message_id: int, others: Sequence[int]) -> None:
        """Other messages are about the document of that message too."""
        names = [message_name(other) for other in others]
        await self._add_names(chat_id, message_name(message_id), names)

    async def await_question(self, chat_id: int, message_id: int, person_id: int) -> None:
        """The next question that somebody was asked for is about the document of that message."""
        await self._add_names(chat_id, message_name(message_id), [_awaited_name(person_id)])

    async def take_question(self, chat_id: int, person_id: int, message_id: int) -> None:
        """That message is the question."""
        await self._add_names(chat_id, _awaited_name(person_id), [message_name(message_id)])

    async def _load_several(
        self, source: FromSeveral, request: Request, reply: Reply, editor: StreamEditor
    ) -> Document:
        """Each of them is kept by its own name too: people ask about one by replying to it."""
        total = len(source.sources)

        async def load(number: int, one: One) -> Document:
            name = _name_of(one, request)
            document = await self._find(request.thread.chat_id, name)
            if document is None:
                document = await self._load_one(one, reply, editor, f"{number}/{total} · ")
                await self._keep(request, document, [name])
            return document

        return await load_several(source.sources, load)

    async def _load_one(
        self, one: One, reply: Reply, editor: StreamEditor, before: str
    ) -> Document:
        """One of several; a file that is too big is one that cannot be read."""
        if isinstance(one, FromLink):
            return await self._load(one, reply, editor, before)
        try:
            require_readable(one.file)
            return await self._load(one, reply, editor, before)
        except FileTooBig as error:
            raise DocumentError(DocumentProblem.TOO_LARGE, one.file.filename) from error

    async def _load(
        self,
        source: One | FromText | FromKept,
        reply: Reply,
        editor: StreamEditor,
        before: str = "",
    ) -> Document:
        """`before`: what stands before the lines of progress."""
        if isinstance(source, FromText):
            return Document(source.text)
        if isinstance(source, FromKept):
            raise NotFound(document_texts.NO_LONGER_KEPT)

        def show(progress: LoadProgress) -> None:
            text = _PROGRESS[progress.stage]
            editor.show(before + text.to(reply.language, ahead=progress.ahead))

        if isinstance(source, FromFile):
            return await self.loader.load_file(source.file, reply.download, show)
        return await self.loader.load_link(source.url, show)

    async def _find(self, chat_id: int, name: str) -> Document | None:
        with suppress(StorageDown):
            return await self.kept.find(chat_id, name)
        return None

    async def _add_names(self, chat_id: int, name: str, names: Sequence[str]) -> None:
        with suppress(StorageDown):
            await self.kept.add_names(chat_id, name, names)

    async def _keep(self, request: Request, document: Document, names: Sequence[str]) -> None:
        try:
            await self.kept.keep(request.thread.chat_id, request.sender.id, document, names)
        except StorageDown:
            log.warning("Redis does not answer: a document was not kept.")


def message_name(message_id: int) -> str:
    """The name that a document has by a message about it."""
    return f"message:{message_id}"


def _awaited_name(person_id: int) -> str:
    return f"question:{person_id}"


def require_readable(file: FileRef) -> None:
    """Refuse before its download what is no document or too big."""
    if file.kind != "document":
        problem = DocumentProblem.IMAGE if file.kind == "photo" else DocumentProblem.MEDIA
        raise DocumentError(problem, file.filename)
    size_mb = math.ceil((file.size_bytes or 0) / 1024**2)
    if size_mb > MAX_FILE_MB:
        raise FileTooBig(size_mb=size_mb)


def _name_of(source: Source, request: Request) -> str:
    """The name by which the source is found again."""
    if isinstance(source, FromKept):
        return message_name(source.message_id)
    if isinstance(source, FromFile):
        return f"file:{source.file.unique_id or source.file.file_id}"
    if isinstance(source, FromSeveral):
        kind, given = "several", " ".join(_name_of(one, request) for one in source.sources)
    elif isinstance(source, FromText):
        kind, given = "text", source.text
    else:
        kind, given = "link", source.url
    digest = hashlib.sha256(given.encode(errors="replace")).hexdigest()
    return f"{kind}:{request.message_id}:{digest[:16]}"
