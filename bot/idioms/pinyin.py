"""Pinyin: written with tone marks, read from what people type, derived for an unlisted word."""

import re
import unicodedata
from collections import Counter

from bot.idioms.dictionary import Dictionary
from bot.idioms.normalise import HAN, fold

_MARKS = {"1": "\u0304", "2": "\u0301", "3": "\u030c", "4": "\u0300", "5": ""}
_TONES = {mark: tone for tone, mark in _MARKS.items() if mark} | {"\u0306": "3"}
"""Some people type the breve for the caron of the third tone."""
_DIAERESIS = "\u0308"
_NEUTRAL_TONE = "5"
_MAX_CHARS = 200
"""Read of what is typed: more than any idiom and its pinyin have."""
_SYLLABLE = re.compile(rf"([^\W\d_{HAN}]+)([0-5]?)")


def with_tone_marks(pinyin: str) -> str:
    """Syllables with tone numbers, written with tone marks.

    >>> with_tone_marks("lv4 shui3 liu2")
    'lǜ shuǐ liú'
    """
    return " ".join(_marked(syllable) for syllable in pinyin.split(" "))


def parse_pinyin(text: str, dictionary: Dictionary) -> str | None:
    """Read the syllables in `text`, each with its tone number; None where they are not complete.

    Tones are numbers (0 and 5: neutral) or marks; beside marked syllables an unmarked one is
    neutral. Only syllables that occur in the dictionary count.

    >>> from bot.idioms import shipped_dictionary
    >>> d = shipped_dictionary()
    >>> parse_pinyin("huà shé tiān zú", d), parse_pinyin("lu:4 shui3", d), parse_pinyin("hua she", d)
    ('hua4 she2 tian1 zu2', 'lv4 shui3', None)
    """
    typed = fold(text[:_MAX_CHARS]).lower().replace("u:", "v")
    found = _SYLLABLE.findall(unicodedata.normalize("NFC", typed))
    parts = [_split_tone(letters, number) for letters, number in found]
    is_marked = any(tone for (_, tone), (_, number) in zip(parts, found, strict=True) if not number)
    if not all(base in dictionary.syllables and (tone or is_marked) for base, tone in parts):
        return None
    return " ".join(base + (tone or _NEUTRAL_TONE) for base, tone in parts) or None


def derive_pinyin(word: str, dictionary: Dictionary) -> tuple[str, bool] | None:
    """The most frequent reading of each character in idioms, and whether every one has only this.

    None where a character is in no idiom.
    """
    readings = [_readings(char, dictionary) for char in word]
    if not all(readings):
        return None
    pinyin = " ".join(known.most_common(1)[0][0] for known in readings)
    return pinyin, all(len(known) == 1 for known in readings)


def _marked(syllable: str) -> str:
    letters, mark = syllable[:-1].replace("v", "ü"), _MARKS[syllable[-1]]
    end = _marked_vowel(letters) + 1
    return unicodedata.normalize("NFC", letters[:end] + mark + letters[end:])


def _marked_vowel(letters: str) -> int:
    """The index of the vowel with the mark: a or e, the o of ou, else the last one (GB/T 16159)."""
    for vowel in ("a", "e", "ê", "ou"):
        if vowel in letters:
            return letters.index(vowel)
    return max((i for i, letter in enumerate(letters) if letter in "iouü"), default=0)


def _split_tone(letters: str, number: str) -> tuple[str, str]:
    """A syllable without its tone (ü as v), and the tone: empty where none is given."""
    base, tone = "", number.replace("0", _NEUTRAL_TONE)
    for char in unicodedata.normalize("NFD", letters):
        if char in _TONES:
            tone = _TONES[char]
        elif char == _DIAERESIS:
            base = base[:-1] + "v"
        else:
            base += char
    return base, tone


def _readings(char: str, dictionary: Dictionary) -> Counter[str]:
    """How often the character is read how; a neutral tone counts only where there is no other."""
    found = Counter(
        syllable
        for idiom in dictionary.idioms.values()
        if char in idiom.word
        for other, syllable in zip(idiom.word, idiom.pinyin.split(" "), strict=True)
        if other == char
    )
    toned = {syllable: n for syllable, n in found.items() if syllable[-1] != _NEUTRAL_TONE}
    return Counter(toned) or found
