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
        self._inside: dict[str, int] = {}  # kind -> how many such spans are open
        self._begun = 0  # of the open spans have text, the outer ones

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
        self._inside[kind] = self._inside.get(kind, 0) + 1

    def close(self, *, keep: bool = True) -> bool:
        """Close the span that was opened last; return whether it contains any text.

        It leaves no trace without `keep`.
        """
        span = self._open.pop()
        self._inside[span.kind] -= 1
        self._begun = min(self._begun, len(self._open))
        if span.begin is None:
            return False
        if span.shown and keep:
            length = self._units - span.begin
            self._spans.append(Span(span.kind, span.begin, length, span.url, span.language))
        return True

    @property
    def depth(self) -> int:
        """How many spans are open."""
        return len(self._open)

    def close_to(self, depth: int) -> None:
        """Leave no trace of the open spans but the first `depth`."""
        while len(self._open) > depth:
            self.close(keep=False)

    def inside(self, kind: str) -> bool:
        """Is a span of that kind open?"""
        return self._inside.get(kind, 0) > 0

    @property
    def innermost(self) -> str:
        """The kind of the open span that was opened last; empty if none is open."""
        return self._open[-1].kind if self._open else ""

    @property
    def place(self) -> int:
        """Where the next text is written, for `text_since`."""
        return len(self._pieces)

    def text_since(self, place: int) -> str:
        """What was written since then."""
        return "".join(self._pieces[place:])

    def result(self) -> StyledText:
        """Everything that was written, outer spans before inner ones."""
        self._spans.sort(key=lambda span: (span.offset, -span.length))
        return StyledText("".join(self._pieces), tuple(self._spans))

    def _begin(self) -> None:
        if self._line_breaks and self._units:
            self._pieces.append("\n" * self._line_breaks)
            self._units += self._line_breaks
        self._line_breaks = 0
        while self._begun < len(self._open):
            self._open[self._begun].begin = self._units
            self._begun += 1


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
