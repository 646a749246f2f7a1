"""Questions about documents in a chat.

A question is about a document where it comes with a file, replies to one, or replies to a message of the
bot about one: its summary, an earlier answer, or "what would you like to know?", which a button asks.
"""

from dataclasses import dataclass, replace

from bot.commands.button_action import parse_arguments, parse_number
from bot.commands.chat_rules import is_press_refused
from bot.commands.document_answers import DocumentAnswers, PassagesFound
from bot.commands.questions import question_of
from bot.commands.source_documents import SourceDocuments, require_readable
from bot.commands.stoppable_answer import AnswerStreams, Ending
from bot.commands.summary_source import FromFile, FromSeveral, files_of, from_files
from bot.models.answer import Answer
from bot.models.answer_choices import NO_CHOICES, AnswerChoices
from bot.models.chat import Button, ButtonPress, FileRef, Language, Request, Span, StyledText
from bot.models.document import Document
from bot.models.utf16 import utf16_len
from bot.ports.awaited_inputs import AwaitedInputs
from bot.ports.chat import Permissions, Reply
from bot.streaming.editor import StreamEditor
from bot.texts import documents as texts
from bot.texts import signs

ASK_ACTION = "summary:ask"

Subject = FromFile | FromSeveral | Document
"""What a question is about: a file, those of an album, or a document that is kept."""


@dataclass(frozen=True, slots=True)
class DocumentQuestions:
    """Answers questions about documents.

    Args:
        documents: loads and keeps them.
        answers: answers from their passages.
        streams: shows the answers.
        inputs: whose next message is a question.
        choices: what a chat may choose of persona, model, temperature and length.
        permissions: under which id somebody who presses a button writes.
    """

    documents: SourceDocuments
    answers: DocumentAnswers
    streams: AnswerStreams
    inputs: AwaitedInputs
    permissions: Permissions
    choices: AnswerChoices = NO_CHOICES

    async def subject_of(self, request: Request) -> Subject | None:
        """What the request is about, if it is a document.

        A reply to a file of an album asks about that file, not about the others.
        """
        quoted = request.quoted
        files = _documents_among(files_of(request))
        if not files and quoted and quoted.file:
            files = _documents_among((quoted.file,))
        if files:
            return from_files(files, "")
        chat_id = request.thread.chat_id
        found = await self.documents.of_message(chat_id, quoted.message_id) if quoted else None
        return found or await self.documents.of_message(chat_id, request.message_id)

    async def ask(
        self, subject: Subject, request: Request, reply: Reply, earlier: Answer | None = None
    ) -> None:
        """Answer the text of the request from the document; `earlier`: the version that is replaced."""
        if isinstance(subject, FromFile):
            require_readable(subject.file)

        async def write(editor: StreamEditor) -> Ending:
            replaces = earlier.exchange if earlier else None
            await self._write(subject, request, reply, editor, replaces)
            return Ending()

        message_ids = await self.streams.stream(
            request,
            reply,
            write,
            command="ask",
            earlier=earlier,
            varies=self.answers.has_model,
        )
        await self.documents.add_messages(request.thread.chat_id, request.message_id, message_ids)

    async def _write(
        self,
        subject: Subject,
        request: Request,
        reply: Reply,
        editor: StreamEditor,
        replaces: int | None,
    ) -> None:
        chat_id, language = request.thread.chat_id, request.language
        if isinstance(subject, FromFile | FromSeveral):
            document = await self.documents.load(subject, request, reply, editor)
        else:
            document = subject
            if quoted := request.quoted:
                await self.documents.add_messages(chat_id, quoted.message_id, [request.message_id])
        editor.show(texts.SEARCHING.to(language))
        question = question_of(request, self.choices, replaces)
        # What it replies to is the document, or about it.
        async for item in self.answers.answer(document, replace(question, quoted="")):
            if isinstance(item, PassagesFound):
                editor.show(texts.FOUND.to(language, count=item.passages))
            elif item.thinking:
                editor.show(signs.THINKING.to(language))
            else:
                editor.append(item.text)

    async def ask_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`summary:ask:<request>`: ask what somebody would like to know; their next message is the question.

        In a group that is a reply to what the bot asks.

        Raises `DeliveryPostponed` where the chat's budget does not allow it now.
        """
        if await is_press_refused("ask", press, reply):
            return
        [argument] = parse_arguments(press, 1)
        chat_id, message_id = press.thread.chat_id, parse_number(argument)
        if await self.documents.of_message(chat_id, message_id) is None:
            await reply.answer_press(texts.NO_LONGER_KEPT.to(press.sender.language), alert=True)
            return
        person_id = await self.permissions.writes_as(chat_id, press.sender.id)
        await self.documents.await_question(chat_id, message_id, person_id)
        await self.inputs.expect(press.thread, person_id, "ask", press.update_id)
        prompt = _prompt(press, is_anonymous=person_id != press.sender.id)
        prompt_id = await reply.send_now(prompt, force_reply=True)
        await self.documents.add_messages(chat_id, message_id, [prompt_id])
        await reply.answer_press()

    async def take_question(self, request: Request) -> None:
        """Let the question that somebody was asked for be about its document."""
        chat_id, person_id = request.thread.chat_id, request.sender.id
        await self.documents.take_question(chat_id, person_id, request.message_id)


def ask_button(request: Request, language: Language) -> Button:
    """The button below a summary that asks for a question about it."""
    return Button(texts.ASK_BUTTON.to(language), f"{ASK_ACTION}:{request.message_id}")


def _documents_among(files: tuple[FileRef, ...]) -> tuple[FileRef, ...]:
    return tuple(file for file in files if file.kind == "document")


def _prompt(press: ButtonPress, *, is_anonymous: bool) -> StyledText:
    """It mentions who is asked: in a group only that person's app opens a reply (Bot API: ForceReply).

    The group is not told which anonymous administrator it was.
    """
    if is_anonymous:
        return StyledText(texts.WHAT_TO_KNOW_ANONYMOUSLY.to(press.language))
    if press.chat_kind == "private":
        return StyledText(texts.WHAT_TO_KNOW.to(press.language))
    question = texts.WHAT_TO_KNOW_IN_GROUP.to(press.language, name=press.sender.name)
    start = utf16_len(question[: question.index(press.sender.name)])
    length = utf16_len(press.sender.name)
    if not length:
        return StyledText(question)
    return StyledText(question, (Span("text_mention", start, length, user_id=press.sender.id),))
