"""What an update waits behind, read off the JSON that Telegram sends."""

import json
import re
from typing import Any

from bot.models.chat import Thread
from bot.models.inbox import IncomingUpdate

PRIORITY_COMMANDS = frozenset({"stop", "approve", "reject", "pending", "pause", "resume", "undo"})
"""Commands that must not wait behind what they control."""

_COMMAND = re.compile(r"/([A-Za-z0-9_]+)")
_LONGEST_MOVE = 40
_QUESTION = ("?", "？")


def read_order(raw: dict[str, Any]) -> IncomingUpdate:
    """Read an update (Bot API: Update).

    Messages keep the order of (chat, topic, sender), and of (chat, topic) where they may be moves
    of a game. Presses of buttons and the commands in `PRIORITY_COMMANDS` wait behind nothing. Everything
    else, such as a change of rights, keeps its chat's order.
    """
    update_id: int = raw["update_id"]
    text = json.dumps(raw, ensure_ascii=False, separators=(",", ":"))
    message = raw.get("message") or raw.get("edited_message")
    if message is None:
        chat_id = _chat_of(raw)
        return IncomingUpdate(
            update_id, text, f"{chat_id}:chat", is_priority="callback_query" in raw
        )
    thread = _thread_of(message)
    return IncomingUpdate(
        update_id,
        text,
        sender=f"{thread.key}:{_sender_of(message)}",
        is_priority=_command_of(message) in PRIORITY_COMMANDS,
        game=thread if _may_be_a_move(message) else None,
    )


def _chat_of(raw: dict[str, Any]) -> int:
    changes = (value for name, value in raw.items() if name != "update_id")
    return next((change["chat"]["id"] for change in changes if "chat" in change), 0)


def _thread_of(message: dict[str, Any]) -> Thread:
    topic = message.get("message_thread_id") if message.get("is_topic_message") else None
    return Thread(message["chat"]["id"], topic)


def _sender_of(message: dict[str, Any]) -> int:
    sender = message.get("sender_chat") or message.get("from") or message["chat"]
    return int(sender["id"])


def _command_of(message: dict[str, Any]) -> str | None:
    found = _COMMAND.match(message.get("text") or "")
    return found[1].lower() if found else None


def _may_be_a_move(message: dict[str, Any]) -> bool:
    """A short line in a group; a question would hold everybody up while a model answers it."""
    text = (message.get("text") or "").strip()
    in_group = message["chat"]["type"] in {"group", "supergroup"}
    if _command_of(message) not in {None, "idiom"}:
        return False
    return in_group and 0 < len(text) <= _LONGEST_MOVE and not text.endswith(_QUESTION)
