"""Pinyin as people read it."""

import unicodedata

_MARKS = {"1": "\u0304", "2": "\u0301", "3": "\u030c", "4": "\u0300", "5": ""}


def marked(toned: str) -> str:
    """Syllables with tone numbers, written with tone marks.

    >>> marked("lv4 shui3 liu2")
    'lǜ shuǐ liú'
    """
    return " ".join(_marked(syllable) for syllable in toned.split(" "))


def _marked(syllable: str) -> str:
    letters, mark = syllable[:-1].replace("v", "ü"), _MARKS[syllable[-1]]
    place = _bearer(letters)
    written = letters[: place + 1] + mark + letters[place + 1 :]
    return unicodedata.normalize("NFC", written)


def _bearer(letters: str) -> int:
    """Where the mark stands: on a or e, on the o of ou, else on the last vowel (GB/T 16159)."""
    for vowel in ("a", "e", "ê", "ou"):
        if vowel in letters:
            return letters.index(vowel)
    return max((i for i, letter in enumerate(letters) if letter in "iouü"), default=0)
