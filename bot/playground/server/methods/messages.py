"""Methods about text messages: sendMessage, edits, deleteMessage, sendChatAction."""

import time
from collections.abc import Mapping

from bot.playground.server.access import (
    deletable_message_id,
    editable_message,
    member_chat,
    writable_chat,
)
from bot.playground.server.api_error import bad_request
from bot.playground.server.bot_api_server import BotApiServer, Method
from bot.playground.server.formatting.entities import entity_text
from bot.playground.server.message_fields import requested_reply_fields
from bot.playground.server.message_text import message_text, parsed_markup
from bot.playground.server.parameters import Parameters
from bot.playground.server.reply_markup import force_reply, inline_keyboard, prevents_edits
from bot.playground.server.state import BotApiChat, Json, ServerState

_CHAT_ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


def send_message(server: BotApiServer, parameters: Parameters) -> Json:
    """`sendMessage`; markup is parsed before the chat is looked up, entities are validated after."""
    state = server.state
    parsed = parsed_markup(parameters, "text", "entities")
    keyboard = inline_keyboard(parameters)
    chat = writable_chat(state, parameters)
    text = message_text(parsed).fields("text", "entities")
    reply = requested_reply_fields(chat, parameters)
    content = {**text, "reply_markup": keyboard, **reply}
    message = state.add_message(chat, state.new_message(chat, state.bot.id, content))
    if prevents_edits(parameters):
        chat.not_editable.add(message["message_id"])
    if (markup := force_reply(parameters)) is not None:
        user_ids = _selected_users(state, message) if markup.get("selective") else chat.members
        state.publish("force_reply", {"message": message, "user_ids": user_ids})
    return message


def edit_message_text(server: BotApiServer, parameters: Parameters) -> Json:
    """`editMessageText`; without a reply_markup the keyboard is removed."""
    parsed = parsed_markup(parameters, "text", "entities")
    keyboard = inline_keyboard(parameters)
    chat = member_chat(server.state, parameters)
    old = editable_message(chat, parameters)
    formatted = message_text(parsed)
    if "text" not in old:
        raise bad_request("there is no text in the message to edit")
    changes = {
        "text": formatted.text,
        "entities": formatted.entities or None,
        "reply_markup": keyboard,
    }
    return _edit(server.state, chat, old, changes)


def edit_message_reply_markup(server: BotApiServer, parameters: Parameters) -> Json:
    """`editMessageReplyMarkup`."""
    keyboard = inline_keyboard(parameters)
    chat = member_chat(server.state, parameters)
    old = editable_message(chat, parameters)
    return _edit(server.state, chat, old, {"reply_markup": keyboard})


def delete_message(server: BotApiServer, parameters: Parameters) -> bool:
    """`deleteMessage`."""
    chat = member_chat(server.state, parameters)
    server.state.delete_message(chat, deletable_message_id(chat, parameters))
    return True


def send_chat_action(server: BotApiServer, parameters: Parameters) -> bool:
    """`sendChatAction`."""
    chat = writable_chat(server.state, parameters)
    action = parameters.text("action")
    if action not in _CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    event: Json = {"chat_id": chat.id, "action": action}
    if topic_id := parameters.integer("message_thread_id"):
        event["message_thread_id"] = topic_id
    server.state.events.publish("chat_action", event)
    return True


def _selected_users(state: ServerState, message: Json) -> list[int]:
    """Users of a selective markup: the mentioned ones and the sender of the replied message."""
    ids = {message.get("reply_to_message", {}).get("from", {}).get("id")}
    for entity in message.get("entities", ()):
        covered = entity_text(message["text"], entity)
        ids.add(entity.get("user", {}).get("id"))
        ids |= {user.id for user in state.users.values() if covered == f"@{user.username}"}
    return sorted(ids & state.users.keys())


def _edit(state: ServerState, chat: BotApiChat, old: Json, changes: Json) -> Json:
    if all(old.get(name) == value for name, value in changes.items()):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message"
        )
    merged = {**old, **changes, "edit_date": int(time.time())}
    new = {name: value for name, value in merged.items() if value is not None}
    return state.replace_message(chat, new)


METHODS: Mapping[str, Method] = {
    "sendMessage": send_message,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "sendChatAction": send_chat_action,
}
