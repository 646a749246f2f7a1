"""Renders one top-level block of Markdown, or an item of a list, from the parser's events."""

import re
from collections.abc import Callable
from typing import ClassVar

from bot.models.chat import StyledText
from bot.models.utf16 import utf16_len, utf16_prefix
from bot.streaming.escape import LETTER, SPACE, restore
from bot.streaming.inline import MAX_EVENTS, write_inline
from bot.streaming.parser import Event, EventReader
from bot.streaming.split import best_cut
from bot.streaming.styled_writer import StyledWriter
from bot.streaming.tables import render_table

_HEADINGS = {
    "H1": ("bold", "underline"),
    "H2": ("bold", "underline"),
    "H3": ("bold",),
    "H4": ("bold",),
    "H5": ("italic",),
    "H6": ("italic",),
}
_BULLET, _TODO, _DONE = "•", "☐", "☑"
_RULE = "—" * 8
_NUMBER = re.compile(r"\d+[.)]")
_LANGUAGE = re.compile(r"[\w+#.-]*", re.ASCII)
_BLOCK_START = re.compile(r"^(?=[ \t]*(?:[-+*>#=]|\d{1,9}[.)]|```|~~~))", re.MULTILINE)
_CONTAINER_PREFIX = re.compile(r"\n[ \t>]+")  # of a line in a list or block quote

_MARKS = "*_~"
"""Do not count for the length of a paragraph if they are around all of it."""
_MAX_NESTING = 16
"""Levels of lists and block quotes, as in Telegram's rich messages (Bot API 10.1)."""
_MAX_EVENTS = 2000
"""Of one block; what follows them appears as it was written."""
_TABLE_EVENTS = 20
"""For how many events a table counts."""


