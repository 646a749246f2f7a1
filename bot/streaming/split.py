"""Splits a text that is longer than a message at paragraphs, lines or sentences."""

import re
from bisect import bisect
from math import inf

from bot.models.blank import is_blank
from bot.models.chat import Span, StyledText
from bot.models.utf16 import MESSAGE_UNITS, utf16_len, utf16_prefix
from bot.streaming.mentions import limit_mentions
from bot.streaming.styled_writer import move_span

MESSAGE_SPANS = 100
"""Telegram ignores further entities of a message (Bot API: sendMessage)."""
_NEEDED = frozenset({"text_link", "pre"})
_HEADING_KINDS = frozenset({"bold", "italic"})
"""A line that is covered by spans of such kinds counts as a heading, with or without a marker."""
_MARKER = re.compile(r"[ \t]*(?:[•☐☑]|\d+[.)])[ \t]*")
_ANNOUNCES = ("：", ":")
"""So does a line that ends so: what it announces follows."""

_PLACES = (
    re.compile(r"\n\n+"),  # paragraph
    re.compile(r"\n"),  # line
    re.compile(r"[。！？!?]+[”’」』）)]*|\.(?=\s)"),  # sentence
    re.compile(r"[，、；：,;]|\s"),  # clause or word
)
# A place in the first third would leave a message nearly empty.
_LEAST = 1 / 3
_NEAR_END = (32, 256)
"""Where a place is looked for first; most texts have one there."""


def split(styled: StyledText, limit_units: int = MESSAGE_UNITS) -> list[StyledText]:
    """Split into one or more parts of at most `limit_units` UTF-16 units each.

    Cuts after a paragraph, else a line, a sentence, a clause, a word, else between any two
    characters, but not between a heading and the text below it. Only white space at the cuts is
    lost, in code only line breaks, and parts in which nothing is visible. A span that crosses a cut
    continues in the next part; a link ends there, since a part of its address would be shown.
    """
    parts, rest = split_off_full(styled, limit_units)
    last = _trim(rest)
    return parts if parts and is_blank(last.text) else [*parts, last]


def split_off_full(
    styled: StyledText, limit_units: int = MESSAGE_UNITS
) -> tuple[list[StyledText], StyledText]:
    """Return the full parts, which do not change when text is appended, and the rest."""
    parts = []
    cutter = _Cutter(styled)
    while head := cutter.next_head(limit_units):
        part = _trim(cutter.take(cutter.exclude_headings(best_cut(head)), MESSAGE_SPANS))
        if not is_blank(part.text):
            parts.append(part)
        cutter.skip_space()
    return parts, cutter.take(len(styled.text))


def best_cut(head: str) -> int:
    """The best place to cut after the beginning of a longer text, in characters."""
    for place in _PLACES:
        for begin in (*(max(0, len(head) - near) for near in _NEAR_END), 0):
            end = max((found.end() for found in place.finditer(head, begin)), default=0)
            if end >= len(head) * _LEAST:
                return end
    return len(head)


class _Cutter:
    """Takes parts off the beginning of a text, in linear time."""

    def __init__(self, styled: StyledText) -> None:
        self._text = styled.text
        self._length = len(
            styled.text.rstrip()
        )  # trailing white space does not need another message
        self._begin = self._offset = 0  # the same place in characters and in UTF-16 units
        self._spans = sorted(styled.spans, key=lambda span: span.offset)[
            ::-1
        ]  # popped from the end
        self._crossing: list[Span] = []  # spans that continue after the last cut
        self._headings: list[tuple[int, int]] = []  # disjoint, from first to last
        for span in self._spans[::-1]:
            if span.kind in _HEADING_KINDS:
                begin, end = span.offset, span.offset + span.length
                if self._headings and begin <= self._headings[-1][1]:
                    begin, last_end = self._headings.pop()
                    end = max(end, last_end)
                self._headings.append((begin, end))

    def next_head(self, limit_units: int) -> str:
        """The beginning of the rest that fits into a message; empty if all of the rest fits."""
        text = self._text[self._begin : min(self._begin + limit_units, self._length)]
        head = utf16_prefix(text, limit_units) or text[:1]
        return head if self._begin + len(head) < self._length else ""

    def exclude_headings(self, count: int) -> int:
        """Reduce a number of characters so that they do not end with headings, if enough remain."""
        least = self._begin + count * _LEAST
        end = self._begin + count
        end_units = self._offset + utf16_len(self._text[self._begin : end])
        while True:
            text_end = end
            while text_end > self._begin and self._text[text_end - 1].isspace():
                text_end -= 1
            line = max(self._begin, self._text.rfind("\n", self._begin, text_end) + 1)
            text_end_units = end_units - utf16_len(self._text[text_end:end])
            line_units = text_end_units - utf16_len(self._text[line:text_end])
            is_line = "\n" in self._text[text_end:end]
            announces = is_line and self._text.endswith(_ANNOUNCES, line, text_end)
            if not (announces or self._is_heading(line, line_units, text_end_units)):
                return end - self._begin
            if line < least:
                return count
            end, end_units = line, line_units

    def _is_heading(self, line: int, line_units: int, end_units: int) -> bool:
        marker = _MARKER.match(self._text, line)
        begin_units = line_units + (len(marker[0]) if marker else 0)
        place = bisect(self._headings, (begin_units, inf)) - 1
        return place >= 0 and end_units <= self._headings[place][1]

    def take(self, count: int, most_spans: int | None = None) -> StyledText:
        """Take off the next `count` characters."""
        text = self._text[self._begin : self._begin + count]
        begin, end = self._offset, self._offset + utf16_len(text)
        while self._spans and self._spans[-1].offset < end:
            self._crossing.append(self._spans.pop())
        crossing = [span for span in self._crossing if span.offset + span.length > begin]
        self._crossing = [span for span in crossing if span.offset + span.length > end]
        self._begin += len(text)
        self._offset = end
        shown = [
            span
            for span in crossing
            if span.kind != "text_link"
            or (begin <= span.offset and span.offset + span.length <= end)
        ]
        kept = _most_needed(shown, most_spans or len(shown))
        return StyledText(text, tuple(_clip(span, begin, end) for span in kept))

    def skip_space(self) -> None:
        """Skip white space before the next part, in code only line breaks."""
        in_code = any(span.kind == "pre" for span in self._crossing)
        while self._text.startswith("\n" if in_code else ("\n", " "), self._begin):
            self._begin += 1
            self._offset += 1


def _clip(span: Span, begin: int, end: int) -> Span:
    """The part of a span between two offsets, relative to the first."""
    offset = max(span.offset, begin)
    return move_span(span, offset - begin, min(span.offset + span.length, end) - offset)


def _trim(part: StyledText) -> StyledText:
    """Remove trailing white space, surplus spans and mentions; links and code are kept first."""
    text = part.text.rstrip()
    units = utf16_len(text)
    spans = _most_needed([span for span in part.spans if span.offset < units], MESSAGE_SPANS)
    return limit_mentions(StyledText(text, tuple(_clip(span, 0, units) for span in spans)))


def _most_needed(spans: list[Span], count: int) -> list[Span]:
    """At most `count` spans, links and code before others, in the order of the text."""
    if len(spans) <= count:
        return spans
    needed = sorted(spans, key=lambda span: span.kind not in _NEEDED)[:count]
    return sorted(needed, key=lambda span: span.offset)
