"""Methods about chats: getChat, members, administrators, leaveChat."""

from collections.abc import Mapping

from bot.playground.server.access import member_chat
from bot.playground.server.api_error import bad_request
from bot.playground.server.bot_api_server import BotApiServer, Method
from bot.playground.server.chat_members import chat_member, set_bot_status
from bot.playground.server.parameters import Parameters
from bot.playground.server.state import Json

_GIFT_TYPES = [
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
]


def get_chat(server: BotApiServer, parameters: Parameters) -> Json:
    """`getChat`: a ChatFullInfo."""
    chat = member_chat(server.state, parameters)
    return {
        **server.state.chat_object(chat),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFT_TYPES, False),
    }


def get_chat_member(server: BotApiServer, parameters: Parameters) -> Json:
    """`getChatMember`; a user who exists but is not in the chat has `left`."""
    chat = member_chat(server.state, parameters)
    user_id = parameters.integer("user_id")
    if not user_id:
        raise bad_request("invalid user_id specified")
    if user_id != server.state.bot.id and user_id not in server.state.users:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return chat_member(server.state, chat, user_id)


def get_chat_administrators(server: BotApiServer, parameters: Parameters) -> list[Json]:
    """`getChatAdministrators`: with the bot where it is one."""
    chat = member_chat(server.state, parameters)
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    ids = list(chat.administrators)
    if chat.bot_status == "administrator":
        ids.append(server.state.bot.id)
    return [chat_member(server.state, chat, user_id) for user_id in ids]


def get_chat_member_count(server: BotApiServer, parameters: Parameters) -> int:
    """`getChatMemberCount`: users and the bot."""
    return len(member_chat(server.state, parameters).members) + 1


def leave_chat(server: BotApiServer, parameters: Parameters) -> bool:
    """`leaveChat`."""
    chat = member_chat(server.state, parameters)
    if chat.type == "private":
        raise bad_request("chat is not a group or a channel")
    set_bot_status(server, chat, "left", changed_by=server.state.bot.id)
    return True


METHODS: Mapping[str, Method] = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
}
