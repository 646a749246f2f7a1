"""A text longer than a message becomes several, at the best places."""

import re

from bot.models.chat import Span, StyledText
from bot.models.utf16 import utf16_len, utf16_prefix

MESSAGE_UNITS = 4096
"""UTF-16 units of visible text in one message (Bot API: sendMessage)."""
MESSAGE_SPANS = 100
"""Spans of one message that Telegram keeps; what is beyond is shown plain."""
_NEEDED = frozenset({"text_link", "pre"})

_PLACES = (
    re.compile(r"\n\n+"),  # paragraph
    re.compile(r"\n"),  # line
    re.compile(r"[。！？!?]+[”’」』）)]*|\.(?=\s)"),  # sentence
    re.compile(r"[，、；：,;]|\s"),  # clause or word
)
# A place in the first third would leave a message nearly empty.
_LEAST = 1 / 3


def split(styled: StyledText, limit_units: int = MESSAGE_UNITS) -> list[StyledText]:
    """Cut into parts of at most `limit_units` UTF-16 units each.

    At a paragraph, else a line, a sentence, a clause, a word, else anywhere between two characters.
    Nothing but white space at the cuts is lost, of code nothing but line ends; a span that crosses a
    cut goes on in the next part, so a block of code stays code.
    """
    parts: list[StyledText] = []
    text, offset = styled.text, 0
    while utf16_len(text) > limit_units:
        head = text[: _cut(utf16_prefix(text, limit_units))]
        _add(parts, styled, offset, head)
        offset += utf16_len(head)
        text = text[len(head) :]
    _add(parts, styled, offset, text)
    return parts or [StyledText("")]


def split_into(
    styled: StyledText, count: int, limit_units: int = MESSAGE_UNITS
) -> list[StyledText]:
    """As `split`, but into at least `count` parts where the text has as many characters."""
    parts = split(styled, limit_units)
    while len(parts) < count:
        index = max(range(len(parts)), key=lambda at: utf16_len(parts[at].text))
        halves = split(parts[index], utf16_len(parts[index].text) - 1)
        if len(halves) < 2:
            break
        parts[index : index + 1] = halves
    return parts


def _cut(head: str) -> int:
    """Where to end `head`, counted in characters."""
    for place in _PLACES:
        ends = [found.end() for found in place.finditer(head)]
        if ends and ends[-1] >= len(head) * _LEAST:
            return ends[-1]
    return len(head)


def _add(parts: list[StyledText], whole: StyledText, offset: int, text: str) -> None:
    """Append `whole`'s stretch `text`, which begins at `offset` units, without white space around."""
    stripped = text.rstrip("\n ")
    if parts:  # a line of code keeps its indentation
        stripped = stripped.lstrip("\n" if _goes_on("pre", whole, offset) else "\n ")
    if not stripped.strip():
        return
    begin = offset + utf16_len(text[: text.index(stripped)])
    end = begin + utf16_len(stripped)
    spans = [
        Span(span.kind, start - begin, stop - start, span.url, span.language)
        for span in whole.spans
        if (start := max(span.offset, begin)) < (stop := min(span.offset + span.length, end))
    ]
    if len(spans) > MESSAGE_SPANS:  # an address must not go for the sake of a bold word
        spans.sort(key=lambda span: span.kind not in _NEEDED)
        spans = sorted(spans[:MESSAGE_SPANS], key=lambda span: span.offset)
    parts.append(StyledText(stripped, tuple(spans)))


def _goes_on(kind: str, whole: StyledText, offset: int) -> bool:
    """Is there a span of that kind before and behind `offset`?"""
    return any(
        span.kind == kind and span.offset < offset < span.offset + span.length
        for span in whole.spans
    )
