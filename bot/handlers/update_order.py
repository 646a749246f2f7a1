"""What an update waits behind, read from the JSON that Telegram sends."""

import json
import re
from collections.abc import Iterator
from typing import Any

from bot.commands.intent import named_command
from bot.models.chat import Thread
from bot.models.inbox import IncomingUpdate

PRIORITY_COMMANDS = frozenset(
    {"stop", "cancel", "approve", "reject", "pending", "pause", "resume", "undo"}
)
"""Commands that must not wait behind what they control."""

_COMMAND = re.compile(r"/([A-Za-z0-9_]+)")
_MAX_MOVE_CHARS = 40
_QUESTION_MARKS = ("?", "？")
_GROUPS = frozenset({"group", "supergroup"})


def read_order(raw: dict[str, Any]) -> IncomingUpdate:
    """Read an update (Bot API: Update).

    Messages keep the order of (chat, topic, sender), and of (chat, topic) where they may be moves of
    a game. Button presses, the commands in `PRIORITY_COMMANDS`, and 停 in private wait behind nothing.
    Everything else, such as a change of rights, keeps its chat's order.

    Raises:
        KeyError, TypeError, ValueError: the update is not of a form that Telegram documents, or its
            text cannot be stored.
    """
    update_id: int = raw["update_id"]
    text = json.dumps(raw, ensure_ascii=False, separators=(",", ":"))
    text.encode()  # a lone surrogate cannot be stored
    message = raw.get("message") or raw.get("edited_message")
    if message is None:
        chat_id, person_id = _chat_of(raw), _person_of(raw)
        return IncomingUpdate(
            update_id,
            text,
            f"{chat_id}:chat",
            is_priority="callback_query" in raw,
            chat_id=chat_id,
            person_id=person_id,
        )
    thread = _thread_of(message)
    sender_id = _sender_of(message)
    in_group = message["chat"]["type"] in _GROUPS
    return IncomingUpdate(
        update_id,
        text,
        sender=f"{thread.key}:{sender_id}",
        is_priority=_command_of(message) in PRIORITY_COMMANDS or _says_stop(message),
        in_group=in_group,
        game=thread if in_group and _may_be_a_move(message) else None,
        chat_id=thread.chat_id,
        person_id=sender_id,
        album=str(raw.get("message", {}).get("media_group_id", "")),  # an edit is no further part
    )


def _chat_of(raw: dict[str, Any]) -> int:
    """The chat of a change of rights, or of the message whose button was pressed; 0 for none."""
    for change in _changes(raw):
        place = change if "chat" in change else change.get("message") or {}
        if "chat" in place:
            return int(place["chat"]["id"])
    return 0


def _person_of(raw: dict[str, Any]) -> int:
    """Who pressed a button; nobody is counted for anything else."""
    return int(raw["callback_query"]["from"]["id"]) if "callback_query" in raw else 0


def _changes(raw: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (value for name, value in raw.items() if name != "update_id")


def _thread_of(message: dict[str, Any]) -> Thread:
    topic = message.get("message_thread_id") if message.get("is_topic_message") else None
    return Thread(message["chat"]["id"], topic)


def _sender_of(message: dict[str, Any]) -> int:
    sender = message.get("sender_chat") or message.get("from") or message["chat"]
    return int(sender["id"])


def _command_of(message: dict[str, Any]) -> str | None:
    found = _COMMAND.match(message.get("text") or "")
    return found[1].lower() if found else None


def _says_stop(message: dict[str, Any]) -> bool:
    """停, to the bot alone: it stands for /stop. In a group it may be said to anybody."""
    if message["chat"]["type"] in _GROUPS:
        return False
    command = named_command(message.get("text") or "")
    return command is not None and command.name == "stop"


def _may_be_a_move(message: dict[str, Any]) -> bool:
    """A short line; not a question, which would hold everybody up while a model answers it."""
    text = (message.get("text") or "").strip()
    if _command_of(message) not in {None, "idiom"}:
        return False
    return 0 < len(text) <= _MAX_MOVE_CHARS and not text.endswith(_QUESTION_MARKS)
