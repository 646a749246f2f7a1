"""Text as a reader means it, whatever its author did to hide it, with the way back to the original.

Full-width and styled letters (NFKC), invisible characters, traditional characters, spaced-out
letters and digits: 加 V 信, ｖ　ｘ, 1-3-8. Each character remembers where it stood.
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
    """Normalised `text`; `origins[i]` is where its character i stood in the original."""

    text: str
    origins: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` stood in the original."""
        return self.origins[start], self.origins[end - 1] + 1


def normalise(text: str) -> NormalisedText:
    r"""`text` in plain, simplified, lower-case characters, without invisible ones.

    >>> readable("ＶX\u200b薇").text
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
    """Without what merely sets characters apart; words of several letters stay apart.

    >>> dense(readable("加 微-信 w.e.i, good day 1 3 8")).text
    '加微信wei, good day138'
    """
    text = source.text
    kept = [at for at in range(len(text)) if not (_separates(text[at]) and _is_idle(text, at))]
    return NormalisedText(
        "".join(text[at] for at in kept), tuple(source.origins[at] for at in kept)
    )


def with_digits(source: NormalisedText) -> NormalisedText:
    """Chinese numerals as digits, for rules about numbers; the length stays.

    >>> with_digits(readable("幺三八")).text
    '138'
    """
    return NormalisedText(source.text.translate(_NUMERALS), source.origins)


@lru_cache(maxsize=65_536)
def _plain(character: str) -> str:
    """What one character stands for: nothing, itself, or several (㈱ is three)."""
    spread = unicodedata.normalize("NFKC", character)
    seen = "".join(each for each in spread if unicodedata.category(each) not in ("Cf", "Mn", "Me"))
    return str(_TO_SIMPLIFIED.convert(seen)).lower() if seen else ""


def _separates(character: str) -> bool:
    return not character.isalnum() and character not in ",，。!！?？:：;；、/@\n"


def _is_idle(text: str, at: int) -> bool:
    """Does the separator at `at` stand between characters that are alone?"""
    before = _neighbour(text, at, -1)
    after = _neighbour(text, at, +1)
    if before is None or after is None:
        return False
    return _is_alone(text, before) and _is_alone(text, after)


def _neighbour(text: str, at: int, step: int) -> int | None:
    """The next position that holds no separator, if it is near: hiding uses a few, not a page."""
    for position in range(at + step, at + 5 * step, step):
        if not 0 <= position < len(text):
            return None
        if not _separates(text[position]):
            return position
    return None


def _is_alone(text: str, at: int) -> bool:
    """A Chinese character or a digit always is; a letter, where no letter is beside it."""
    if not (text[at].isascii() and text[at].isalpha()):
        return text[at].isalnum()
    beside = text[max(at - 1, 0) : at] + text[at + 1 : at + 2]
    return not any(each.isascii() and each.isalpha() for each in beside)
