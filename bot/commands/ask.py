"""/ask streams a model's answer; /stop and the stop button end it."""

import asyncio
from dataclasses import dataclass, replace

from bot.chains.sources import source_list
from bot.commands.chat_rules import is_refused
from bot.commands.document_questions import DocumentQuestions
from bot.commands.questions import question_of
from bot.commands.stoppable_answer import STOP_ACTION, AnswerStreams, Ending
from bot.commands.summary_source import files_of
from bot.models.answer import Answer
from bot.models.answer_choices import NO_CHOICES, AnswerChoices
from bot.models.chat import ButtonPress, FileRef, Request
from bot.models.llm import Chunk, Question
from bot.ports.chat import Permissions, Reply
from bot.ports.documents import Download, ImageLoader
from bot.ports.llm import Answerer
from bot.streaming.editor import StreamEditor
from bot.texts import ask as texts
from bot.texts import signs


@dataclass(frozen=True, slots=True)
class Vision:
    """Questions about pictures.

    Args:
        model: that answers them.
        loader: of pictures.
    """

    model: str
    loader: ImageLoader

    async def looking_at(self, file: FileRef, question: Question, download: Download) -> Question:
        """The question about the picture; its model goes before that of the chat."""
        image = await self.loader.load_image(file, download, lambda _: None)
        options = replace(question.options, model=self.model, images=(image,))
        return replace(question, options=options)


@dataclass(frozen=True, slots=True)
class AskCommands:
    """Answers questions, and stops answers.

    Args:
        answers: the model, with its memory.
        streams: shows the answers.
        has_model: the same question may get another answer.
        choices: what a chat may choose of persona, model, temperature and length.
        vision: looks at pictures; None: nothing does.
        documents: answers what is about a document; None: no documents are kept.
        permissions: who administers a group; None: there are no groups.
    """

    answers: Answerer
    streams: AnswerStreams
    has_model: bool = True
    choices: AnswerChoices = NO_CHOICES
    vision: Vision | None = None
    documents: DocumentQuestions | None = None
    permissions: Permissions | None = None

    async def ask(self, request: Request, reply: Reply, earlier: Answer | None = None) -> None:
        """Answer the text; a message it replies to is context, or the question if there is no text.

        Where the text comes with a document, or replies to one or to its summary, it is about that.

        `earlier`: the version of the answer that is replaced.
        """
        if await is_refused("ask", request, reply):
            return
        image = _image_of(request)
        if image is None and await self._ask_document(request, reply, earlier):
            return
        if image and self.vision is None and not _has_words(request, image):
            await reply.send(texts.NO_VISION.to(request.language), expires=True)
            return
        if not request.text:
            request = _with_question(request, image)
        if not request.text:
            empty = texts.EMPTY_ABOUT_FILE if _has_document(request) else texts.EMPTY
            await reply.send(empty.to(request.language), expires=True)
            return

        async def write(editor: StreamEditor) -> Ending:
            question = question_of(request, self.choices, earlier.exchange if earlier else None)
            if image and self.vision:
                editor.show(texts.LOOKING.to(request.language))
                question = await self.vision.looking_at(image, question, reply.download)
            await self._write(question, editor)
            return Ending()

        await self.streams.stream(
            request, reply, write, command="ask", earlier=earlier, varies=self.has_model
        )

    async def _ask_document(self, request: Request, reply: Reply, earlier: Answer | None) -> bool:
        """Answer what is about a document; False where it is about none."""
        if not (request.text and self.documents):
            return False
        subject = await self.documents.subject_of(request)
        if subject is not None:
            await self.documents.ask(subject, request, reply, earlier)
        return subject is not None

    async def ask_awaited(self, request: Request, reply: Reply) -> None:
        """Answer the question about a document that somebody was asked for."""
        if self.documents:
            await self.documents.take_question(request)
        await self.ask(request, reply)

    async def _write(self, question: Question, editor: StreamEditor) -> None:
        written: list[Chunk] = []
        try:
            async for chunk in self.answers.answer(question):
                if chunk.thinking:
                    editor.show(signs.THINKING.to(question.language))
                editor.append(chunk.text)
                written.append(chunk)
        except asyncio.CancelledError:  # nothing more comes from a model that is stopped
            editor.append(source_list(written, question.language))
            raise

    async def stopped(self, request: Request) -> bool:
        """Stop every answer to the sender in this thread; was there one?"""
        return bool(await self.streams.scopes.stop_all_of(request.thread, request.sender.id))

    async def stop(self, request: Request, reply: Reply) -> None:
        """Stop every answer to the sender in this thread."""
        if not await self.stopped(request):
            await reply.send(texts.NOTHING_TO_STOP.to(request.language))

    async def stop_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """Stop the answer whose button was pressed; only its asker may."""
        scope_id = press.action.removeprefix(f"{STOP_ACTION}:")
        scopes = self.streams.scopes
        owner = await scopes.owner_of(press.thread, scope_id)
        if owner is not None and not await self._may_stop(owner, press):
            await reply.answer_press(texts.NOT_YOURS.to(press.sender.language), alert=True)
        elif await scopes.stop(press.thread, scope_id):
            await reply.answer_press(texts.STOPPING.to(press.sender.language))
        else:
            await reply.answer_press(texts.NOTHING_TO_STOP.to(press.sender.language))

    async def _may_stop(self, owner: int, press: ButtonPress) -> bool:
        """Whoever writes as a chat presses as themselves (tdlib/telegram-bot-api#667): an admin may."""
        if owner > 0 or self.permissions is None:
            return owner == press.sender.id
        return await self.permissions.administers(press.thread.chat_id, press.sender.id)


def _image_of(request: Request) -> FileRef | None:
    """The picture that a question is about: its own, or that of the message it replies to."""
    files = (request.file, request.quoted.file if request.quoted else None)
    return next((file for file in files if file and file.is_image), None)


def _has_document(request: Request) -> bool:
    files = files_of(request) or (files_of(request.quoted) if request.quoted else ())
    return any(file.kind == "document" for file in files)


def _has_words(request: Request, image: FileRef) -> bool:
    """May the question be about the words below a picture that the message replies to?"""
    quoted = request.quoted
    return quoted is not None and image is quoted.file and bool(quoted.text)


def _with_question(request: Request, image: FileRef | None) -> Request:
    """A request without words: the message it replies to is the question, or the picture raises one."""
    if request.quoted and request.quoted.text:
        return replace(request, text=request.quoted.text, quoted=replace(request.quoted, text=""))
    return replace(request, text=texts.DESCRIBE_IMAGE.to(request.language)) if image else request
