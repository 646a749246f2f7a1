"""Replaces marks such as `[p. 12]` in a text while it is streamed."""

import re
from abc import ABC, abstractmethod


class StreamedMarks(ABC):
    """Passes a text on, each mark replaced by what a subclass makes of it.

    Use as `feed` for each piece of text, and `end` once at the end. Only what may be the beginning of
    a mark is held back.

    Args:
        mark: a whole mark.
        opening: the end of a text that may become one, and the space before it, which goes with it.
        max_held_chars: what is longer becomes no mark.
    """

    def __init__(
        self, mark: re.Pattern[str], opening: re.Pattern[str], *, max_held_chars: int
    ) -> None:
        self._mark = mark
        self._opening = opening
        self._max_held_chars = max_held_chars
        self._held = ""

    def feed(self, text: str) -> str:
        """What can be shown after this piece."""
        text = self._held + text
        opening = self._opening.search(text)
        at = opening.start() if opening else len(text)
        if len(text) - at > self._max_held_chars:
            at = len(text)
        self._held = text[at:]
        return self._passed(text[:at])

    def end(self) -> str:
        """What was held back."""
        held, self._held = self._held, ""
        return self._passed(held)

    def _passed(self, text: str) -> str:
        shown, start = "", 0
        for found in self._mark.finditer(text):
            shown += self._write(text[start : found.start()])
            shown = self._with_mark(shown, found[0])
            start = found.end()
        return shown + self._write(text[start:])

    @abstractmethod
    def _write(self, text: str) -> str:
        """What is shown of text between marks."""

    @abstractmethod
    def _with_mark(self, shown: str, mark: str) -> str:
        """`shown`, followed by what is shown for the mark."""
