"""Streams an answer into a growing message that its asker can stop."""

import logging
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from bot.commands.cancellation import CancelScopes, WorkStopped
from bot.errors import BotError, DeliveryError, DocumentError, ModelBudgetSpent, ModelPaused
from bot.models.chat import Button, Keyboard, Language, Request
from bot.ports.chat import Reply
from bot.streaming.editor import StreamEditor
from bot.texts import ask as texts
from bot.texts import common

STOP_ACTION = "stop"


class Ending(NamedTuple):
    """What ends an answer: a closing note, and buttons below it."""

    note: str = ""
    keyboard: Keyboard = ()


Write = Callable[[StreamEditor], Awaitable[Ending]]
"""Writes the answer and returns its ending."""

_EXPECTED = (DocumentError, ModelBudgetSpent, ModelPaused)

log = logging.getLogger(__name__)


async def stream_stoppable(
    request: Request, reply: Reply, scopes: CancelScopes, write: Write
) -> None:
    """Run `write` within a cancel scope; a stop or an error ends the message with a sentence.

    What was written before it stays. Nothing is said of a spent budget that the person was told of,
    unless a message was begun. Raises `WorkStopped` where the process ends, so that the
    update is handled again, and `DeliveryError` as `Reply` does.
    """
    scope = scopes.open(request.thread, request.sender.id)
    keyboard = stop_keyboard(scope.id, request.language)
    async with StreamEditor(reply, keyboard=keyboard) as editor:
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
        except BotError as error:
            level = logging.INFO if isinstance(error, _EXPECTED) else logging.WARNING
            log.log(level, "An answer ended early: %r", error.__cause__ or error)
            is_silent = error.said_before and not editor.has_shown
            ending = Ending("" if is_silent else error.say(request.language))
        await editor.finish(*ending)


def stop_keyboard(scope_id: str, language: Language) -> Keyboard:
    """The button that stops a cancel scope."""
    return ((Button(texts.STOP_BUTTON.to(language), f"{STOP_ACTION}:{scope_id}"),),)
