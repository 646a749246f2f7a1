"""Renders a Markdown table (GFM 4.10) as preformatted text with aligned columns."""

import re
from itertools import accumulate

from bot.models.chat import StyledText
from bot.models.utf16 import utf16_len
from bot.streaming.escape import SPOILER, escape_all, restore
from bot.streaming.parser import EventReader
from bot.streaming.styled_writer import StyledWriter

_MAX_COLUMNS, _MAX_ROWS = 20, 200
"""Of an aligned table. Telegram's rich messages (Bot API 10.1) allow 20 columns, too."""

_DELIMITER = r"[ \t]*+:?-++:?[ \t]*+"
_DELIMITER_ROW = rf"(?=.*\|)\|?{_DELIMITER}(?:\|{_DELIMITER})*+\|?[ \t]*+$"
_HEADER_ROW = re.compile(
    rf"""^(?P<prefix> (?: [ \t>] | [-*+][ \t] | \d{{1,9}}[.)][ \t] )*+ )
    (?! [-:|>\ \t]*+$ ) (?P<cells> [^\n|]*+\|[^\n]*+ )
    (?= \n[ \t>]*+(?P<delimiters>{_DELIMITER_ROW}) )""",
    re.MULTILINE | re.VERBOSE,
)
_PIPE = re.compile(r"(?<!\\)\|")
_BACKTICKS = re.compile("`+")


def match_header_rows(markdown: str) -> str:
    """Merge surplus cells of each header row, so that it has as many cells as its delimiter row.

    GFM takes the lines for a paragraph otherwise.
    """
    return _HEADER_ROW.sub(
        lambda found: (
            found["prefix"]
            + _merge_surplus_cells(found["cells"], _count_columns(found["delimiters"]))
        ),
        markdown,
    )


def render_table(source: str, limit_units: int) -> StyledText | None:
    """Render an escaped table; None if its header row is longer than `limit_units`.

    Links and formulas stay as they were written, because preformatted text cannot contain spans.
    Rows after the first `limit_units` or `_MAX_ROWS` stay as they were written, and so does a whole
    table that is too wide.
    """
    lines = [line.lstrip(" \t>") for line in source.rstrip().split("\n")]
    if utf16_len(lines[0]) > limit_units:
        return None
    sizes = accumulate(utf16_len(line) + 1 for line in lines)
    fitting = min(sum(size <= limit_units for size in sizes), _MAX_ROWS + 2)
    aligned = _align(lines[:fitting], limit_units) if fitting > 1 else []
    if len(aligned) < min(3, len(lines)):
        aligned = []  # no row fits besides the header row
    writer = StyledWriter()
    writer.open("pre")
    writer.write("\n".join(aligned))
    writer.close()
    writer.break_lines(1)
    writer.write(restore("\n".join(lines[len(aligned) :])))
    return writer.result()


def _align(lines: list[str], limit_units: int) -> list[str]:
    """As many aligned lines as fit into `limit_units`."""
    columns = _count_columns(lines[1])
    rows = _read_cells("\n".join(_merge_surplus_cells(line, columns) for line in lines))
    if columns > _MAX_COLUMNS or [len(row) for row in rows] != [columns] * (len(lines) - 1):
        return []
    widths = [0] * columns
    fitting = 0
    for row in rows:
        wider = [max(width, utf16_len(cell)) for width, cell in zip(widths, row, strict=True)]
        if (sum(wider) + 3 * columns) * (fitting + 2) > limit_units:
            break
        fitting += 1
        widths = wider
    shown = [" | ".join(map(_pad, row, widths)) for row in rows[:fitting]]
    return [*shown[:1], "-+-".join("-" * width for width in widths), *shown[1:]]


def _pad(cell: str, width: int) -> str:
    return cell + " " * (width - utf16_len(cell))


def _merge_surplus_cells(row: str, columns: int) -> str:
    """Merge the cells after the last column, which the parser drops, into that column.

    If there are too many, a `|` in code does not end a cell; to the parser it does.
    """
    row = row.replace(SPOILER, "||")
    if row.count("|") < columns:
        return row
    if len(_find_inner_pipes(row)) >= columns:
        row = _escape_pipes_in_code(row)
    if surplus := _find_inner_pipes(row)[columns - 1 :]:
        begin, end = surplus[0], surplus[-1] + 1
        row = row[:begin] + _PIPE.sub(escape_all("|"), row[begin:end]) + row[end:]
    return row


def _escape_pipes_in_code(row: str) -> str:
    """Code ends at the next backticks of the same number (CommonMark 6.1)."""
    ticks = list(_BACKTICKS.finditer(row))
    end_of: list[int | None] = [None] * len(ticks)
    next_of_length: dict[int, int] = {}
    for nth in range(len(ticks) - 1, -1, -1):
        length = len(ticks[nth][0])
        end_of[nth] = next_of_length.get(length)
        next_of_length[length] = nth
    pieces, written, nth = [], 0, 0
    while nth < len(ticks):
        if (end := end_of[nth]) is not None:
            code = row[ticks[nth].end() : ticks[end].start()]
            pieces += [row[written : ticks[nth].end()], code.replace("|", escape_all("|"))]
            written, nth = ticks[end].start(), end
        nth += 1
    return "".join([*pieces, row[written:]])


def _count_columns(rule: str) -> int:
    """Of a delimiter row, which has no escaped pipes."""
    rule = rule.rstrip()
    return rule.count("|") - rule.startswith("|") - rule.endswith("|") + 1


def _find_inner_pipes(row: str) -> list[int]:
    """The places of the pipes between cells; those at the ends of a row are optional."""
    last = len(row.rstrip()) - 1
    return [found.start() for found in _PIPE.finditer(row) if 0 < found.start() < last]


def _read_cells(table: str) -> list[list[str]]:
    """The visible text of each cell."""
    rows: list[list[str]] = [[""]]
    events = EventReader(table)
    for event in events:
        match event.name:
            case "Start TableHead" | "Start TableRow":
                rows.append([])
            case "Start TableCell":
                rows[-1].append("")
            case "Start Link" | "Start Image" | "InlineMath" | "DisplayMath":
                rows[-1][-1] += restore(events.source(event.begin, event.end))
                if event.name.startswith("Start"):
                    events.skip()
            case "Text" | "Code" | "InlineHtml":
                rows[-1][-1] += restore(event.value)
    return rows[1:]
