"""Normalises text in which words may be hidden, and maps positions back to the original.

Full-width and styled letters (NFKC), invisible characters, traditional characters, spaced-out
letters and digits: 加 V 信, ｖ　ｘ, 1-3-8.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from opencc import OpenCC

_TO_SIMPLIFIED = OpenCC("t2s")

_INVISIBLE = frozenset({"Cf", "Mn", "Me", "Cs"})
"""Categories: format characters, combining marks, and halves of surrogate pairs."""
_MAX_EXPANSION = 4
"""㍿ stands for 株式会社; ﷺ would make a text 18 times as long."""
_SEPARATORS = re.compile(r"(?:[^\w,，。!！?？:：;；、/@\n]|_)+")
_REACH = 4
_NUMERALS = str.maketrans(
    "〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "0012345678911234" + "56789"
)


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """Normalised `text`; `origins[i]` is the position of its character i in the original."""

    text: str
    origins: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The positions of `text[start:end]` in the original."""
        return self.origins[start], self.origins[end - 1] + 1


def normalise(text: str) -> NormalisedText:
    r"""`text` in plain, simplified, lower-case characters, without invisible ones.

    >>> normalise("ＶX\u200b薇").text
    'vx薇'
    """
    characters: list[str] = []
    origins: list[int] = []
    for position, character in enumerate(text):
        for plain in _plain(character):
            characters.append(plain)
            origins.append(position)
    return NormalisedText("".join(characters), tuple(origins))


def without_separators(source: NormalisedText) -> NormalisedText:
    """Without separators between single characters; words of several letters stay apart.

    >>> without_separators(normalise("加 微-信 w.e.i, good day 1 3 8")).text
    '加微信wei, good day 138'
    """
    text, origins = source.text, source.origins
    pieces, kept_origins, written = [], list[int](), 0
    for run in _SEPARATORS.finditer(text):
        begin, end = run.span()
        if (
            begin == 0
            or end == len(text)
            or not (_is_single(text, begin - 1) and _is_single(text, end))
        ):
            continue
        # Each that is removed is at most four characters from both: hidden words use few separators.
        first, last = max(begin, end - _REACH), min(end, begin + _REACH)
        if first < last:
            pieces.append(text[written:first])
            kept_origins += origins[written:first]
            written = last
    pieces.append(text[written:])
    return NormalisedText("".join(pieces), (*kept_origins, *origins[written:]))


def with_digits(source: NormalisedText) -> NormalisedText:
    """Chinese numerals as digits, for rules about numbers; the length stays.

    >>> with_digits(normalise("幺三八")).text
    '138'
    """
    return NormalisedText(source.text.translate(_NUMERALS), source.origins)


@lru_cache(maxsize=65_536)
def _plain(character: str) -> str:
    """What one character stands for: nothing, one character, or several (㈱ is three)."""
    spread = unicodedata.normalize("NFKC", character)
    if len(spread) > _MAX_EXPANSION:
        spread = character
    seen = "".join(each for each in spread if unicodedata.category(each) not in _INVISIBLE)
    return str(_TO_SIMPLIFIED.convert(seen)).lower() if seen else ""


def _is_single(text: str, at: int) -> bool:
    """A Chinese character or a digit always is; a letter is where no letter is next to it."""
    if not (text[at].isascii() and text[at].isalpha()):
        return text[at].isalnum()
    beside = text[max(at - 1, 0) : at] + text[at + 1 : at + 2]
    return not any(each.isascii() and each.isalpha() for each in beside)
