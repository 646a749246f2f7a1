"""Reads Telegram's messages and callback queries as requests and button presses."""

import re
from typing import Literal

from telegram import CallbackQuery, Message, MessageEntity, User
from telegram.constants import ChatType

from bot.models.chat import (
    ButtonPress,
    ChatKind,
    FileRef,
    Language,
    Person,
    QuotedMessage,
    Request,
    Span,
    StyledText,
    Thread,
)
from bot.models.chat_settings import AS_CONFIGURED, ChatSettings
from bot.models.formatting import KEPT_KINDS

GROUP_ANONYMOUS_BOT = 1087968824
"""The sender of what an anonymous administrator writes (Bot API: Message.from)."""
COMMAND = re.compile(r"^/(?P<name>[A-Za-z0-9_]{1,32})(@(?P<bot>[A-Za-z0-9_]+))?(?![\w/<>]|@\w)")
"""A command at the beginning of a text or a caption, bounded as Telegram's clients do (tdlib: MessageEntity.cpp)."""
_SET_OFF = r"[,，:：]?\s*"
"""What sets a command or a name off from the text behind it."""
_TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})
"""Scripts and regions of language tags that read traditional characters."""


def language_of(user: User | None) -> Language:
    """Chinese, unless the user's client has another language (an IETF language tag)."""
    code = user.language_code if user else None
    subtags = re.split("[-_]", (code or "zh").lower())
    if subtags[0] != "zh":
        return "en"
    return "zh-hant" if _TRADITIONAL.intersection(subtags) else "zh"


def kind_of(chat_type: str) -> ChatKind:
    """The kind of a chat; groups and supergroups are one kind."""
    if chat_type == ChatType.PRIVATE:
        return "private"
    return "channel" if chat_type == ChatType.CHANNEL else "group"


def thread_of(message: Message) -> Thread:
    """The chat and topic. `message_thread_id` alone may be a plain reply thread (tdlib#447)."""
    topic = message.message_thread_id if message.is_topic_message else None
    return Thread(message.chat.id, topic)


def person_of(message: Message) -> Person:
    """The user, or the chat that wrote as itself (anonymous administrator, linked channel)."""
    if message.sender_chat is not None:
        return Person(message.sender_chat.id, message.sender_chat.title or "", "zh")
    return _person(message.from_user) if message.from_user else Person(message.chat.id, "")


def to_request(
    update_id: int,
    message: Message,
    bot: User,
    *,
    command: str | None = None,
    settings: ChatSettings = AS_CONFIGURED,
) -> Request:
    """A message as a request.

    Args:
        update_id: of the update that has the message.
        message: new or edited.
        bot: the bot's own user.
        command: the command that the message begins with; it is cut off.
        settings: of the chat.
    """
    text = message.text or message.caption or ""
    quoted, named = message.reply_to_message, _mentions(message, bot)
    return Request(
        update_id=update_id,
        thread=thread_of(message),
        chat_kind=kind_of(message.chat.type),
        sender=person_of(message),
        message_id=message.message_id,
        command=command or "",
        text=_without_name(text if command is None else _without_command(text), bot).strip(),
        file=file_of(message),
        quoted=to_quoted(quoted, bot) if quoted is not None else None,
        addressed=(
            command is not None
            or message.chat.type == ChatType.PRIVATE
            or named
            or (quoted is not None and _is_from(quoted, bot))
        ),
        forwarded=message.forward_origin is not None,
        album=message.media_group_id or "",
        edited_after_s=(
            (message.edit_date - message.date).total_seconds() if message.edit_date else None
        ),
        named=named,
        settings=settings,
        unreadable=_unreadable(message),
        written=_written(message),
    )


