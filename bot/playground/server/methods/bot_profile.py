"""Methods about the bot itself: getMe and its command menus."""

import re
from collections.abc import Mapping

from bot.playground.server.access import find_chat
from bot.playground.server.api_error import bad_request
from bot.playground.server.bot_api_server import BotApiServer, Method
from bot.playground.server.parameters import Parameters
from bot.playground.server.state import BotApiChat, Json, ServerState

MAX_COMMANDS = 100
MAX_DESCRIPTION_CHARACTERS = 256
_SCOPES_WITHOUT_CHAT = frozenset(
    {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
)
_SCOPES_OF_A_CHAT = frozenset({"chat", "chat_administrators", "chat_member"})


def get_me(server: BotApiServer, _: Parameters) -> Json:
    """`getMe`."""
    bot = server.state.bot
    return {
        **bot.user_object(),
        "can_join_groups": True,
        "can_read_all_group_messages": bot.can_read_all_group_messages,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_my_commands(server: BotApiServer, parameters: Parameters) -> bool:
    """`setMyCommands`: names of 1-32 of a-z, 0-9 and _, descriptions of 1-256 characters."""
    commands = parameters.structure("commands", "commands")
    if not isinstance(commands, list):
        raise bad_request("can't parse commands JSON object")
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    validated = [_command(command) for command in commands]
    server.state.bot.commands[_menu_key(server.state, parameters)] = validated
    server.state.publish("commands", {})
    return True


def get_my_commands(server: BotApiServer, parameters: Parameters) -> list[Json]:
    """`getMyCommands`."""
    return server.state.bot.commands.get(_menu_key(server.state, parameters), [])


def delete_my_commands(server: BotApiServer, parameters: Parameters) -> bool:
    """`deleteMyCommands`."""
    server.state.bot.commands.pop(_menu_key(server.state, parameters), None)
    server.state.publish("commands", {})
    return True


def accept(_: BotApiServer, __: Parameters) -> bool:
    """Methods without effect here: descriptions, `close`, `logOut`."""
    return True


def menu_of(state: ServerState, chat: BotApiChat, user_id: int) -> list[Json]:
    """The commands that a user's app offers in a chat (Bot API: determining list of commands).

    The narrowest scope that has commands wins, in each the user's language before no language.
    """
    language = (state.users[user_id].language_code or "")[:2]
    for scope in _scopes_of(chat, user_id):
        for candidate in (language, ""):
            if commands := state.bot.commands.get(f"{scope} {candidate}"):
                return commands
    return []


def _scopes_of(chat: BotApiChat, user_id: int) -> list[str]:
    """The scopes of a user in a chat, as `_menu_key` writes them, the narrowest first."""
    of_chat = f"chat {chat.id} 0"
    if chat.type == "private":
        return [of_chat, "all_private_chats", "default"]
    is_admin = user_id in chat.administrators
    return [
        f"chat_member {chat.id} {user_id}",
        *([f"chat_administrators {chat.id} 0"] if is_admin else []),
        of_chat,
        *(["all_chat_administrators"] if is_admin else []),
        "all_group_chats",
        "default",
    ]


def _command(raw: object) -> Json:
    if not isinstance(raw, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name = str(raw.get("command", "")).removeprefix("/")
    description = str(raw.get("description", "")).strip()
    if not re.fullmatch(r"[a-z0-9_]{1,32}", name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= MAX_DESCRIPTION_CHARACTERS:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def _menu_key(state: ServerState, parameters: Parameters) -> str:
    """The key of a menu in `BotAccount.commands`: its scope and language."""
    language = parameters.text("language_code")
    if not re.fullmatch(r"([a-z]{2})?", language):
        raise bad_request("invalid language code specified")
    scope = parameters.structure("scope", "BotCommandScope")
    if scope is None:
        return f"default {language}"
    if not isinstance(scope, dict):
        raise bad_request("can't parse BotCommandScope: expected an Object")
    kind = str(scope.get("type"))
    if kind in _SCOPES_WITHOUT_CHAT:
        return f"{kind} {language}"
    if kind not in _SCOPES_OF_A_CHAT:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    options = Parameters(scope)
    chat = find_chat(state, options)
    return f"{kind} {chat.id} {options.integer('user_id')} {language}"


METHODS: Mapping[str, Method] = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyDescription": accept,
    "setMyShortDescription": accept,
    "setMyName": accept,
    "close": accept,
    "logOut": accept,
}
