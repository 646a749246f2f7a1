"""Methods that send a message to another chat: copyMessage, forwardMessage."""

from collections.abc import Mapping

from bot.playground.server.access import member_chat, writable_chat
from bot.playground.server.api_error import bad_request
from bot.playground.server.bot_api_server import BotApiServer, Method
from bot.playground.server.message_fields import (
    copied_content,
    forwarded_content,
    requested_reply_fields,
)
from bot.playground.server.parameters import Parameters
from bot.playground.server.reply_markup import inline_keyboard
from bot.playground.server.state import Json


def copy_message(server: BotApiServer, parameters: Parameters) -> Json:
    """`copyMessage`: the content without its origin."""
    content = {
        **copied_content(_source_message(server, parameters, "copy", "copied")),
        "reply_markup": inline_keyboard(parameters),
    }
    return {"message_id": _send(server, parameters, content)["message_id"]}


def forward_message(server: BotApiServer, parameters: Parameters) -> Json:
    """`forwardMessage`."""
    source = _source_message(server, parameters, "forward", "forwarded")
    return _send(server, parameters, forwarded_content(source))


def _source_message(
    server: BotApiServer, parameters: Parameters, verb: str, participle: str
) -> Json:
    chat = member_chat(server.state, parameters, "from_chat_id")
    message = chat.messages.get(parameters.integer("message_id"))
    if message is None:
        raise bad_request(f"message to {verb} not found")
    if not copied_content(message):
        raise bad_request(f"message can't be {participle}")
    return message


def _send(server: BotApiServer, parameters: Parameters, content: Json) -> Json:
    state = server.state
    chat = writable_chat(state, parameters)
    content = content | requested_reply_fields(chat, parameters)
    return state.add_message(chat, state.new_message(chat, state.bot.id, content))


METHODS: Mapping[str, Method] = {"copyMessage": copy_message, "forwardMessage": forward_message}
