"""The formatting of an author's text: that of a part of it, and its hidden links."""

from dataclasses import replace

from bot.models.chat import Span, StyledText
from bot.models.utf16 import utf16_len

KEPT_KINDS = frozenset(
    {
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
    }
)
"""What somebody chose. Mentions, addresses and the like are found anew by the platform."""


def spans_of(part: str, written: StyledText | None) -> tuple[Span, ...]:
    """The spans of `part`, what is left of a message where the order before it was cut off.

    Empty where it is no stretch of the message.

    >>> spans_of("好", StyledText("/post 好", (Span("bold", 6, 1),)))
    (Span(kind='bold', offset=0, length=1, url=None, language=None, user_id=None),)
    """
    if written is None or not written.spans or not part:
        return ()
    whole = written.text.rstrip()
    start = len(whole) - len(part) if whole.endswith(part) else whole.find(part)
    if start < 0:
        return ()
    begin, end = utf16_len(whole[:start]), utf16_len(whole[: start + len(part)])
    return tuple(
        replace(span, offset=first - begin, length=last - first)
        for span in written.spans
        if (first := max(span.offset, begin)) < (last := min(span.offset + span.length, end))
    )


def hidden_links(text: StyledText) -> list[tuple[str, str]]:
    """The words of links and where they lead, which a reader does not see."""
    units = text.text.encode("utf-16-le", "surrogatepass")
    return [
        (_words(units, span), span.url)
        for span in text.spans
        if span.kind == "text_link" and span.url
    ]


def _words(units: bytes, span: Span) -> str:
    start = span.offset * 2
    return units[start : start + span.length * 2].decode("utf-16-le", "replace")