class BlockRenderer:
    """Renders top-level blocks from their events, one after the other.

    Args:
        events: of the Markdown.
        limit_units: what is longer is rendered in parts, so that its beginning does not change.
        render_part: renders Markdown as a text of its own, of blocks up to a number of units.
    """

    def __init__(
        self, events: EventReader, limit_units: int, render_part: Callable[[str, int], StyledText]
    ) -> None:
        self._events = events
        self._limit_units = limit_units
        self._render_part = render_part
        self._writer = StyledWriter()
        self._begin = self._lists = self._quotes = 0
        self._paragraph: Event | None = None  # the open one
        self._paragraph_depth = 0
        self._marker = ""  # of a list item without text so far

    def render(self, first: Event) -> StyledText:
        """Render the block that begins with `first`; reads its events to the end."""
        self._writer = StyledWriter()
        self._begin = first.begin
        outside = self._events.depth - (first.name != "Rule")
        self._lists = int(first.name == "Start Item")
        inline: list[Event] = []
        event = first
        count = 0
        while count < _MAX_EVENTS:
            count += _TABLE_EVENTS if event.name == "Start Table" else 1
            if handler := self._HANDLERS.get(event.name):
                self._write_inline(inline)
                inline = []
                handler(self, event)
            else:
                inline.append(event)
                if self._paragraph and len(inline) > MAX_EVENTS:
                    self._write_inline(inline, self._paragraph.end)
                    inline = []
                    self._skip_paragraph(self._paragraph)
            if self._events.depth == outside:
                return self._writer.result()
            event = next(self._events)
        self._write_rest(inline[0] if inline else event, first, outside)
        return self._writer.result()

    def render_long_paragraph(self, first: Event) -> StyledText | None:
        """Render a paragraph that is longer than the limit, without reading its events; else None."""
        if first.name != "Start Paragraph":
            return None
        source = self._source_if_long(first.begin, first.end)
        if not source:
            return None
        self._writer = StyledWriter()
        self._write_parts(source.rstrip("\n"))
        return self._writer.result()

    def _write_rest(self, event: Event, block: Event, outside: int) -> None:
        """Write a block from `event` on as it was written."""
        self._writer.close_to(0)
        self._writer.break_lines(1)
        self._writer.write(restore(self._events.source(event.place, block.end)).strip())
        self._events.skip(outside)

    def _write_inline(self, run: list[Event], end: int | None = None) -> None:
        """Write the text of a paragraph, heading or tight list item, as it was written up to `end`."""
        if not run:
            return
        if run[0].name == "TaskListMarker":
            box = _DONE if run[0].value else _TODO
            is_bullet = self._marker.endswith(_BULLET)
            self._marker = (
                self._marker.replace(_BULLET, box) if is_bullet else f"{self._marker} {box}"
            )
        self._write_pending_marker()
        if source := self._source_if_long(run[0].begin, run[-1].end):
            self._write_parts(source)
        else:
            write_inline(self._writer, run, self._events, end or run[-1].end)

    def _source_if_long(self, begin: int, end: int) -> str:
        """The source between two offsets if it is longer than the limit, else an empty string."""
        if end - begin <= self._limit_units:
            return ""
        source = _CONTAINER_PREFIX.sub("\n", self._events.source(begin, end))
        return source if utf16_len(source.strip(_MARKS)) > self._limit_units else ""

    def _write_parts(self, source: str) -> None:
        """Parse a long paragraph in parts, so that nothing far back changes while it grows.

        Placeholders keep the parts paragraphs: before what looks like the beginning of a block, and
        as a line of their own before a further part, whose first line is then no header row.
        """
        before = ""
        while source:
            part = utf16_prefix(source, self._limit_units)
            if part != source:
                part = part[: best_cut(part)]
            placed = before + _BLOCK_START.sub(SPACE, part)
            self._writer.write_styled(self._render_part(placed, 2 * self._limit_units))
            self._writer.write(part[len(part.rstrip()) :])
            source = source[len(part) :]
            before = f"{LETTER}\n{SPACE}"

    def _start_paragraph(self, event: Event) -> None:
        self._start_block(event)
        self._paragraph, self._paragraph_depth = event, self._events.depth
        if source := self._source_if_long(event.begin, event.end):
            self._write_pending_marker()
            self._write_parts(source.rstrip("\n"))
            self._skip_paragraph(event)

    def _end_paragraph(self, event: Event) -> None:
        self._paragraph = None
        self._end_block(event)

    def _skip_paragraph(self, paragraph: Event) -> None:
        if self._paragraph_depth == 1:
            self._events.finish_at(paragraph.end)
        self._events.skip(self._paragraph_depth - 1)
        self._end_paragraph(paragraph)

    def _start_block(self, event: Event) -> None:
        """Begin a new line, except for text right after the marker of a list item."""
        is_text = event.name in ("Start Paragraph", "Start Heading")
        if self._marker and not is_text:
            self._write_marker()
        elif self._lists and event.name in ("Start Paragraph", "Start List"):
            self._writer.break_lines(1)
        elif not self._marker and event.begin != self._begin:
            self._writer.break_lines(self._events.line_breaks_before(event.begin, self._begin))

    def _end_block(self, _: Event) -> None:
        self._writer.break_lines(1)

    def _write_pending_marker(self) -> None:
        """Write the marker of the list item that the next text belongs to."""
        if self._marker:
            self._writer.write(f"{self._marker} ")
            self._marker = ""

    def _write_marker(self) -> None:
        self._writer.write(self._marker)
        self._writer.break_lines(1)
        self._marker = ""

    def _start_heading(self, event: Event) -> None:
        self._start_block(event)
        long = self._source_if_long(event.begin, event.end)
        for kind in _HEADINGS[event.value["level"]]:
            self._writer.open("" if long else kind)

    def _end_heading(self, event: Event) -> None:
        for _ in _HEADINGS[event.value]:
            self._writer.close()
        self._end_block(event)

    def _start_quote(self, event: Event) -> None:
        self._start_block(event)
        if not self._write_if_too_deep(event):
            self._quotes += 1
            self._writer.open("blockquote")

    def _end_quote(self, event: Event) -> None:
        self._quotes -= 1
        self._writer.close()
        self._end_block(event)

    def _start_list(self, event: Event) -> None:
        self._start_block(event)
        if not self._write_if_too_deep(event):
            self._lists += 1

    def _end_list(self, event: Event) -> None:
        self._lists -= 1
        self._end_block(event)

    def _start_item(self, event: Event) -> None:
        self._write_marker()
        source = self._events.source(event.begin, event.begin + 20)
        number = _NUMBER.match(source.lstrip(" \t>"))
        self._marker = "  " * (self._lists - 1) + (number[0] if number else _BULLET)

    def _end_item(self, event: Event) -> None:
        self._write_marker()

    def _write_if_too_deep(self, event: Event) -> bool:
        """Write a list or block quote as it was written if it is nested too deeply."""
        if self._lists + self._quotes < _MAX_NESTING:
            return False
        self._writer.write(restore(self._events.source(event.begin, event.end)).strip())
        self._writer.break_lines(1)
        self._events.skip()
        return True

    def _code_block(self, event: Event) -> None:
        """Write code without empty lines around it. `~~~text~~~` alone is shown as it was written."""
        self._start_block(event)
        language = restore(event.value["Fenced"]) if event.value != "Indented" else ""
        lines = []
        while (inside := next(self._events)).name != "End CodeBlock":
            lines.append(restore(inside.value))
        code = "".join(lines).strip("\n")
        if code.strip():
            self._writer.open("pre", language=language or None)
            self._writer.write(code)
            self._writer.close()
        elif not _LANGUAGE.fullmatch(language):
            self._writer.write(restore(self._events.source(event.begin, event.end)).strip())
        self._end_block(event)

    def _table(self, event: Event) -> None:
        self._start_block(event)
        source = self._events.source(event.begin, event.end)
        self._events.skip()
        table = render_table(source, self._limit_units)
        if table is None:
            self._write_parts(_CONTAINER_PREFIX.sub("\n", source.rstrip()))
        else:
            self._writer.write_styled(table)
        self._end_block(event)

    def _rule(self, event: Event) -> None:
        self._start_block(event)
        self._writer.write(_RULE)
        self._end_block(event)

    _HANDLERS: ClassVar[dict[str, Callable[["BlockRenderer", Event], None]]] = {
        "Start Paragraph": _start_paragraph,
        "End Paragraph": _end_paragraph,
        "Start Heading": _start_heading,
        "End Heading": _end_heading,
        "Start BlockQuote": _start_quote,
        "End BlockQuote": _end_quote,
        "Start List": _start_list,
        "End List": _end_list,
        "Start Item": _start_item,
        "End Item": _end_item,
        "Start CodeBlock": _code_block,
        "Start Table": _table,
        "Rule": _rule,
    }
