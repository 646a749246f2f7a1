"""setMessageReaction."""

import json
from collections.abc import Mapping
from typing import Any

from bot.playground.server.access import member_chat
from bot.playground.server.api_error import bad_request
from bot.playground.server.bot_api_server import BotApiServer, Method
from bot.playground.server.parameters import Parameters

_ALLOWED = frozenset(
    [
        "❤",
        "👍",
        "👎",
        "🔥",
        "🥰",
        "👏",
        "😁",
        "🤔",
        "🤯",
        "😱",
        "🤬",
        "😢",
        "🎉",
        "🤩",
        "🤮",
        "💩",
        "🙏",
        "👌",
        "🕊",
        "🤡",
        "🥱",
        "🥴",
        "😍",
        "🐳",
        "❤\u200d🔥",
        "🌚",
        "🌭",
        "💯",
        "🤣",
        "⚡",
        "🍌",
        "🏆",
        "💔",
        "🤨",
        "😐",
        "🍓",
        "🍾",
        "💋",
        "🖕",
        "😈",
        "😴",
        "😭",
        "🤓",
        "👻",
        "👨\u200d💻",
        "👀",
        "🎃",
        "🙈",
        "😇",
        "😨",
        "🤝",
        "✍",
        "🤗",
        "🫡",
        "🎅",
        "🎄",
        "☃",
        "💅",
        "🤪",
        "🗿",
        "🆒",
        "💘",
        "🙉",
        "🦄",
        "😘",
        "💊",
        "🙊",
        "😎",
        "👾",
        "🤷\u200d♂",
        "🤷",
        "🤷\u200d♀",
        "😡",
    ]
)
"""What a bot may react with (Bot API: ReactionTypeEmoji); ✅ is not among them."""


def set_message_reaction(server: BotApiServer, parameters: Parameters) -> bool:
    """`setMessageReaction`: at most one emoji, where the chat allows reactions."""
    chat = member_chat(server.state, parameters)
    message_id = parameters.integer("message_id")
    reactions = _reactions(parameters.text("reaction"))
    message = chat.messages.get(message_id or 0)
    if message is None:
        raise bad_request("message to react not found")
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    emojis = [str(reaction.get("emoji")) for reaction in reactions]
    if any(reaction.get("type") != "emoji" for reaction in reactions) or not _ALLOWED.issuperset(
        emojis
    ):
        raise bad_request("REACTION_INVALID")
    if emojis and chat.forbids_reactions:
        raise bad_request("REACTION_INVALID")
    chat.reactions[message["message_id"]] = emojis
    event = {"chat_id": chat.id, "message_id": message_id, "emojis": emojis}
    server.state.events.publish("reaction", event)
    return True


def _reactions(text: str) -> list[dict[str, Any]]:
    try:
        found = json.loads(text) if text else []
    except ValueError:
        found = None
    if not isinstance(found, list) or not all(isinstance(reaction, dict) for reaction in found):
        raise bad_request("can't parse reaction types JSON object")
    return found


METHODS: Mapping[str, Method] = {"setMessageReaction": set_message_reaction}
