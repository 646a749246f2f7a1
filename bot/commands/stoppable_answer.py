"""Streams an answer into a growing message that its asker can stop, and afterwards ask for again.

Which buttons an answer has once it ended (docs/decisions/0075): in private one for another version, which
is taken away when the next answer begins; in every chat one for more where the answer reached the
model's limit of length, and one for another attempt where the model failed.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import NamedTuple

from bot.commands.cancellation import CancelScopes, WorkStopped
from bot.errors import (
    BotError,
    DeliveryError,
    DocumentError,
    ModelBudgetSpent,
    ModelCut,
    ModelFull,
    ModelPaused,
    ModelSilent,
    ModelThrottled,
    ModelUnavailable,
    StorageDown,
)
from bot.logs import add_fields
from bot.models.answer import Answer, AnswerCommand
from bot.models.chat import Button, Keyboard, Language, Request
from bot.ports.answers import AnswerStore
from bot.ports.chat import Reply
from bot.streaming.editor import StreamEditor
from bot.texts import Text, common
from bot.texts import ask as texts
from bot.work.tasks import cancel_and_wait

STOP_ACTION, AGAIN_ACTION, MORE_ACTION = "stop", "answer:again", "answer:more"


class Ending(NamedTuple):
    """What ends an answer: a closing note, and buttons below it."""

    note: str = ""
    keyboard: Keyboard = ()


Write = Callable[[StreamEditor], Awaitable[Ending]]
"""Writes the answer and returns its ending."""

_EXPECTED = (DocumentError, ModelBudgetSpent, ModelPaused)
_MAY_PASS = (ModelThrottled, ModelUnavailable, ModelCut, ModelSilent)
"""What another attempt may not meet."""
_TIDY_AFTER_S = 0.5
"""After the first sign of work, whose call matters more."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AnswerStreams:
    """Streams answers.

    Args:
        scopes: the answers that can be stopped.
        answers: remembers what was asked, for the buttons and for edits of the question.
    """

    scopes: CancelScopes
    answers: AnswerStore

    async def stream(
        self,
        request: Request,
        reply: Reply,
        write: Write,
        *,
        command: AnswerCommand,
        earlier: Answer | None = None,
        varies: bool = False,
    ) -> tuple[int, ...]:
        """Run `write` within a cancel scope; a stop or an error ends the message with a sentence.

        Returns the messages of the answer, as far as they are known.

        What was written before it stays. Nothing is said of a spent budget that the person was told of,
        unless a message was begun. Raises `WorkStopped` where the process ends, so that the
        update is handled again, and `DeliveryError` as `Reply` does.

        Args:
            request: the question.
            reply: where the answer is shown.
            write: writes it.
            command: writes it again, should somebody ask for that.
            earlier: the version that this one replaces, in the same messages.
            varies: another version would be a different one.
        """
        scope = self.scopes.open(request.thread, request.sender.id)
        ids, exchange = (earlier.message_ids, earlier.exchange) if earlier else ((), None)
        answer = Answer(command, request, scope.id, ids, ids, exchange)
        await self._put(answer)
        keyboard = stop_keyboard(scope.id, request.language)
        async with (
            self._tidying(answer, reply),
            StreamEditor(reply, keyboard=keyboard, earlier=ids) as editor,
        ):
            error: BotError | None = None
            try:
                async with scope:
                    ending = await write(editor)
            except WorkStopped as stopped:
                if stopped.reason == "shutdown":
                    await editor.finish(common.CONTINUES_SOON.to(request.language))
                    raise
                ending = Ending(texts.STOPPED.to(request.language))
            except DeliveryError:
                raise
            except BotError as failed:
                error, ending = failed, Ending(_sentence(failed, editor, request.language))
            buttons = _buttons(answer, error, varies=varies)
            await editor.finish(ending.note, ending.keyboard or buttons)
            if error is None or isinstance(error, ModelFull):
                answer = replace(answer, exchange=request.update_id)
            await self._put(replace(answer, scope_id="", message_ids=editor.message_ids))
            if _has(buttons, AGAIN_ACTION) and (new_ids := editor.message_ids):
                await self._move_button(request, reply, new_ids[-1], (*ids, *new_ids))
            return editor.message_ids

    async def _put(self, answer: Answer) -> None:
        with suppress(StorageDown):  # the answer is worth more than its buttons
            await self.answers.put(answer)

    async def _move_button(
        self, request: Request, reply: Reply, to: int | None, own: Sequence[int]
    ) -> None:
        """Note that message `to` has the button; take it from the one that had it, unless that is our own."""
        if request.chat_kind != "private":
            return
        with suppress(StorageDown):
            chat_id, person_id = request.thread.chat_id, request.sender.id
            before = await self.answers.swap_button(chat_id, person_id, to)
            if before is not None and before not in own:
                await reply.remove_keyboard(before)

    @asynccontextmanager
    async def _tidying(self, answer: Answer, reply: Reply) -> AsyncIterator[None]:
        """Meanwhile answer the press, if one asked, and tidy up the answer before this one."""
        task = asyncio.create_task(self._tidy(answer, reply))
        try:
            yield
        finally:
            await cancel_and_wait([task])

    async def _tidy(self, answer: Answer, reply: Reply) -> None:
        await asyncio.sleep(_TIDY_AFTER_S)
        await reply.answer_press()
        await self._move_button(answer.request, reply, None, answer.replaced_ids)


def stop_keyboard(scope_id: str, language: Language) -> Keyboard:
    """The button that stops a cancel scope."""
    return ((Button(texts.STOP_BUTTON.to(language), f"{STOP_ACTION}:{scope_id}"),),)


def _sentence(error: BotError, editor: StreamEditor, language: Language) -> str:
    add_fields(error=type(error).__name__)
    level = logging.INFO if isinstance(error, _EXPECTED) else logging.WARNING
    log.log(level, "An answer ended early: %r", error.__cause__ or error)
    is_silent = error.said_before and not editor.has_shown
    return "" if is_silent else error.say(language)


def _buttons(answer: Answer, error: BotError | None, *, varies: bool) -> Keyboard:
    """The buttons below an answer that ended, in one row."""
    request, row = answer.request, []
    if request.sender.id <= 0:  # a channel or an anonymous administrator presses as somebody else
        return ()
    if isinstance(error, ModelFull) and answer.command == "ask":
        row.append(_button(MORE_ACTION, texts.MORE_BUTTON, request))
    if isinstance(error, _MAY_PASS):
        row.append(_button(AGAIN_ACTION, texts.RETRY_BUTTON, request))
    elif varies and request.chat_kind == "private" and isinstance(error, ModelFull | None):
        row.append(_button(AGAIN_ACTION, texts.AGAIN_BUTTON, request))
    return (tuple(row),) if row else ()


def _button(action: str, label: Text, request: Request) -> Button:
    """`<action>:<who asked>:<question>:<version>`."""
    version = f"{request.sender.id}:{request.message_id}:{request.update_id}"
    return Button(label.to(request.language), f"{action}:{version}")


def _has(keyboard: Keyboard, action: str) -> bool:
    return any(button.action.startswith(action) for row in keyboard for button in row)
