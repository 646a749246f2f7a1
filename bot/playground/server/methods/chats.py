"""Chats and their members."""

from collections.abc import Mapping

from bot.playground.server.checks import own_chat
from bot.playground.server.methods.method import Method
from bot.playground.server.parameters import Parameters
from bot.playground.server.places import member
from bot.playground.server.refusals import bad_request
from bot.playground.server.service import Service
from bot.playground.server.world import Json

_GIFTS = [
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
]


def get_chat(service: Service, parameters: Parameters) -> Json:
    """GetChat: a ChatFullInfo."""
    chat = own_chat(service.world, parameters)
    return {
        **service.world.brief(chat),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }


def get_chat_member(service: Service, parameters: Parameters) -> Json:
    """GetChatMember; somebody who exists but is not there has `left`."""
    chat = own_chat(service.world, parameters)
    user_id = parameters.integer("user_id")
    if not user_id:
        raise bad_request("invalid user_id specified")
    if user_id != service.world.bot.id and user_id not in service.world.people:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return member(service.world, chat, user_id)


def get_chat_administrators(service: Service, parameters: Parameters) -> list[Json]:
    """GetChatAdministrators: with the bot where it is one."""
    chat = own_chat(service.world, parameters)
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    found = [member(service.world, chat, person_id) for person_id in chat.administrators]
    if chat.bot_status == "administrator":
        found.append(member(service.world, chat, service.world.bot.id))
    return found


def get_chat_member_count(service: Service, parameters: Parameters) -> int:
    """GetChatMemberCount: people and the bot."""
    return len(own_chat(service.world, parameters).members) + 1


def leave_chat(service: Service, parameters: Parameters) -> bool:
    """LeaveChat."""
    chat = own_chat(service.world, parameters)
    if chat.type == "private":
        raise bad_request("chat is not a group or a channel")
    service.places.set_bot_status(chat, "left", service.world.bot.id)
    return True


METHODS: Mapping[str, Method] = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
}
