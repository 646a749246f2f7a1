"""Builds a StyledText from pieces and computes the offsets of its spans."""

from dataclasses import dataclass

from bot.models.chat import Span, StyledText
from bot.models.utf16 import utf16_len


class StyledWriter:
    """Appends text and spans; spans nest.

    A line break between blocks is only written together with the text after it, so neither the text
    nor a span begins or ends with one.
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._units = 0
        self._line_breaks = 0
        self._spans: list[Span] = []
        self._open: list[_OpenSpan] = []

    def break_lines(self, count: int) -> None:
        """Put at least `count` line breaks before the next text, unless it is the first."""
        self._line_breaks = max(self._line_breaks, count)

    def write(self, text: str) -> None:
        """Append text inside the open spans."""
        if text:
            self._begin()
            self._pieces.append(text)
            self._units += utf16_len(text)

    def write_styled(self, styled: StyledText) -> None:
        """Append text with spans of its own."""
        if styled.text:
            self._begin()
            self._spans += [move_span(span, self._units + span.offset) for span in styled.spans]
            self._pieces.append(styled.text)
            self._units += utf16_len(styled.text)

    def open(self, kind: str, url: str | None = None, language: str | None = None) -> None:
        """Open a span that begins with the next text.

        It leaves no trace if `kind` is empty or a span of the same kind is open: Telegram refuses
        nested block quotes, and bold text within bold text looks the same.
        """
        self._open.append(
            _OpenSpan(kind, url, language, shown=kind != "" and not self.inside(kind))
        )

    def close(self) -> bool:
        """Close the span that was opened last; return whether it contains any text."""
        span = self._open.pop()
        if span.begin is None:
            return False
        if span.shown:
            length = self._units - span.begin
            self._spans.append(Span(span.kind, span.begin, length, span.url, span.language))
        return True

    def inside(self, kind: str) -> bool:
        """Is a span of that kind open?"""
        return any(span.kind == kind for span in self._open)

    @property
    def innermost(self) -> str:
        """The kind of the open span that was opened last; empty if none is open."""
        return self._open[-1].kind if self._open else ""

    def result(self) -> StyledText:
        """Everything that was written, outer spans before inner ones."""
        spans = sorted(self._spans, key=lambda span: (span.offset, -span.length))
        return StyledText("".join(self._pieces), tuple(spans))

    def _begin(self) -> None:
        if self._line_breaks and self._units:
            self._pieces.append("\n" * self._line_breaks)
            self._units += self._line_breaks
        self._line_breaks = 0
        for span in self._open:
            if span.begin is None:
                span.begin = self._units


def move_span(span: Span, offset: int, length: int | None = None) -> Span:
    """The same span with another offset and length."""
    length = span.length if length is None else length
    if (offset, length) == (span.offset, span.length):
        return span
    return Span(span.kind, offset, length, span.url, span.language, span.user_id)


@dataclass(slots=True)
class _OpenSpan:
    """A span whose end is not known yet; `begin` is None until it contains text."""

    kind: str
    url: str | None
    language: str | None
    shown: bool
    begin: int | None = None
