"""What users may do, and which updates the bot gets of it (privacy mode)."""

import time
from dataclasses import dataclass

from bot.errors import ChosenTextError
from bot.playground.server.formatting.entities import (
    FormattedText,
    entity_text,
    format_text,
    utf16_length,
)
from bot.playground.server.message_fields import forwarded_content, reply_fields
from bot.playground.server.message_text import MAX_CAPTION_UTF16, MAX_TEXT_UTF16
from bot.playground.server.parameters import Upload
from bot.playground.server.state import BotApiChat, Json, ServerState
from bot.playground.server.stored_files import (
    document_object,
    photo_sizes,
    sticker_object,
    store_file,
    voice_object,
)
from bot.playground.server.update_queue import UpdateQueue
from bot.texts import playground as texts

_MAX_STICKER_CHARACTERS = 16
"""Of an emoji, which may be several characters: skin tones, families, flags."""


class UserActionError(ChosenTextError):
    """The user cannot do that in this chat; `status` is the HTTP status of the answer."""

    status = 400


class NotAllowed(UserActionError):
    """Others may do it."""

    status = 403


class NotThere(UserActionError):
    """What it is about does not exist."""

    status = 404


class NotJson(UserActionError):
    """The body has another type than it must have, as a form of another site has."""

    status = 415


@dataclass(frozen=True, slots=True)
class ActionContext:
    """The user who acts, the chat, and for new messages the replied message and the topic."""

    user_id: int
    chat_id: int
    reply_to: int = 0
    topic_id: int = 0


