"""Renders the Markdown of a model as text with spans, block by block."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.models.chat import StyledText
from bot.models.utf16 import MESSAGE_UNITS
from bot.streaming.block_renderer import BlockRenderer
from bot.streaming.escape import SPACE, escape, normalise, restore
from bot.streaming.parser import EventReader
from bot.streaming.styled_writer import StyledWriter
from bot.streaming.tables import match_header_rows

_DEEP_LINE = re.compile(r"^(?:[ \t]*+(?:[-+*][ \t]++|>|\d{1,9}[.)][ \t]++)){32}", re.MULTILINE)
"""The parser takes quadratic time for lines in thousands of lists; half as many are shown as such."""

_EMPTY = StyledText("")
_MAX_CHARS = 16 * MESSAGE_UNITS
"""Of a block that is parsed as a whole: one render takes bounded time, however long a block grows."""
_MAX_BLOCKS = 1000
"""Of one render. More are hardly a text, and what follows them appears as it was written."""
_TABLE_BLOCKS = 10
"""For how many blocks a table counts."""


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


def _render_joined(markdown: str, limit_units: int) -> StyledText:
    return join_blocks(_render(markdown, limit_units))


def _render(markdown: str, limit_units: int, line: int = 0) -> Iterator[Block]:
    events = EventReader(markdown)
    renderer = BlockRenderer(events, limit_units, _render_joined)
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