def to_press(
    update_id: int, query: CallbackQuery, bot: User, settings: ChatSettings = AS_CONFIGURED
) -> ButtonPress | None:
    """A callback query as a button press; None where it has no message or no data.

    Of an old message Telegram sends only the chat and the id (Bot API: InaccessibleMessage): the
    press then counts as one in the General topic.
    """
    message = query.message
    if message is None or query.data is None:
        return None
    whole = message if isinstance(message, Message) else None
    original = whole.reply_to_message if whole else None
    return ButtonPress(
        update_id=update_id,
        thread=thread_of(whole) if whole else Thread(message.chat.id),
        chat_kind=kind_of(message.chat.type),
        sender=_person(query.from_user),
        message_id=message.message_id,
        action=query.data,
        original=to_quoted(original, bot) if original is not None else None,
        has_button=whole is not None and _has_button(whole, query.data),
        settings=settings,
    )


def _has_button(message: Message, data: str) -> bool:
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    return any(button.callback_data == data for row in rows for button in row)


def file_of(message: Message) -> FileRef | None:
    """The file of a message; a photo's largest size."""
    if message.document is not None:
        document = message.document
        name = document.file_name or _name_by_type(document.mime_type or "")
        return FileRef(
            document.file_id, name, document.file_size, unique_id=document.file_unique_id
        )
    if message.photo:
        photo = message.photo[-1]
        return FileRef(photo.file_id, "photo.jpg", photo.file_size, "photo")
    voice = message.voice or message.video_note
    if voice is not None:
        return FileRef(voice.file_id, "", voice.file_size, "voice")
    other = message.audio or message.video or message.animation
    if other is not None:
        return FileRef(other.file_id, "", other.file_size, "other")
    return None


def _name_by_type(media_type: str) -> str:
    """The name of a document without one: a picture's says so."""
    kind, _, subtype = media_type.partition("/")
    return f"picture.{subtype}" if kind == "image" and subtype.isalnum() else "document"


def _unreadable(message: Message) -> Literal["", "sticker", "location", "contact", "other"]:
    """What a message is that has neither text nor file."""
    if message.text or message.caption or file_of(message):
        return ""
    if message.sticker:
        return "sticker"
    if message.location or message.venue:
        return "location"
    return "contact" if message.contact else "other"


def _written(message: Message) -> StyledText | None:
    """The text with what its author formatted; None where nothing is formatted."""
    spans = tuple(
        Span(
            *(entity.type, entity.offset, entity.length, entity.url, entity.language),
            user_id=entity.user.id if entity.user else None,
        )
        for entity in (message.entities or message.caption_entities)
        if entity.type in KEPT_KINDS
    )
    return StyledText(message.text or message.caption or "", spans) if spans else None


def _person(user: User) -> Person:
    return Person(user.id, user.full_name, language_of(user))


def to_quoted(message: Message, bot: User) -> QuotedMessage:
    """A message that another one replies to."""
    text, by_bot = message.text or message.caption or "", _is_from(message, bot)
    return QuotedMessage(
        message_id=message.message_id,
        text=text if by_bot else _without_name(_without_command(text), bot).strip(),
        file=file_of(message),
        sender_id=person_of(message).id,
        by_bot=by_bot,
        album=message.media_group_id or "",
        written=_written(message),
    )


def _is_from(message: Message, bot: User) -> bool:
    return message.from_user is not None and message.from_user.id == bot.id


def _mentions(message: Message, bot: User) -> bool:
    """Does it have the bot's @name, alone or after a command, or a mention of a bot without one?"""
    try:
        entities = {**message.parse_entities(), **message.parse_caption_entities()}
    except UnicodeError:  # an entity begins or ends within a character
        return False
    ours = f"@{bot.username}".lower()
    return any(
        (entity.type == MessageEntity.MENTION and text.lower() == ours)
        or (entity.type == MessageEntity.BOT_COMMAND and text.lower().endswith(ours))
        or (entity.type == MessageEntity.TEXT_MENTION and entity.user and entity.user.id == bot.id)
        for entity, text in entities.items()
    )


def _without_command(text: str) -> str:
    return re.sub(rf"{COMMAND.pattern}{_SET_OFF}", "", text, count=1)


def _without_name(text: str, bot: User) -> str:
    return re.sub(rf"@{re.escape(bot.username or '')}\b{_SET_OFF}", "", text, flags=re.IGNORECASE)
