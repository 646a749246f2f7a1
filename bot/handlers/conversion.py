"""Converts texts, buttons and errors between our types and PTB's."""

from collections.abc import Iterator
from contextlib import contextmanager

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MessageEntity,
    ReplyParameters,
    User,
)
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter

from bot.errors import (
    ChatGone,
    DeliveryError,
    DeliveryPostponed,
    DeliveryRefused,
    DeliveryUnknown,
    MessageGone,
)
from bot.handlers.rate_limiter import retry_after_s
from bot.handlers.transport import CallNotMade
from bot.models.chat import Keyboard, StyledText


@contextmanager
def translate_errors(chat_id: int = 0) -> Iterator[None]:
    """Raise PTB's errors as ours; BadRequest comes before NetworkError, which is its base class.

    `chat_id`: whose budget the calls need.
    """
    try:
        yield
    except Forbidden as error:
        raise ChatGone from error
    except BadRequest as error:
        raise _refusal(error.message) from error
    except RetryAfter as error:
        raise DeliveryPostponed(retry_after_s(error), chat_id, reason="flood") from error
    except CallNotMade as error:
        raise DeliveryPostponed(reason=error.message) from error
    except NetworkError as error:  # TimedOut too
        raise DeliveryUnknown from error


def _refusal(reason: str) -> DeliveryError:
    """What a 400 means: Telegram says so in its text only, and PTB changes the case of that."""
    text = reason.lower()
    if "chat not found" in text:
        return ChatGone()
    if "message to edit not found" in text or "message can't be edited" in text:
        return MessageGone(reason=reason)
    return DeliveryRefused(reason=reason)


def text_and_entities(text: str | StyledText) -> tuple[str, list[MessageEntity] | None]:
    """The text and its entities, as sendMessage takes them."""
    if isinstance(text, str):
        return text, None
    return text.text, [
        MessageEntity(
            span.kind,
            span.offset,
            span.length,
            url=span.url,
            language=span.language,
            user=None if span.user_id is None else User(span.user_id, "", is_bot=False),
        )
        for span in text.spans
    ]


def inline_keyboard(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    """Buttons as an InlineKeyboardMarkup; None without any."""
    if not keyboard:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(button.label, callback_data=button.action) for button in row]
            for row in keyboard
        ]
    )


def reply_parameters(message_id: int | None) -> ReplyParameters | None:
    """A reply to that message, sent as a plain message if that was deleted meanwhile."""
    if message_id is None:
        return None
    return ReplyParameters(message_id, allow_sending_without_reply=True)
