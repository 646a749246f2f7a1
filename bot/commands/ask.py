"""/ask: a streamed answer. /stop ends it."""

import logging
from dataclasses import dataclass, replace

from bot.commands.cancellation import CancelScope, CancelScopes, WorkStopped
from bot.errors import ModelError, StorageDown
from bot.models.chat import Button, ButtonPress, Keyboard, Language, Request
from bot.ports.chat import Reply
from bot.ports.llm import Answerer
from bot.streaming.editor import StreamEditor
from bot.texts import ask as texts
from bot.texts import common

_ACTION = "stop"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AskCommands:
    """Answers questions.

    Args:
        answers: the model, with its memory.
        turns: where a running answer can be stopped.
    """

    answers: Answerer
    turns: CancelScopes

    async def ask(self, request: Request, reply: Reply) -> None:
        """Answer the request's text; what it replies to is context, or alone the question."""
        request = _with_question(request)
        if not request.text:
            await reply.send(texts.EMPTY.to(request.language))
            return
        turn = self.turns.take(request.thread, request.sender.id)
        keyboard = stop_keyboard(turn.id, request.language)
        async with StreamEditor(reply, keyboard=keyboard) as editor:
            await editor.finish(await self._stream(request, turn, editor))

    async def _stream(self, request: Request, turn: CancelScope, editor: StreamEditor) -> str:
        """Let the answer grow; return the sentence that ends a broken one."""
        language = request.language
        try:
            async with turn:
                await self._grow(request, editor)
                return ""
        except WorkStopped as stopped:
            if stopped.reason == "shutdown":
                await editor.finish(common.GOES_ON.to(language))
                raise
            return texts.STOPPED.to(language)
        except (ModelError, StorageDown) as error:
            _log.warning("an answer ended early: %r", error.__cause__ or error)
            return error.say(language)

    async def _grow(self, request: Request, editor: StreamEditor) -> None:
        in_group = request.chat_kind == "group"
        pieces = self.answers.answer(
            request.thread,
            request.text,
            speaker=request.sender if in_group else None,
            quoted=request.quoted.text if request.quoted else None,
            language=request.language,
            cause=request.update_id,
        )
        async for piece in pieces:
            if piece.thinking:
                editor.show(texts.THINKING.to(request.language))
            editor.append(piece.text)

    async def stop(self, request: Request, reply: Reply) -> None:
        """Stop what is being written for the sender in this thread."""
        if await self.turns.stop(request.thread, request.sender.id):
            return
        await reply.send(texts.NOTHING_TO_STOP.to(request.language))

    async def stop_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """Stop the answer below which the button was pressed; only its asker may."""
        turn_id = press.action.removeprefix(f"{_ACTION}:")
        owner = await self.turns.owner_of(press.thread, turn_id)
        if owner not in {None, press.sender.id}:
            await reply.answer_press(texts.NOT_YOURS.to(press.language), alert=True)
        elif await self.turns.stop_turn(press.thread, turn_id):
            await reply.answer_press(texts.STOPPING.to(press.language))
        else:
            await reply.answer_press(texts.NOTHING_TO_STOP.to(press.language))


def stop_keyboard(turn_id: str, language: Language) -> Keyboard:
    """The button that stops a turn."""
    return ((Button(texts.STOP_BUTTON.to(language), f"{_ACTION}:{turn_id}"),),)


def _with_question(request: Request) -> Request:
    """A bare /ask below a message asks what that message asks."""
    if request.text or not request.quoted:
        return request
    return replace(request, text=request.quoted.text, quoted=None)
