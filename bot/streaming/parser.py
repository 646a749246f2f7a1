"""Reads Markdown as a stream of parser events (pyromark, i.e. pulldown-cmark) with source ranges."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pyromark

_PARSER = pyromark.Markdown(
    options=pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_MATH
)


class Event(NamedTuple):
    """A leaf such as "Text", or the start or end of an element, as in "Start Item".

    `value` is the text of a leaf or the attributes of an element. `begin` and `end` are UTF-8 byte
    offsets into the source. Both events of an element have the range of the whole element.
    """

    name: str
    value: Any
    begin: int
    end: int

    @property
    def place(self) -> int:
        """Where it stands in the source."""
        return self.end if self.name.startswith("End") else self.begin


class EventReader:
    """Iterates over the events of a Markdown text.

    `depth` is the number of elements that are open after the last event.
    """

    def __init__(self, markdown: str) -> None:
        self.depth = 0
        self._source = markdown.encode()
        self._events = iter(_PARSER.events_with_range(markdown, merge_text=True))

    def __iter__(self) -> Iterator[Event]:
        return self

    def __next__(self) -> Event:
        event: Any
        event, place = next(self._events)
        begin = place["start"]
        if isinstance(event, str):
            return Event(event, None, begin, place["end"])
        [(name, value)] = event.items()
        if name in ("Start", "End"):
            self.depth += 1 if name == "Start" else -1
            tag = value
            if isinstance(value, str):
                value = None
            else:
                [(tag, value)] = value.items()
            name = f"{name} {tag}"
            # The range of a block that is indented by a tab begins at the line break before it.
            begin += self._source.startswith(b"\n", begin)
            if tag == "Strikethrough" and self._source[begin + 1] != ord("~"):
                name, value = "Text", "~"  # a single tilde means "about"
        return Event(name, value, begin, place["end"])

    def skip(self, depth: int | None = None) -> None:
        """Skip the rest of the element that began with the last event, or to a lower `depth`."""
        if depth is None:
            depth = self.depth - 1
        while self.depth > depth:
            event, _ = next(self._events)
            self.depth += ("Start" in event) - ("End" in event)

    def finish_at(self, end: int) -> None:
        """Read no more events if nothing but white space follows `end`."""
        if not self._source[end:].strip():
            self._events = iter(())
            self.depth = 0

    def source(self, begin: int, end: int | None = None) -> str:
        """The Markdown between two offsets."""
        return self._source[begin:end].decode(errors="ignore")

    def lines_between(self, begin: int, end: int) -> int:
        """Count the line breaks between two offsets."""
        return self._source.count(b"\n", begin, end)

    def line_breaks_before(self, begin: int, since: int = 0) -> int:
        """2 if the line before the block at `begin` is empty and begins after `since`, else 1.

        A line with nothing but block quote marks is empty, too.
        """
        line = self._source.rfind(b"\n", since, begin)
        before = self._source.rfind(b"\n", since, max(line, since))
        return 1 if line < 0 or self._source[max(before, since) : line].strip(b" \t\n>") else 2
