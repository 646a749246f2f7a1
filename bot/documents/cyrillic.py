"""Tells the Cyrillic encodings apart where chardet's opinion is doubtful.

Its models know mixed case only. In capitals, KOI8-R and windows-1251 look like each other, because
each has its capitals where the other has its small letters; the letters themselves differ.
"""

import math
import re

ENCODINGS = ("Windows-1251", "KOI8-R", "KOI8-U", "IBM866", "ISO-8859-5", "MacCyrillic")
"""As chardet calls them."""

_CODECS = ("cp1251", "koi8_u", "cp866", "iso8859_5", "mac_cyrillic")
# How often a letter is met in Russian, per mille (National Corpus of Russian, rounded).
_PER_MILLE = dict(
    zip(
        "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
        (110, 84, 80, 74, 67, 63, 55, 47, 45, 44, 35, 32, 30, 28, 26, 20, 19, 17, 17, 16, 16, 14, 12,
         10, 9, 7, 6, 5, 4, 3, 3, 1, 1),
        strict=True,
    )
)  # fmt: skip
_OF_NEIGHBOURS = 3  # per mille: letters of Ukrainian and Belarusian
_LIKELY_SIGN, _UNLIKELY = -1.0, -6.0  # logarithms, as of the letters
_MIXED_CASE = -4.0  # a capital after a small letter
_LIKELY_TEXT = 2.4  # the least mean of true texts; most have over 3
_BETTER = 0.25  # clearly; and in short texts, where letters prove little:
_BETTER_OVER_ALL = 4.0
_SAMPLE_BYTES = 20_000
_CAPITAL_AFTER_SMALL = re.compile(r"[а-яё][А-ЯЁ]")
_HIGH_LETTER = re.compile(r"[^\W\d_a-zA-Z]")
_BESIDE_LATIN = re.compile(r"[a-zA-Z][^\W\d_a-zA-Z]|[^\W\d_a-zA-Z][a-zA-Z]")
_FINAL_SIGMA_WITHIN = re.compile(r"ς\w")
_UKRAINIAN = re.compile(r"[ЄІЇҐєіїґ]")


def is_plausible(data: bytes, encoding: str) -> bool:
    """Do the words not mix Latin and Cyrillic letters? Those of Western languages would."""
    text = data[:_SAMPLE_BYTES].decode(encoding, errors="replace")
    return len(_BESIDE_LATIN.findall(text)) * 3 < max(1, len(_HIGH_LETTER.findall(text)))


def is_not_greek(data: bytes) -> bool:
    """Is there a ς within a word, where Greek has σ? Its code is that of the capital Р in KOI8."""
    return _FINAL_SIGMA_WITHIN.search(data[:_SAMPLE_BYTES].decode("cp1253", "replace")) is not None


def second_opinion(data: bytes, guess: str) -> str:
    """The encoding whose letters are clearly more usual than those of the guess; else the guess."""
    sample = data[:_SAMPLE_BYTES]
    best = max(_CODECS, key=lambda codec: _score(sample, codec))
    high = sum(byte > 0x7F for byte in sample)
    margin = _BETTER + _BETTER_OVER_ALL / max(1, high)
    if _score(sample, best) < max(_LIKELY_TEXT, _score(sample, guess) + margin):
        return guess
    if best == "koi8_u" and not _UKRAINIAN.search(sample.decode(best, errors="replace")):
        return "koi8_r"  # it has lines for tables where KOI8-U has Ukrainian letters
    return best


def _score(data: bytes, codec: str) -> float:
    """The mean logarithm of the letters' frequencies."""
    text = data.decode(codec, errors="replace")
    high = [character for character in text if not character.isascii()]
    total = sum(map(_logarithm, high)) + _MIXED_CASE * len(_CAPITAL_AFTER_SMALL.findall(text))
    return total / max(1, len(high))


def _logarithm(character: str) -> float:
    lower = character.lower()
    if lower in _PER_MILLE:
        return math.log(_PER_MILLE[lower])
    if lower in "іїєґў":
        return math.log(_OF_NEIGHBOURS)
    return _LIKELY_SIGN if character in "№«»—–…“”„°§©\xa0" else _UNLIKELY
