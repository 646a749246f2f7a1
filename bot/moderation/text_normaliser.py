"""Normalises text in which words may be hidden, and maps positions back to the original.

Full-width and styled letters (NFKC), invisible characters, traditional characters, spaced-out
letters and digits: 加 V 信, ｖ　ｘ, 1-3-8.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from opencc import OpenCC

_TO_SIMPLIFIED = OpenCC("t2s")

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
    '加微信wei, good day138'
    """
    text = source.text
    kept = [
        at for at in range(len(text)) if not (_separates(text[at]) and _is_between_single(text, at))
    ]
    return NormalisedText(
        "".join(text[at] for at in kept), tuple(source.origins[at] for at in kept)
    )


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
    seen = "".join(each for each in spread if unicodedata.category(each) not in ("Cf", "Mn", "Me"))
    return str(_TO_SIMPLIFIED.convert(seen)).lower() if seen else ""


def _separates(character: str) -> bool:
    return not character.isalnum() and character not in ",，。!！?？:：;；、/@\n"


def _is_between_single(text: str, at: int) -> bool:
    """Is the separator at `at` between two single characters?"""
    before = _neighbour(text, at, -1)
    after = _neighbour(text, at, +1)
    if before is None or after is None:
        return False
    return _is_single(text, before) and _is_single(text, after)


def _neighbour(text: str, at: int, step: int) -> int | None:
    """The next position without a separator, at most four away: hidden words use few separators."""
    for position in range(at + step, at + 5 * step, step):
        if not 0 <= position < len(text):
            return None
        if not _separates(text[position]):
            return position
    return None


def _is_single(text: str, at: int) -> bool:
    """A Chinese character or a digit always is; a letter is where no letter is next to it."""
    if not (text[at].isascii() and text[at].isalpha()):
        return text[at].isalnum()
    beside = text[max(at - 1, 0) : at] + text[at + 1 : at + 2]
    return not any(each.isascii() and each.isalpha() for each in beside)
