"""Turns an exception into a sentence for the person whose update failed."""

import logging
from contextlib import suppress

from telegram import Update
from telegram.error import InvalidToken, NetworkError, TelegramError

from bot.errors import BotError, ChatGone, DeliveryError
from bot.handlers.replies import Replies
from bot.handlers.update_parser import language_of
from bot.logs import add_fields
from bot.metrics.errors import saw_error

log = logging.getLogger(__name__)


async def report_error(error: Exception, update: object, replies: Replies) -> None:
    """Log `error` and tell the person, unless the error itself keeps messages out."""
    if isinstance(error, ChatGone):
        log.info("The bot may not write in a chat any more.")
        return
    saw_error(error)
    _log(error, update)
    if not isinstance(update, Update) or isinstance(error, DeliveryError | InvalidToken):
        return
    if isinstance(error, BotError) and error.said_before and update.callback_query is None:
        return
    shown = error if isinstance(error, BotError) else BotError()
    with suppress(DeliveryError, TelegramError):
        await _answer(shown, update, replies)


def _log(error: Exception, update: object) -> None:
    update_id = update.update_id if isinstance(update, Update) else None
    if isinstance(error, NetworkError) and update_id is None:
        log.warning("Telegram does not answer (%s); trying again.", type(error).__name__)
    elif isinstance(error, BotError):
        add_fields(error=type(error).__name__)
        if error.__cause__ is not None:
            log.info("Answered with %s.", type(error).__name__, exc_info=error.__cause__)
    else:
        log.error("Update %s failed.", update_id, exc_info=error)


async def _answer(error: BotError, update: Update, replies: Replies) -> None:
    """In the language of the chat; a pop-up in that of the client."""
    reply = replies.to_update(update)
    if reply is None:
        return
    if update.callback_query is not None:
        sentence = error.say(language_of(update.effective_user))
        await reply.answer_press(sentence, alert=True)
    else:
        await reply.send(error.say(reply.language))
