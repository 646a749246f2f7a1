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


def styled(text: str, *kinds: str, url: str | None = None) -> StyledText:
    """The whole text in these styles (Bot API: MessageEntity)."""
    length = utf16_len(text)
    return StyledText(text, tuple(Span(kind, 0, length, url=url) for kind in kinds if text))
