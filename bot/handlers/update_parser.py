"""Updates of Telegram become requests and presses."""

import re

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
    Thread,
)

# Whom Telegram names where an administrator speaks anonymously (Bot API: Message.from).
GROUP_ANONYMOUS_BOT = 1087968824


def language_of(user: User | None) -> Language:
    """Chinese unless the client says it is something else."""
    code = user.language_code if user else None
    return "zh" if code is None or code.lower().startswith("zh") else "en"


def kind_of(chat_type: str) -> ChatKind:
    """Groups and supergroups are the same to the house."""
    if chat_type == ChatType.PRIVATE:
        return "private"
    return "channel" if chat_type == ChatType.CHANNEL else "group"


def thread_of(message: Message) -> Thread:
    """The chat and topic; General has no topic id, nor has a plain reply thread (tdlib#447)."""
    topic = message.message_thread_id if message.is_topic_message else None
    return Thread(message.chat.id, topic)


def person_of(message: Message) -> Person:
    """Who spoke: the user, or the chat that speaks as itself (anonymous admin, linked channel)."""
    if message.sender_chat is not None:
        return Person(message.sender_chat.id, message.sender_chat.title or "", "zh")
    return _person(message.from_user) if message.from_user else Person(message.chat.id, "")


def to_request(
    update_id: int, message: Message, bot: User, *, command: str | None = None
) -> Request:
    """Read a message.

    Args:
        update_id: the update's.
        message: what was sent.
        bot: ourselves, to know whether we were spoken to.
        command: the command it was routed by; it is cut off the text.
    """
    text = message.text or message.caption or ""
    quoted = message.reply_to_message
    by_name = _names(message, bot)
    if command is not None:
        text = re.sub(r"^/\w+(@\w+)?\s*", "", text, count=1)
    return Request(
        update_id=update_id,
        thread=thread_of(message),
        chat_kind=kind_of(message.chat.type),
        sender=person_of(message),
        message_id=message.message_id,
        text=_without_name(text, bot).strip(),
        file=file_of(message),
        quoted=_quoted(quoted, bot) if quoted is not None else None,
        addressed=(
            command is not None
            or message.chat.type == ChatType.PRIVATE
            or by_name
            or (quoted is not None and _is_ours(quoted, bot))
        ),
        forwarded=message.forward_origin is not None,
        album=message.media_group_id or "",
    )


def to_press(update_id: int, query: CallbackQuery, bot: User) -> ButtonPress | None:
    """Read a press of a button; None where it is below no message of ours.

    Of a message that is too old Telegram tells only chat and number (Bot API: InaccessibleMessage):
    the press counts as made in the chat's General topic.
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
        original=_quoted(original, bot) if original is not None else None,
    )


def file_of(message: Message) -> FileRef | None:
    """The file of a message; a photo's largest size."""
    if message.document is not None:
        document = message.document
        name = document.file_name or "document"
        return FileRef(document.file_id, document.file_unique_id, name, document.file_size)
    if message.photo:
        photo = message.photo[-1]
        return FileRef(photo.file_id, photo.file_unique_id, "photo.jpg", photo.file_size, "photo")
    other = (
        message.voice or message.audio or message.video or message.video_note or message.animation
    )
    if other is not None:
        return FileRef(other.file_id, other.file_unique_id, "", other.file_size, "other")
    return None


def _person(user: User) -> Person:
    return Person(user.id, user.full_name, language_of(user), user.username)


def _quoted(message: Message, bot: User) -> QuotedMessage:
    return QuotedMessage(
        message_id=message.message_id,
        text=message.text or message.caption or "",
        file=file_of(message),
        sender_id=person_of(message).id,
        by_bot=_is_ours(message, bot),
    )


def _is_ours(message: Message, bot: User) -> bool:
    return message.from_user is not None and message.from_user.id == bot.id


def _names(message: Message, bot: User) -> bool:
    """Does the message name the bot: by @name, after a command, or by a mention without a name?"""
    entities = {**message.parse_entities(), **message.parse_caption_entities()}
    ours = f"@{bot.username}".lower()
    return any(
        (entity.type == MessageEntity.MENTION and text.lower() == ours)
        or (entity.type == MessageEntity.BOT_COMMAND and text.lower().endswith(ours))
        or (entity.type == MessageEntity.TEXT_MENTION and entity.user and entity.user.id == bot.id)
        for entity, text in entities.items()
    )


def _without_name(text: str, bot: User) -> str:
    return re.sub(rf"@{re.escape(bot.username or '')}\b[,，:：]?\s*", "", text, flags=re.IGNORECASE)
