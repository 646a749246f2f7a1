"""Puts styled texts together."""

from dataclasses import replace

from bot.models.chat import Span, StyledText
from bot.models.utf16 import utf16_len


def joined(*parts: str | StyledText) -> StyledText:
    """The parts one after the other, each with its styling."""
    text, spans = "", list[Span]()
    shift = 0
    for part in parts:
        styled_part = StyledText(part) if isinstance(part, str) else part
        spans += (replace(span, offset=span.offset + shift) for span in styled_part.spans)
        text += styled_part.text
        shift += utf16_len(styled_part.text)
    return StyledText(text, tuple(spans))


def styled(text: str, kind: str, *, url: str | None = None) -> StyledText:
    """The whole text in one style (Bot API: MessageEntity)."""
    return StyledText(text, (Span(kind, 0, utf16_len(text), url=url),) if text else ())
