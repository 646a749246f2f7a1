"""Texts, edits, deletions, "typing…", and answers to pressed buttons."""

import time
from collections.abc import Mapping

from bot.playground.server.checks import (
    marked_up,
    message_text,
    not_allowed,
    own_chat,
    own_message,
    place_of,
    writable_chat,
)
from bot.playground.server.entities import substring, units
from bot.playground.server.keyboards import force_reply, inline_keyboard, is_fixed
from bot.playground.server.methods.method import Method
from bot.playground.server.parameters import Parameters
from bot.playground.server.refusals import bad_request
from bot.playground.server.service import Service
from bot.playground.server.world import Chat, Json, World

MAX_NOTICE = 200
_ACTIONS = frozenset(
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


def send_message(service: Service, parameters: Parameters) -> Json:
    """SendMessage: markup is read before the chat is looked up, entities are checked after."""
    marked = marked_up(parameters, "text", "entities")
    keyboard = inline_keyboard(parameters)
    chat = writable_chat(service.world, parameters)
    words = message_text(marked)
    place = place_of(chat, parameters)
    content = {
        "text": words.text,
        "entities": words.entities or None,
        "reply_markup": keyboard,
        **place,
    }
    world = service.world
    message = world.post(chat, world.compose(chat, world.bot.id, content))
    if is_fixed(parameters):
        chat.fixed.add(message["message_id"])
    if (asking := force_reply(parameters)) is not None:
        asked = _mentioned(world, message) if asking.get("selective") else chat.members
        world.tell("force_reply", {"message": message, "person_ids": asked})
    return message


def edit_message_text(service: Service, parameters: Parameters) -> Json:
    """EditMessageText; without a reply_markup the keyboard goes."""
    marked = marked_up(parameters, "text", "entities")
    keyboard = inline_keyboard(parameters)
    chat = own_chat(service.world, parameters)
    old = own_message(chat, parameters, "edit")
    words = message_text(marked)
    if "text" not in old:
        raise bad_request("there is no text in the message to edit")
    changes = {"text": words.text, "entities": words.entities or None, "reply_markup": keyboard}
    return _edited(service.world, chat, old, changes)


def edit_message_reply_markup(service: Service, parameters: Parameters) -> Json:
    """EditMessageReplyMarkup."""
    keyboard = inline_keyboard(parameters)
    chat = own_chat(service.world, parameters)
    old = own_message(chat, parameters, "edit")
    return _edited(service.world, chat, old, {"reply_markup": keyboard})


def delete_message(service: Service, parameters: Parameters) -> bool:
    """DeleteMessage: the bot's own, those of a chat it administers, and those sent to it."""
    chat = own_chat(service.world, parameters)
    message_id = parameters.integer("message_id")
    if message_id not in chat.messages:
        raise bad_request("message to delete not found")
    may = chat.type == "private" or chat.bot_status == "administrator"
    if message_id not in chat.sent_by_bot and not may:
        raise not_allowed("delete")
    service.world.remove(chat, message_id)
    return True


def send_chat_action(service: Service, parameters: Parameters) -> bool:
    """SendChatAction."""
    chat = writable_chat(service.world, parameters)
    action = parameters.text("action")
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    event: Json = {"chat_id": chat.id, "action": action}
    if topic_id := parameters.integer("message_thread_id"):
        event["message_thread_id"] = topic_id
    service.world.events.publish("action", event)
    return True


def answer_callback_query(service: Service, parameters: Parameters) -> bool:
    """AnswerCallbackQuery: each query once."""
    text = parameters.text("text")
    if units(text) > MAX_NOTICE:
        raise bad_request("MESSAGE_TOO_LONG")
    person_id = service.world.queries.pop(parameters.text("callback_query_id"), None)
    if person_id is None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    notice = {
        "person_id": person_id,
        "callback_query_id": parameters.text("callback_query_id"),
        "text": text,
        "show_alert": parameters.flag("show_alert"),
    }
    service.world.tell("notice", notice)
    return True


def _mentioned(world: World, message: Json) -> list[int]:
    """Whom a selective markup is for: people it mentions, and whose message it answers."""
    ids = {message.get("reply_to_message", {}).get("from", {}).get("id")}
    for entity in message.get("entities", ()):
        word = substring(message["text"], entity)
        ids.add(entity.get("user", {}).get("id"))
        ids |= {one.id for one in world.people.values() if word == f"@{one.username}"}
    return sorted(ids & world.people.keys())


def _edited(world: World, chat: Chat, old: Json, changes: Json) -> Json:
    if all(old.get(name) == value for name, value in changes.items()):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message"
        )
    merged = {**old, **changes, "edit_date": int(time.time())}
    new = {name: value for name, value in merged.items() if value is not None}
    return world.replace(chat, new)


METHODS: Mapping[str, Method] = {
    "sendMessage": send_message,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "sendChatAction": send_chat_action,
    "answerCallbackQuery": answer_callback_query,
}
