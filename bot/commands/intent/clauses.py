"""Divides the beginning or the end of a message into clauses, and says how much in one is not of an order."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.commands.intent.tokens import TokenisedText, tokenise

HEAD_CHARS = 160
TAIL_CHARS = 100
_ENDS = frozenset(",.:/Q")
_CONTENT = frozenset("oOqCu")
"""Classes of words that no order has, or has at most as a part of its object."""
_LATIN_WORD_CHARS = 2
"""A Latin word counts as so many Chinese characters."""


@dataclass(frozen=True, slots=True)
class Clause:
    """`kinds`: the classes of its words; `begin`, `end`, `next`: it and what follows its mark, in the text.

    `mark`: how it ends: one of `,.:/Q`, a space between two scripts, or nothing at the end of the text.
    """

    kinds: str
    plain: str
    begin: int
    end: int
    next: int
    mark: str
    unknown_chars: int

    @property
    def ends_hard(self) -> bool:
        """A colon or a new line: what follows is set off from it."""
        return bool(self.mark) and self.mark in ":/"


def clauses_of(text: str) -> list[Clause]:
    """The clauses of a text, in order; marks in a row belong to the clause before them."""
    tokens = tokenise(text)
    return [_clause(tokens, *span) for span in _spans(tokens)]


def _spans(tokens: TokenisedText) -> Iterator[tuple[int, int, int]]:
    """The first token of each clause, the one after its last, and the one after its marks."""
    at, count = 0, len(tokens.tokens)
    while at < count:
        stop = at
        while stop < count and tokens.tokens[stop].kind not in _ENDS:
            stop += 1
            if stop < count and _changes_script(tokens, stop):
                break
        after = stop
        while after < count and tokens.tokens[after].kind in _ENDS:
            after += 1
        yield at, stop, after
        at = after


def _changes_script(tokens: TokenisedText, index: int) -> bool:
    """Is there a space, with a Chinese character on one side only?"""
    before, after = tokens.tokens[index - 1], tokens.tokens[index]
    plain = tokens.plain
    is_ascii = (plain[before.end - 1].isascii(), plain[after.start].isascii())
    return plain[before.end : after.start].isspace() and is_ascii in {(True, False), (False, True)}


def _clause(tokens: TokenisedText, begin: int, stop: int, after: int) -> Clause:
    words = tokens.tokens[begin:stop]
    marks = tokens.kinds[stop:after]
    start = tokens.end(begin - 1) if begin else 0
    gap = "" if after == len(tokens.tokens) else " "
    return Clause(
        kinds=tokens.kinds[begin:stop],
        plain=tokens.plain[words[0].start : words[-1].end] if words else "",
        begin=tokens.source.origins[words[0].start] if words else start,
        end=tokens.end(stop - 1) if words else start,
        next=tokens.end(after - 1),
        mark=next((mark for mark in "/:" if mark in marks), marks[:1] or gap),
        unknown_chars=sum(
            _chars(tokens.plain[word.start : word.end]) for word in words if word.kind in _CONTENT
        ),
    )


def _chars(word: str) -> int:
    return _LATIN_WORD_CHARS if word.isascii() else len(word)
