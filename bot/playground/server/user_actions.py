"""What users may do, and which updates the bot gets of it (privacy mode)."""

import time
from dataclasses import dataclass

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
from bot.playground.server.stored_files import document_object, photo_sizes, store_file
from bot.playground.server.update_queue import UpdateQueue


class UserActionError(Exception):
    """The user cannot do that in this chat; `status` is the HTTP status of the answer."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


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
        self._chat(context)
        stored = store_file(self._state, upload, "photos" if as_photo else "documents")
        content: Json = (
            {"photo": photo_sizes(stored)} if as_photo else {"document": document_object(stored)}
        )
        if media_group_id:
            content["media_group_id"] = media_group_id
        if caption.strip():
            formatted = _user_text(caption, MAX_CAPTION_UTF16)
            content |= formatted.fields("caption", "caption_entities")
        return self._send(context, content)

    def forward(
        self, context: ActionContext, from_chat_id: int, message_id: int
    ) -> tuple[Json, int | None]:
        """Forward a message of another chat."""
        source = self._chat(ActionContext(context.user_id, from_chat_id))
        return self._send(context, forwarded_content(_message(source, message_id)))

    def edit_text(
        self, context: ActionContext, message_id: int, text: str
    ) -> tuple[Json, int | None]:
        """Edit one's own text message."""
        chat = self._chat(context)
        old = _message(chat, message_id)
        if old.get("from", {}).get("id") != context.user_id or "text" not in old:
            raise UserActionError("Only one's own text messages can be edited.", 403)
        kept = {name: value for name, value in old.items() if name != "entities"}
        fields = _user_text(text, MAX_TEXT_UTF16).fields("text", "entities")
        edited = {**kept, **fields, "edit_date": int(time.time())}
        new = self._state.replace_message(chat, edited)
        return new, self._queue_update(chat, "edited_message", new)

    def press_button(
        self, context: ActionContext, message_id: int, data: str
    ) -> tuple[int | None, str]:
        """Press an inline button; returns the ids of the update and of the callback query."""
        chat = self._chat(context)
        message = _message(chat, message_id)
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        if not any(button.get("callback_data") == data for row in rows for button in row):
            raise UserActionError(f"The message has no button with the data {data!r}.", 404)
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

    def _chat(self, context: ActionContext) -> BotApiChat:
        """The chat, if the user is in it."""
        if context.user_id not in self._state.users:
            raise UserActionError(f"There is no user {context.user_id}.", 404)
        chat = self._state.chats.get(context.chat_id)
        if chat is None:
            raise UserActionError(f"There is no chat {context.chat_id}.", 404)
        if context.user_id not in chat.members:
            raise UserActionError(f"User {context.user_id} is not in chat {chat.id}.", 403)
        return chat

    def _send(self, context: ActionContext, content: Json) -> tuple[Json, int | None]:
        chat = self._chat(context)
        is_admin = context.user_id in chat.administrators
        if chat.type == "channel" and not is_admin:
            raise UserActionError("Only administrators write in a channel.", 403)
        if chat.migrated_to is not None:
            raise UserActionError(f"The group became the supergroup {chat.migrated_to}.", 409)
        topic = chat.topics.get(context.topic_id)
        if context.topic_id and (topic is None or (topic.closed and not is_admin)):
            raise UserActionError("There is no such open topic.", 404)
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
        raise UserActionError(f"There is no message {message_id} in chat {chat.id}.", 404)
    return message


def _user_text(text: str, max_utf16: int) -> FormattedText:
    formatted = format_text(text, None)
    if not formatted.text:
        raise UserActionError("A message needs some text.")
    if utf16_length(formatted.text) > max_utf16:
        raise UserActionError(f"A text has at most {max_utf16} UTF-16 units.")
    return formatted
