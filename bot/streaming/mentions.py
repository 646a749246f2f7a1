"""Keeps what a model writes from notifying many people at once.

Telegram makes a mention of every `@name` outside of code, whatever entities a message has. Surplus
ones get a full-width ＠, so nothing moves and nothing is hidden.
"""

import re
from bisect import bisect
from math import inf

from bot.models.chat import StyledText
from bot.models.utf16 import utf16_len

_MAX_NAMES = 3
"""Of one message. A model seldom has to address more people."""
_EVERYBODY = "everyone|everybody|all|here|channel|online|admins?|所有人|全体成员|全体|大家"
_MENTION = re.compile(
    rf"@(?:(?P<everybody>{_EVERYBODY})(?![A-Za-z0-9_.])|(?<![A-Za-z0-9_]@)[A-Za-z0-9_])",
    re.IGNORECASE,
)
_WITHOUT_MENTIONS = frozenset({"code", "pre", "text_link"})


def limit_mentions(part: StyledText) -> StyledText:
    """A message with at most three mentions, and none of everybody."""
    if "@" not in part.text:
        return part
    spans = sorted(
        (span.offset, span.offset + span.length)
        for span in part.spans
        if span.kind in _WITHOUT_MENTIONS
    )
    names = counted = units = 0

    def replacement(found: re.Match[str]) -> str:
        nonlocal names, counted, units
        units += utf16_len(part.text[counted : found.start()])
        counted = found.start()
        place = bisect(spans, (units, inf)) - 1
        if place >= 0 and units < spans[place][1]:
            return found[0]
        names += not found["everybody"]
        return found[0] if names <= _MAX_NAMES and not found["everybody"] else "＠" + found[0][1:]

    return StyledText(_MENTION.sub(replacement, part.text), part.spans)
