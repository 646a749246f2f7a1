"""Messages that go on to another chat: copied or forwarded."""

from collections.abc import Mapping

from bot.playground.server.checks import own_chat, place_of, writable_chat
from bot.playground.server.keyboards import inline_keyboard
from bot.playground.server.methods.method import Method
from bot.playground.server.parameters import Parameters
from bot.playground.server.people import copied, forwarded
from bot.playground.server.refusals import bad_request
from bot.playground.server.service import Service
from bot.playground.server.world import Json


def copy_message(service: Service, parameters: Parameters) -> Json:
    """CopyMessage: the content without a trace of its origin."""
    content = {
        **copied(_source(service, parameters, "copy")),
        "reply_markup": inline_keyboard(parameters),
    }
    return {"message_id": _send(service, parameters, content)["message_id"]}


def forward_message(service: Service, parameters: Parameters) -> Json:
    """ForwardMessage."""
    return _send(service, parameters, forwarded(_source(service, parameters, "forward")))


def _source(service: Service, parameters: Parameters, verb: str) -> Json:
    chat = own_chat(service.world, parameters, "from_chat_id")
    message = chat.messages.get(parameters.integer("message_id"))
    if message is None:
        raise bad_request(f"message to {verb} not found")
    if not copied(message):
        raise bad_request(f"message can't be {'copied' if verb == 'copy' else 'forwarded'}")
    return message


def _send(service: Service, parameters: Parameters, content: Json) -> Json:
    chat = writable_chat(service.world, parameters)
    content = content | place_of(chat, parameters)
    return service.world.post(chat, service.world.compose(chat, service.world.bot.id, content))


METHODS: Mapping[str, Method] = {"copyMessage": copy_message, "forwardMessage": forward_message}
