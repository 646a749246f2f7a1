"""Makes the reply to an update; those to one update share the attempt at it."""

from telegram import Update

from bot.handlers.messenger import TelegramMessenger
from bot.handlers.reply import TelegramReply
from bot.handlers.update_attempt import current_attempt, current_settings
from bot.handlers.update_parser import to_press, to_request
from bot.models.chat import ButtonPress, Request


class Replies:
    """Makes replies that go out through one messenger."""

    def __init__(self, messenger: TelegramMessenger) -> None:
        self.messenger = messenger

    def to(self, cause: Request | ButtonPress, *, query_id: str | None = None) -> TelegramReply:
        """A reply to a request or button press."""
        return TelegramReply(self.messenger, cause, current_attempt(), query_id=query_id)

    def to_update(self, update: Update) -> TelegramReply | None:
        """A reply to a message or button press; None for any other update."""
        bot, query = update.get_bot().bot, update.callback_query
        message = update.message or update.edited_message
        if query is not None:
            press = to_press(update.update_id, query, bot, current_settings())
            return self.to(press, query_id=query.id) if press else None
        if message is None:
            return None
        return self.to(to_request(update.update_id, message, bot, settings=current_settings()))
