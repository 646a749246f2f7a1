"""The bot itself: who it is, its command menu."""

import re
from collections.abc import Mapping

from bot.playground.server.checks import known_chat
from bot.playground.server.methods.method import Method
from bot.playground.server.parameters import Parameters
from bot.playground.server.refusals import bad_request
from bot.playground.server.service import Service
from bot.playground.server.world import Json, World

MAX_COMMANDS = 100
MAX_DESCRIPTION = 256
_PLAIN_SCOPES = frozenset(
    {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
)
_CHAT_SCOPES = frozenset({"chat", "chat_administrators", "chat_member"})
_MENU_ORDER = ("all_private_chats", "all_group_chats", "default")


def get_me(service: Service, _: Parameters) -> Json:
    """GetMe."""
    bot = service.world.bot
    return {
        **bot.user(),
        "can_join_groups": True,
        "can_read_all_group_messages": bot.can_read_all_group_messages,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_my_commands(service: Service, parameters: Parameters) -> bool:
    """SetMyCommands: 1-32 of a-z, 0-9 and _, a description of 1-256 characters."""
    commands = parameters.structure("commands", "commands")
    if not isinstance(commands, list):
        raise bad_request("can't parse commands JSON object")
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    kept = [_command(command) for command in commands]
    service.world.bot.commands[_place(service.world, parameters)] = kept
    service.world.tell("commands", {"commands": menu(service.world)})
    return True


def get_my_commands(service: Service, parameters: Parameters) -> list[Json]:
    """GetMyCommands."""
    return service.world.bot.commands.get(_place(service.world, parameters), [])


def delete_my_commands(service: Service, parameters: Parameters) -> bool:
    """DeleteMyCommands."""
    service.world.bot.commands.pop(_place(service.world, parameters), None)
    service.world.tell("commands", {"commands": menu(service.world)})
    return True


def accept(_: Service, __: Parameters) -> bool:
    """Take what changes nothing here: descriptions, close, logOut."""
    return True


def menu(world: World) -> dict[str, list[Json]]:
    """The commands a member sees, by language; the narrowest scope wins, then the language."""
    return {language: _menu_in(world, language) for language in ("zh", "en")}


def _menu_in(world: World, language: str) -> list[Json]:
    for scope in _MENU_ORDER:
        for wanted in (language, ""):
            if commands := world.bot.commands.get(f"{scope} {wanted}"):
                return commands
    return []


def _command(raw: object) -> Json:
    if not isinstance(raw, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name = str(raw.get("command", "")).removeprefix("/")
    description = str(raw.get("description", "")).strip()
    if not re.fullmatch(r"[a-z0-9_]{1,32}", name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= MAX_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def _place(world: World, parameters: Parameters) -> str:
    """The key of a menu: its scope and language."""
    language = parameters.text("language_code")
    if not re.fullmatch(r"([a-z]{2})?", language):
        raise bad_request("invalid language code specified")
    scope = parameters.structure("scope", "BotCommandScope")
    if scope is None:
        return f"default {language}"
    if not isinstance(scope, dict):
        raise bad_request("can't parse BotCommandScope: expected an Object")
    kind = str(scope.get("type"))
    if kind in _PLAIN_SCOPES:
        return f"{kind} {language}"
    if kind not in _CHAT_SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    options = Parameters(scope)
    chat = known_chat(world, options)
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
