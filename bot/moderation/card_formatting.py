"""A post's formatting on its review card: beside the censor's marks, and where its links lead."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.models.chat import Language, Span, StyledText
from bot.models.formatting import hidden_links
from bot.texts import post as texts

_MAX_LINKS = 10
_MAX_WORD_CHARS = 30
_MAX_URL_CHARS = 100
_EXCLUSIVE = frozenset({"code", "pre"})
"""What is in them has no other formatting (Bot API: Formatting options)."""


def marked(spans: Iterable[Span], marks: Sequence[Span]) -> tuple[Span, ...]:
    """The author's spans and the censor's marks, cut so that none crosses another."""
    kept = [
        span
        for span in spans
        if span.kind not in _EXCLUSIVE or not any(_overlap(span, mark) for mark in marks)
    ]
    edges = sorted({edge for span in kept for edge in (span.offset, span.offset + span.length)})
    return (*kept, *(piece for mark in marks for piece in _cut(mark, edges)))


def link_lines(text: StyledText, language: Language) -> Iterable[str]:
    """Where the links lead that the text hides behind words."""
    links = hidden_links(text)
    for words, url in links[:_MAX_LINKS]:
        shown = url if len(url) <= _MAX_URL_CHARS else url[:_MAX_URL_CHARS] + "…"
        yield texts.CARD_LINK.to(
            language, words=" ".join(words.split())[:_MAX_WORD_CHARS], url=shown
        )
    if len(links) > _MAX_LINKS:
        yield texts.CARD_MORE_LINKS.to(language, count=len(links) - _MAX_LINKS)


def _cut(mark: Span, edges: Sequence[int]) -> Iterable[Span]:
    end = mark.offset + mark.length
    cuts = [mark.offset, *(edge for edge in edges if mark.offset < edge < end), end]
    for start, stop in pairwise(cuts):
        yield replace(mark, offset=start, length=stop - start)


def _overlap(one: Span, other: Span) -> bool:
    return one.offset < other.offset + other.length and other.offset < one.offset + one.length
