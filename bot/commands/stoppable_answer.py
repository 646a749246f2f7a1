"""Streams an answer into a growing message that its asker can stop."""

import logging
from collections.abc import Awaitable, Callable

from bot.commands.cancellation import CancelScopes, WorkStopped
from bot.errors import BotError, DeliveryError, DocumentError
from bot.models.chat import Button, Keyboard, Language, Request
from bot.ports.chat import Reply
from bot.streaming.editor import StreamEditor
from bot.texts import ask as texts
from bot.texts import common

STOP_ACTION = "stop"

Write = Callable[[StreamEditor], Awaitable[str]]
"""Writes the answer and returns a closing note, empty for none."""

log = logging.getLogger(__name__)


async def stream_stoppable(
    request: Request, reply: Reply, scopes: CancelScopes, write: Write
) -> None:
    """Run `write` within a cancel scope; a stop or an error ends the message with a sentence.

    What was written before it stays. Raises `WorkStopped` where the process ends, so that the
    update is handled again, and `DeliveryError` as `Reply` does.
    """
    scope = scopes.open(request.thread, request.sender.id)
    keyboard = stop_keyboard(scope.id, request.language)
    async with StreamEditor(reply, keyboard=keyboard) as editor:
        try:
            async with scope:
                note = await write(editor)
        except WorkStopped as stopped:
            if stopped.reason == "shutdown":
                await editor.finish(common.CONTINUES_SOON.to(request.language))
                raise
            note = texts.STOPPED.to(request.language)
        except DeliveryError:
            raise
        except BotError as error:
            level = logging.INFO if isinstance(error, DocumentError) else logging.WARNING
            log.log(level, "An answer ended early: %r", error.__cause__ or error)
            note = error.say(request.language)
        await editor.finish(note)


def stop_keyboard(scope_id: str, language: Language) -> Keyboard:
    """The button that stops a cancel scope."""
    return ((Button(texts.STOP_BUTTON.to(language), f"{STOP_ACTION}:{scope_id}"),),)
