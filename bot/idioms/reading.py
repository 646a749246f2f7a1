"""The pinyin of an idiom that the dictionary lacks: as somebody typed it, or as it must be."""

import re
import unicodedata
from functools import lru_cache
from operator import ne

from bot.idioms.lexicon import Lexicon, lexicon
from bot.idioms.normalise import HAN, fold

_TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0306": "3", "\u0300": "4"}
_DIAERESIS = "\u0308"
_SYLLABLE = re.compile(rf"([^\W\d_{HAN}]+)([0-5]?)")
_NEUTRAL = "5"


def typed(text: str) -> str | None:
    """The syllables in `text`, each with its tone number; None where they are no whole pinyin.

    Tones are numbers (0 and 5: neutral) or marks; where there are marks, none means neutral.

    >>> typed("huà shé tiān zú"), typed("lu:4 shui3"), typed("hua she")
    ('hua4 she2 tian1 zu2', 'lv4 shui3', None)
    """
    found = _SYLLABLE.findall(unicodedata.normalize("NFC", fold(text).lower().replace("u:", "v")))
    parts = [_parts(letters, number) for letters, number in found]
    marked = any(tone for (_, tone), (_, number) in zip(parts, found, strict=True) if not number)
    if not all(base in _bases() and (tone or marked) for base, tone in parts):
        return None
    return " ".join(base + (tone or _NEUTRAL) for base, tone in parts) or None


def derived(word: str) -> str | None:
    """The reading of `word` where each character has one only in the whole dictionary."""
    book = lexicon()
    readings = [_readings(char, book) for char in word]
    if any(len(known) != 1 for known in readings):
        return None
    return " ".join(reading for known in readings for reading in known)


def looks_like(word: str, pinyin: str) -> str | None:
    """The idiom of the core that sounds like `word` and differs in one character, if any."""
    sounds = _toneless(pinyin)
    book = lexicon()
    ends = (*book.group("char").starts.get(word[0], ()), *book.by_last.get(word[-1], ()))
    like = [
        (idiom.df, idiom.word)
        for idiom in ends
        if len(idiom.word) == len(word)
        and sum(map(ne, idiom.word, word)) == 1
        and _toneless(idiom.pinyin) == sounds
    ]
    return max(like)[1] if like else None


def _parts(letters: str, number: str) -> tuple[str, str]:
    """A syllable's letters, ü as v, and its tone; the tone is empty where nothing tells it."""
    base, tone = "", number.replace("0", _NEUTRAL)
    for char in unicodedata.normalize("NFD", letters):
        if char in _TONES:
            tone = _TONES[char]
        elif char == _DIAERESIS:
            base = base[:-1] + "v"
        else:
            base += char
    return base, tone


@lru_cache(maxsize=1)
def _bases() -> frozenset[str]:
    """Every syllable that the shipped idioms have, without tone."""
    syllables = (s for idiom in lexicon().idioms.values() for s in idiom.pinyin.split(" "))
    return frozenset(syllable[:-1] for syllable in syllables)


def _readings(char: str, book: Lexicon) -> set[str]:
    """How it is read in idioms; a neutral tone is no reading of its own beside a full one."""
    found = {
        syllable
        for idiom in book.idioms.values()
        if char in idiom.word
        for other, syllable in zip(idiom.word, idiom.pinyin.split(" "), strict=True)
        if other == char
    }
    full = {syllable for syllable in found if syllable[-1] != _NEUTRAL}
    return full or found


def _toneless(pinyin: str) -> list[str]:
    return [syllable[:-1] for syllable in pinyin.split(" ")]