class UserActions:
    """Changes the state as a user's chat app would.

    Each action raises UserActionError and returns the message and the id of its update; the id is
    None where the bot does not see it.
    """

    def __init__(self, state: ServerState, updates: UpdateQueue) -> None:
        self._state = state
        self._updates = updates

    def send_text(self, context: ActionContext, text: str) -> tuple[Json, int | None]:
        """Send a text."""
        formatted = _user_text(text, MAX_TEXT_UTF16)
        return self._send(context, formatted.fields("text", "entities"))

    def send_file(
        self,
        context: ActionContext,
        upload: Upload,
        caption: str = "",
        *,
        as_photo: bool = False,
        media_group_id: str = "",
    ) -> tuple[Json, int | None]:
        """Send a file, as a document or a photo; a media group is shown as one album."""
        self.chat_of(context)
        captioned = _caption(caption)
        stored = store_file(self._state, upload, "photos" if as_photo else "documents")
        content: Json = (
            {"photo": photo_sizes(stored)} if as_photo else {"document": document_object(stored)}
        )
        if media_group_id:
            content["media_group_id"] = media_group_id
        return self._send(context, content | captioned)

    def send_voice(
        self, context: ActionContext, upload: Upload, duration_s: int, caption: str = ""
    ) -> tuple[Json, int | None]:
        """Send a voice message."""
        self.chat_of(context)
        captioned = _caption(caption)
        stored = store_file(self._state, upload, "voice")
        return self._send(context, {"voice": voice_object(stored, duration_s)} | captioned)

    def send_sticker(self, context: ActionContext, emoji: str) -> tuple[Json, int | None]:
        """Send the sticker of an emoji; it has no picture, the page shows the emoji."""
        if not emoji or len(emoji) > _MAX_STICKER_CHARACTERS or emoji.isascii():
            raise UserActionError(texts.BAD_STICKER)
        return self._send(context, {"sticker": sticker_object(emoji)})

    def send_location(
        self, context: ActionContext, latitude: float, longitude: float
    ) -> tuple[Json, int | None]:
        """Send a place on a map."""
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise UserActionError(texts.BAD_PLACE)
        place = {"latitude": latitude, "longitude": longitude}
        return self._send(context, {"location": place})

    def forward(
        self, context: ActionContext, from_chat_id: int, message_id: int
    ) -> tuple[Json, int | None]:
        """Forward a message of another chat."""
        source = self.chat_of(ActionContext(context.user_id, from_chat_id))
        return self._send(context, forwarded_content(_message(source, message_id)))

    def edit_text(
        self, context: ActionContext, message_id: int, text: str
    ) -> tuple[Json, int | None]:
        """Edit one's own text message."""
        chat = self.chat_of(context)
        old = _message(chat, message_id)
        if old.get("from", {}).get("id") != context.user_id or "text" not in old:
            raise NotAllowed(texts.NOT_OWN_TEXT)
        kept = {name: value for name, value in old.items() if name != "entities"}
        fields = _user_text(text, MAX_TEXT_UTF16).fields("text", "entities")
        edited = {**kept, **fields, "edit_date": int(time.time())}
        new = self._state.replace_message(chat, edited)
        return new, self._queue_update(chat, "edited_message", new)

    def press_button(
        self, context: ActionContext, message_id: int, data: str
    ) -> tuple[int | None, str]:
        """Press an inline button; returns the ids of the update and of the callback query."""
        chat = self.chat_of(context)
        message = _message(chat, message_id)
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        if not any(button.get("callback_data") == data for row in rows for button in row):
            raise NotThere(texts.NO_BUTTON)
        query_id = str(self._state.next_id())
        self._state.callback_queries[query_id] = context.user_id
        query = {
            "id": query_id,
            "from": self._state.user_object(context.user_id),
            "message": message,
            "chat_instance": str(chat.id),
            "data": data,
        }
        return self._updates.add("callback_query", query), query_id

    def chat_of(self, context: ActionContext) -> BotApiChat:
        """The chat, if the user is in it."""
        if context.user_id not in self._state.users:
            raise NotThere(texts.NO_PERSON, id=context.user_id)
        chat = self._state.chats.get(context.chat_id)
        if chat is None:
            raise NotThere(texts.NO_CHAT, id=context.chat_id)
        if context.user_id not in chat.members:
            name = self._state.users[context.user_id].first_name
            raise NotAllowed(texts.NOT_IN_CHAT, name=name)
        return chat

    def _send(self, context: ActionContext, content: Json) -> tuple[Json, int | None]:
        chat = self.chat_of(context)
        is_admin = context.user_id in chat.administrators
        if chat.type == "channel" and not is_admin:
            raise NotAllowed(texts.READ_ONLY)
        if chat.migrated_to is not None:
            raise UserActionError(texts.MIGRATED, id=chat.migrated_to)
        topic = chat.topics.get(context.topic_id)
        if context.topic_id and (topic is None or (topic.closed and not is_admin)):
            raise NotThere(texts.NO_TOPIC)
        replied = _message(chat, context.reply_to) if context.reply_to else None
        content = content | reply_fields(chat, context.topic_id, replied)
        message = self._state.new_message(chat, context.user_id, content)
        self._state.add_message(chat, message)
        return message, self._queue_update(chat, "message", message)

    def _queue_update(self, chat: BotApiChat, kind: str, message: Json) -> int | None:
        if not chat.has_bot:
            return None
        if chat.type == "channel":
            kind = "channel_post" if kind == "message" else "edited_channel_post"
        elif not self._passes_privacy_mode(chat, message):
            return None
        return self._updates.add(kind, message)

    def _passes_privacy_mode(self, chat: BotApiChat, message: Json) -> bool:
        """In groups with privacy mode the bot sees only commands, mentions and replies to it."""
        bot = self._state.bot
        if (
            chat.type == "private"
            or bot.can_read_all_group_messages
            or chat.bot_status == "administrator"
            or message.get("reply_to_message", {}).get("from", {}).get("id") == bot.id
        ):
            return True
        mention = f"@{bot.username}".lower()
        text = message.get("text") or message.get("caption") or ""
        entities = message.get("entities") or message.get("caption_entities") or []
        return any(_addresses(entity_text(text, entity).lower(), mention) for entity in entities)


def _addresses(text: str, mention: str) -> bool:
    """Is it the bot's @username, or a command that is not another bot's?"""
    return text == mention or (text.startswith("/") and ("@" not in text or text.endswith(mention)))


def _message(chat: BotApiChat, message_id: int) -> Json:
    message = chat.messages.get(message_id)
    if message is None:
        raise NotThere(texts.NO_MESSAGE)
    return message


def _caption(caption: str) -> Json:
    if not caption.strip():
        return {}
    return _user_text(caption, MAX_CAPTION_UTF16).fields("caption", "caption_entities")


def _user_text(text: str, max_utf16: int) -> FormattedText:
    formatted = format_text(text, None)
    if not formatted.text:
        raise UserActionError(texts.NO_TEXT)
    if utf16_length(formatted.text) > max_utf16:
        raise UserActionError(texts.TEXT_TOO_LONG, limit=max_utf16)
    return formatted
