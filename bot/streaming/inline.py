"""Renders the inline elements of a paragraph: emphasis, code, links, formulas, spoilers."""

import logging
import re
from collections.abc import Sequence
from typing import NamedTuple

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
_TIME_OF_MESSAGE = re.compile(r"↗\d\d:\d\d")
_MESSAGE_ADDRESS = re.compile(r"https://t\.me/(?:c/\d+|\w{4,32})(?:/\d+){1,2}", re.ASCII)
"""https://core.telegram.org/api/links"""
_WEB_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_SPOILERS = re.compile(f"({SPOILER})")
MAX_EVENTS = 400
"""Of a paragraph; these are more elements than Telegram shows in a message. The rest appears as it
was written."""
_MAX_FORMULA = 300
"""Characters of a formula that is converted at most; the converter takes quadratic time."""

_MAX_COMMANDS = 6
"""Nested in a formula at most: each root or line over others doubles the length, and 30 of them
needed 20 GB."""

# The converter logs each formula that it fails at; they appear as they were written.
logging.getLogger(LatexToUnicodeHelper.__module__).setLevel(logging.CRITICAL)


class _TooDeep(Exception):
    """A formula has too many nested commands; the converter catches it and leaves the formula."""


class _BoundedConverter(LatexToUnicodeHelper):
    """Converts formulas whose commands are not nested too deeply."""

    def __init__(self) -> None:
        self._depth = 0

    def handle_command(self, command: str, latex: str, index: int) -> tuple[str, int]:
        """Convert a command and its arguments, which call this again."""
        if self._depth >= _MAX_COMMANDS:
            raise _TooDeep
        self._depth += 1
        try:
            text, end = super().handle_command(command, latex, index)  # type: ignore[no-untyped-call] # the library has no types
        finally:
            self._depth -= 1
        return text, end


_latex = _BoundedConverter()


class _Link(NamedTuple):
    """An open link or image; `place` is where its text begins."""

    address: str
    place: int


def write_inline(writer: StyledWriter, run: Sequence[Event], reader: EventReader, end: int) -> None:
    """Write the events of a paragraph that ends at `end`.

    A link shows where it leads: its address follows its text, unless that is the address, or the time
    of a message (`↗14:02`), which leads to a message in Telegram and promises nothing else. Links
    without text or to anything but a web address, and a link or image inside a link, appear as they
    were written.
    """
    written_to, depth = 0, writer.depth
    link = None
    for event in run[:MAX_EVENTS]:
        if event.end <= written_to:
            continue
        link, is_shown = _write_event(writer, event, link)
        if not is_shown:
            writer.write(restore(reader.source(event.begin, event.end)))
            written_to = event.end
    if len(run) > MAX_EVENTS:
        writer.close_to(depth)
        begin = max(written_to, run[MAX_EVENTS].place)
        writer.write(restore(reader.source(begin, end)).rstrip("\n"))
    _close_spoiler(writer)


def _write_event(
    writer: StyledWriter, event: Event, link: _Link | None
) -> tuple[_Link | None, bool]:
    """Write an event; return the link that is open then, and False where there was nothing to show."""
    if event.name in ("Start Link", "Start Image"):
        return _open_link(writer, link, event)
    if event.name in ("End Link", "End Image"):
        return None, _close_link(writer, link)
    if event.name.startswith("Start"):
        writer.open(_STYLES.get(event.name, ""))
    elif event.name.startswith("End"):
        return link, _close(writer)
    else:
        _write_leaf(writer, event)
    return link, True


def _open_link(
    writer: StyledWriter, outer: _Link | None, event: Event
) -> tuple[_Link | None, bool]:
    """Open a link; return the link that is open then, and whether it is this one."""
    address = restore(event.value["dest_url"])
    if outer or not _WEB_ADDRESS.fullmatch(address):
        return outer, False
    writer.open("text_link", url=address)
    return _Link(address, writer.place), True


def _close_link(writer: StyledWriter, link: _Link | None) -> bool:
    """Close a link, and write its address behind it; return whether there is text in it."""
    _close_spoiler(writer)
    if link is None:
        return writer.close()
    text, address = writer.text_since(link.place).strip(), link.address
    is_message = _TIME_OF_MESSAGE.fullmatch(text) and _MESSAGE_ADDRESS.fullmatch(address)
    if is_message or text in {address, *map(address.removeprefix, ("https://", "http://"))}:
        return writer.close()
    has_text = writer.close(keep=False)
    if has_text:
        writer.write(" (")
        writer.open("text_link", url=address)
        writer.write(address)
        writer.close()
        writer.write(")")
    return has_text


def _close(writer: StyledWriter) -> bool:
    """Close the span of an element; return whether there is text in it."""
    _close_spoiler(writer)
    return writer.close()


def _close_spoiler(writer: StyledWriter) -> None:
    """A spoiler ends at the latest with the element it is in."""
    if writer.innermost == "spoiler":
        writer.close()


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
        text = _latex.convert(latex)  # type: ignore[no-untyped-call] # the library has no types
    return text.strip().replace("\n\n", "\n") or latex.strip()
