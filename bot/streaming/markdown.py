"""Renders the Markdown of a model as text with spans, block by block."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from bot.models.chat import StyledText
from bot.models.utf16 import MESSAGE_UNITS, utf16_len, utf16_prefix
from bot.streaming.escape import LETTER, SPACE, escape, normalise, restore
from bot.streaming.inline import MAX_EVENTS, write_inline
from bot.streaming.parser import Event, EventReader
from bot.streaming.split import best_cut
from bot.streaming.styled_writer import StyledWriter
from bot.streaming.tables import match_header_rows, render_table

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
_DEEP_LINE = re.compile(r"^(?:[ \t]*+(?:[-+*][ \t]++|>|\d{1,9}[.)][ \t]++)){32}", re.MULTILINE)
"""The parser takes quadratic time for lines in thousands of lists; half as many are shown as such."""
_CONTAINER_PREFIX = re.compile(r"\n[ \t>]+")  # of a line in a list or block quote

_EMPTY = StyledText("")
_MARKS = "*_~"
"""Do not count for the length of a paragraph if they are around all of it."""
_MAX_NESTING = 16
"""Levels of lists and block quotes, as in Telegram's rich messages (Bot API 10.1)."""
_MAX_CHARS = 16 * MESSAGE_UNITS
"""Of a block that is parsed as a whole: one render takes bounded time, however long a block grows."""
_MAX_BLOCKS = 1000
"""Of one render. More are hardly a text, and what follows them appears as it was written."""
_MAX_EVENTS = 2000
"""Of one block, likewise."""
_TABLE_EVENTS, _TABLE_BLOCKS = 20, 10
"""For how many events or blocks a table counts."""


@dataclass(frozen=True, slots=True)
class Block:
    """A rendered top-level block, or an item of a top-level list.

    `line` is the number of source lines before it, `line_breaks` the number of line breaks that
    separate it from the previous block.
    """

    line: int
    line_breaks: int
    text: StyledText


def render(markdown: str) -> StyledText:
    """The visible text of `markdown` and its spans; never raises.

    All letters, digits and addresses stay visible, except those of the markup itself: character
    references (`&copy;`), link titles, LaTeX commands between dollars. Tables that are too big and
    lists or block quotes that are nested too deeply appear as they were written. Links show where
    they lead.
    """
    return join_blocks(render_blocks(escape(normalise(markdown))))


def join_blocks(
    blocks: Iterable[Block], before: StyledText = _EMPTY, line_breaks: int = 0
) -> StyledText:
    """Join blocks, after other text with at least `line_breaks` between."""
    writer = StyledWriter()
    writer.write_styled(before)
    writer.break_lines(line_breaks)
    for block in blocks:
        writer.break_lines(block.line_breaks)
        writer.write_styled(block.text)
    return writer.result()


def render_blocks(markdown: str, limit_units: int = MESSAGE_UNITS) -> Iterator[Block]:
    """Yield the visible blocks of escaped Markdown. A block depends on nothing outside of it.

    If text is appended to `markdown`, only the last paragraph or table changes; of one that is
    longer than `limit_units`, only the end. A block is cut at the line that exceeds `_MAX_CHARS`,
    and what follows is rendered as another one.
    """
    first_line = 0
    while markdown:
        part = _first_lines(markdown)
        lines = part.count("\n")
        blocks = _render_part(part, limit_units, first_line)
        if part != markdown:
            if finished := count_finished(blocks, first_line + lines):
                lines, blocks = blocks[finished].line - first_line, blocks[:finished]
            part = "".join(f"{line}\n" for line in part.split("\n")[:lines])
        yield from blocks
        first_line, markdown = first_line + lines, markdown[len(part) :]


def count_finished(blocks: Sequence[Block], lines: int) -> int:
    """How many of the blocks stay as they are whatever follows the first `lines` lines.

    A block is finished as soon as the first two lines of a later one are complete: two lines tell
    whether a table begins there, and CommonMark never reopens a block.
    """
    begun = (nth for nth, block in enumerate(blocks) if block.line + 2 <= lines)
    return max(begun, default=0)


def _first_lines(markdown: str) -> str:
    """The lines that fit into `_MAX_CHARS`, at least one."""
    if len(markdown) <= _MAX_CHARS:
        return markdown
    end = markdown.rfind("\n", 0, _MAX_CHARS) + 1 or markdown.find("\n") + 1
    return markdown[:end] if end else markdown


def _render_part(markdown: str, limit_units: int, first_line: int) -> list[Block]:
    """A line that is longer than `_MAX_CHARS` appears as it was written."""
    if len(markdown) > _MAX_CHARS:
        return [Block(first_line, 1, StyledText(restore(markdown.rstrip("\n"))))]
    markdown = _DEEP_LINE.sub(rf"\g<0>{SPACE}", match_header_rows(markdown))
    return list(_render(markdown, limit_units, first_line))


def _render(markdown: str, limit_units: int, line: int = 0) -> Iterator[Block]:
    events = EventReader(markdown)
    renderer = _BlockRenderer(events, limit_units)
    counted = line_breaks = blocks = 0
    for event in events:
        if event.name not in ("Start Item", "End List"):
            line_breaks = max(line_breaks, events.line_breaks_before(event.begin))
        if event.name not in ("Start List", "End List"):
            line += events.lines_between(counted, event.begin)
            counted = event.begin
            blocks += _TABLE_BLOCKS if event.name == "Start Table" else 1
            if blocks > _MAX_BLOCKS:
                rest = restore(events.source(event.begin)).rstrip("\n")
                yield Block(line, line_breaks, StyledText(rest))
                return
            if text := renderer.render_long_paragraph(event):
                yield Block(line, line_breaks, text)
                # Reading on would cost as much as the paragraph itself.
                line += events.lines_between(event.begin, event.end)
                yield from _render(events.source(event.end), limit_units, line)
                return
            text = renderer.render(event)
            if text.text:
                yield Block(line, line_breaks, text)
                line_breaks = 1


class _BlockRenderer:
    """Renders top-level blocks from their events, one after the other."""

    def __init__(self, events: EventReader, limit_units: int) -> None:
        self._events = events
        self._limit_units = limit_units
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
            blocks = _render(placed, 2 * self._limit_units)
            self._writer.write_styled(join_blocks(blocks))
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

    _HANDLERS: ClassVar[dict[str, Callable[["_BlockRenderer", Event], None]]] = {
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
