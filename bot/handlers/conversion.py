"""Between the house and PTB: texts, buttons, replies and errors."""

from collections.abc import Iterator
from contextlib import contextmanager

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MessageEntity,
    ReplyParameters,
    User,
)
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.errors import (
    ChatGone,
    DeliveryError,
    DeliveryPostponed,
    DeliveryRefused,
    DeliveryUnknown,
    MessageGone,
)
from bot.handlers.rate_limiter import seconds_of
from bot.handlers.transport import CallNotMade
from bot.models.chat import Keyboard, StyledText


@contextmanager
def translate_errors() -> Iterator[None]:
    """Raise PTB's errors as ours. BadRequest and TimedOut are NetworkErrors to PTB, so they come first."""
    try:
        yield
    except Forbidden as error:
        raise ChatGone from error
    except BadRequest as error:
        raise _meaning(error.message) from error
    except RetryAfter as error:
        raise DeliveryPostponed(seconds_of(error), reason="flood") from error
    except CallNotMade as error:
        raise DeliveryPostponed(reason=error.message) from error
    except (TimedOut, NetworkError) as error:
        raise DeliveryUnknown from error


def _meaning(reason: str) -> DeliveryError:
    words = reason.lower()
    if "chat not found" in words:
        return ChatGone()
    if "message to edit not found" in words or "message can't be edited" in words:
        return MessageGone(reason=reason)
    return DeliveryRefused(reason=reason)


def text_and_entities(text: str | StyledText) -> tuple[str, list[MessageEntity] | None]:
    """A text and its entities, as sendMessage takes them."""
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
    """Buttons, as PTB has them."""
    if not keyboard:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(button.label, callback_data=button.action) for button in row]
            for row in keyboard
        ]
    )


def reply_parameters(message_id: int | None) -> ReplyParameters | None:
    """A reply that is sent even if what it answers was deleted meanwhile."""
    if message_id is None:
        return None
    return ReplyParameters(message_id, allow_sending_without_reply=True)
