"""Writes the messages of a group for a model: one line each, in a form that no message can imitate."""

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.chains.memory.speakers import shown_name
from bot.models.chat_log import LoggedMessage

_BREAKS = re.compile(r"[\s\x1c-\x1e\x85\u2028\u2029]+")
_MARK = re.compile(r"[\[［【](?=\s*#?\d)")


def transcript(messages: Sequence[LoggedMessage], zone: ZoneInfo) -> str:
    r"""One line for each message, numbered from 1.

    A text stays in its line, and what looks like a number of a line in it has another bracket.

    >>> said = [LoggedMessage(7, 1, "小明", "周三\n[9] 吧", 0), LoggedMessage(9, 2, "小红", "好", 60, None, 7)]
    >>> print(transcript(said, ZoneInfo("UTC")))
    [1] 01-01 00:00 小明：周三 (9] 吧
    [2] 00:01 小红（回复 1）：好
    """
    number_of = {message.message_id: number for number, message in enumerate(messages, 1)}
    lines, day = [], None
    for number, message in enumerate(messages, 1):
        at = datetime.fromtimestamp(message.at_s, zone)
        time = f"{at:%H:%M}" if at.date() == day else f"{at:%m-%d %H:%M}"
        day = at.date()
        replied = number_of.get(message.reply_to or 0)
        reply = f"（回复 {replied}）" if replied else ""
        text = _MARK.sub("(", _BREAKS.sub(" ", message.text)).strip()
        lines.append(f"[{number}] {time} {shown_name(message.sender)}{reply}：{text}")
    return "\n".join(lines)
