"""What an update waits behind, read from the JSON that Telegram sends."""

import json
import re
from typing import Any

from bot.models.chat import Thread
from bot.models.inbox import IncomingUpdate

PRIORITY_COMMANDS = frozenset({"stop", "approve", "reject", "pending", "pause", "resume", "undo"})
"""Commands that must not wait behind what they control."""

_COMMAND = re.compile(r"/([A-Za-z0-9_]+)")
_MAX_MOVE_CHARS = 40
_QUESTION_MARKS = ("?", "？")
_GROUPS = frozenset({"group", "supergroup"})


def read_order(raw: dict[str, Any]) -> IncomingUpdate:
    """Read an update (Bot API: Update).

    Messages keep the order of (chat, topic, sender), and of (chat, topic) where they may be moves of
    a game. Button presses and the commands in `PRIORITY_COMMANDS` wait behind nothing. Everything
    else, such as a change of rights, keeps its chat's order.
    """
    update_id: int = raw["update_id"]
    text = json.dumps(raw, ensure_ascii=False, separators=(",", ":"))
    message = raw.get("message") or raw.get("edited_message")
    if message is None:
        is_priority = "callback_query" in raw
        return IncomingUpdate(update_id, text, f"{_chat_of(raw)}:chat", is_priority)
    thread = _thread_of(message)
    in_group = message["chat"]["type"] in _GROUPS
    return IncomingUpdate(
        update_id,
        text,
        sender=f"{thread.key}:{_sender_of(message)}",
        is_priority=_command_of(message) in PRIORITY_COMMANDS,
        in_group=in_group,
        game=thread if in_group and _may_be_a_move(message) else None,
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
    """A short line; not a question, which would hold everybody up while a model answers it."""
    text = (message.get("text") or "").strip()
    if _command_of(message) not in {None, "idiom"}:
        return False
    return 0 < len(text) <= _MAX_MOVE_CHARS and not text.endswith(_QUESTION_MARKS)
