"""Divides a text into words and punctuation, each with its class (`lexicon.py`).

What stands in quotation marks is one token: a quoted order is talked about, not given.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from bot.commands.intent.lexicon import CLASS_OF, LONGEST
from bot.commands.intent.links import LINK
from bot.moderation.text_normaliser import NormalisedText, normalise

_OPEN = "“「『‘《【\"'`<"
_CLOSED_BY = dict(zip(_OPEN, "”」』’》】\"'`>", strict=True))
_MAX_QUOTED = 200
_LONG_CHARS = 5
"""Unknown characters in a row, from which on they are `O` and not `o`."""
_SLASH_COMMAND = re.compile(r"/[a-z][a-z_]{1,31}(?![a-z0-9_/])")
_NUMBER = "[0-9一二两三四五六七八九十几半每]"
_MEASURE = re.compile(rf"{_NUMBER}{{1,4}}(?:个?字|[局把盘轮场回次个点篇段首份句条则页章张])")
_POINTING = re.compile(r"[这那呢][一几两三些]?[篇段个份条首张封本页章些块句件]")
_LATIN = re.compile(r"[a-z0-9]+(?:['’;-][a-z0-9]+)*")
_PUNCTUATION = {
    **dict.fromkeys(",、", ","),
    **dict.fromkeys("。.!;~…)】》", "."),
    **dict.fromkeys(":", ":"),
    **dict.fromkeys("?", "Q"),
    **dict.fromkeys("\n", "/"),
}
_DASHES = frozenset("-—–|=>")


class Token(NamedTuple):
    """`kind`: the class; `start` and `end`: where it is in the plain text."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TokenisedText:
    """The tokens of `text`; `plain` is its plain form, `kinds` has one letter for each token."""

    text: str
    source: NormalisedText
    tokens: tuple[Token, ...]
    kinds: str

    @property
    def plain(self) -> str:
        """The text as it is matched."""
        return self.source.text

    @property
    def said(self) -> str:
        """The plain text without what stands in quotation marks."""
        pieces, at = [], 0
        for word in self.tokens:
            if word.kind == "q":
                pieces.append(self.plain[at : word.start])
                at = word.end
        return "".join((*pieces, self.plain[at:]))

    def end(self, index: int) -> int:
        """Where token `index` ends in the original text."""
        return self.source.origins[self.tokens[index].end - 1] + 1

    def original(self, start: int, end: int) -> str:
        """`plain[start:end]` as it was typed."""
        begin, stop = self.source.span(start, end)
        return self.text[begin:stop]


def tokenise(text: str) -> TokenisedText:
    """Divide `text`; the longest word wins, and neighbouring unknown characters are one token.

    >>> tokenise("我想投稿：“春天”").kinds
    'wP:q'
    """
    source = normalise(text)
    plain = source.text
    tokens: list[Token] = []
    at, spaced = 0, False
    while at < len(plain):
        if plain[at].isspace() and plain[at] != "\n":
            spaced, at = True, at + 1
            continue
        kind, end = _token_at(plain, at)
        if kind:
            if kind == "o" and tokens and tokens[-1].kind in "oO" and tokens[-1].end == at:
                begin = tokens[-1].start
                tokens[-1] = Token("O" if end - begin >= _LONG_CHARS else "o", begin, end)
            else:
                if spaced and tokens and _are_chinese(plain, tokens[-1].end, at):
                    tokens.append(Token(",", tokens[-1].end, at))
                tokens.append(Token(kind, at, end))
            spaced = False
        at = end
    return TokenisedText(text, source, tuple(tokens), "".join(token.kind for token in tokens))


def _are_chinese(plain: str, end: int, begin: int) -> bool:
    """Chinese has no spaces between words: between two characters one sets something off."""
    return not plain[end - 1].isascii() and not plain[begin].isascii()


def _token_at(plain: str, at: int) -> tuple[str, int]:
    """The class and end of the token at a position; an empty class: nothing that counts, like an emoji."""
    character = plain[at]
    found = _special(plain, at, character)
    if found:
        return found
    kind, end = _word_at(plain, at, character)
    if kind:
        return kind, end
    if character in _PUNCTUATION:
        return _PUNCTUATION[character], at + 1
    if character in _DASHES:
        return ",", at + 1
    return ("o" if character.isalnum() else ""), at + 1


def _special(plain: str, at: int, character: str) -> tuple[str, int] | None:
    """A link, a slash command or a quotation."""
    if character == "h" and (found := LINK.match(plain, at)):
        return "u", found.end()
    if character == "/" and (at == 0 or not plain[at - 1].isascii() or plain[at - 1].isspace()):
        found = _SLASH_COMMAND.match(plain, at)
        return ("C", found.end()) if found else None
    if character in _CLOSED_BY and not _is_apostrophe(plain, at):
        end = plain.find(_CLOSED_BY[character], at + 1, at + 1 + _MAX_QUOTED)
        if end > at and "http" not in plain[at:end]:
            return "q", end + 1
    return None


def _is_apostrophe(plain: str, at: int) -> bool:
    return plain[at] in "'’" and at > 0 and plain[at - 1].isascii() and plain[at - 1].isalnum()


def _word_at(plain: str, at: int, character: str) -> tuple[str, int]:
    """The longest known word; Latin letters and digits are taken as whole words."""
    if character.isascii():
        return _latin_at(plain, at)
    best, end = "", at
    for length in range(min(LONGEST, len(plain) - at), 0, -1):
        kind = CLASS_OF.get(plain[at : at + length])
        if kind:
            best, end = kind, at + length
            break
    for kind, pattern in (("m", _MEASURE), ("i", _POINTING)):
        found = pattern.match(plain, at)
        if found and found.end() > end:
            best, end = kind, found.end()
    return best, end


def _latin_at(plain: str, at: int) -> tuple[str, int]:
    found = _LATIN.match(plain, at)
    if not found:
        return "", at
    measure = _MEASURE.match(plain, at)
    if measure:
        return "m", measure.end()
    ends, position = [found.end()], found.end()
    while position - at < LONGEST and (more := _NEXT_LATIN.match(plain, position)):
        position = more.end()
        ends.append(position)
    for end in reversed(ends):
        kind = CLASS_OF.get(plain[at:end].replace("’", "'"))
        if kind:
            return kind, end
    return "o", found.end()


_NEXT_LATIN = re.compile(r" [a-z0-9]+(?:['’;-][a-z0-9]+)*")
