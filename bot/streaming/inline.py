"""Renders the inline elements of a paragraph: emphasis, code, links, formulas, spoilers."""

import re
from collections.abc import Iterable

from telegramify_markdown.latex_escape.helper import LatexToUnicodeHelper

from bot.streaming.escape import SPOILER, restore
from bot.streaming.parser import Event, EventReader
from bot.streaming.styled_writer import StyledWriter

_STYLES = {
    "Start Emphasis": "italic",
    "Start Strong": "bold",
    "Start Strikethrough": "strikethrough",
}
_CODE = {"Code": "code", "InlineMath": "code", "DisplayMath": "pre"}
_SPOILERS = re.compile(f"({SPOILER})")
_MAX_FORMULA = 500
"""Characters of a formula that is converted at most; the converter takes quadratic time."""

_latex = LatexToUnicodeHelper()


def write_inline(writer: StyledWriter, run: Iterable[Event], reader: EventReader) -> None:
    """Write the events of a paragraph.

    A link without text, and a link or image inside a link, appear as they were written.
    """
    written_to = 0
    for event in run:
        if event.end <= written_to:
            continue
        shown = True
        if event.name.startswith("Start"):
            shown = _open(writer, event)
        elif event.name.startswith("End"):
            shown = _close(writer)
        else:
            _write_leaf(writer, event)
        if not shown:
            writer.write(restore(reader.source(event.begin, event.end)))
            written_to = event.end
    if writer.innermost == "spoiler":
        writer.close()


def _open(writer: StyledWriter, event: Event) -> bool:
    """Open the span of an element; return False for a link or image inside a link."""
    if not event.value:
        writer.open(_STYLES.get(event.name, ""))
        return True
    url = restore(event.value["dest_url"])
    if writer.inside("text_link"):
        return False
    writer.open("text_link" if url else "", url=url)
    return True


def _close(writer: StyledWriter) -> bool:
    """Close the span of an element and a spoiler opened in it; return whether there is text in it."""
    if writer.innermost == "spoiler":
        writer.close()
    return writer.close()


def _write_leaf(writer: StyledWriter, event: Event) -> None:
    if event.name in ("SoftBreak", "HardBreak"):
        writer.break_lines(1)
    elif event.name in _CODE:
        _write_code(writer, event)
    elif event.name != "TaskListMarker":
        _write_text(writer, event.value)


def _write_text(writer: StyledWriter, text: str) -> None:
    for piece in _SPOILERS.split(text) if SPOILER in text else [text]:
        if piece != SPOILER:
            writer.write(restore(piece))
        elif writer.innermost == "spoiler":
            writer.close()
        else:
            writer.open("spoiler")


def _write_code(writer: StyledWriter, event: Event) -> None:
    """Write code, or a formula as Unicode text; a formula between `$$` gets its own lines."""
    text = restore(event.value)
    if event.name != "Code":
        text = _convert_formula(text)
    lines = 1 if event.name == "DisplayMath" else 0
    writer.break_lines(lines)
    writer.open(_CODE[event.name])
    writer.write(text)
    writer.close()
    writer.break_lines(lines)


def _convert_formula(latex: str) -> str:
    """LaTeX as Unicode text; unchanged if it is too long for the converter."""
    text: str = ""
    if len(latex) <= _MAX_FORMULA:
        text = _latex.convert(latex)  # type: ignore[no-untyped-call] # the library has no types here
    return text.strip().replace("\n\n", "\n") or latex.strip()
