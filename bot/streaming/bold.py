"""Text with `**` around what stands out, as a styled message."""

import re

from bot.models.chat import Span, StyledText

_MARKED = re.compile(r"\*\*(.+?)\*\*")


def with_bold(text: str) -> StyledText:
    """Take the marks out and make bold what stood between them; offsets are UTF-16 code units.

    >>> emphasised("我出：**足智多谋**。").text
    '我出：足智多谋。'
    """
    spans, parts, place, done = [], [], 0, 0
    for found in _MARKED.finditer(text):
        before, bold = text[done : found.start()], found[1]
        place += _units(before)
        spans.append(Span("bold", place, _units(bold)))
        place += _units(bold)
        parts += [before, bold]
        done = found.end()
    return StyledText("".join(parts) + text[done:], tuple(spans))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
