"""Finds idioms similar to a word: the same sound, or one character wrong, missing or too many."""

from collections.abc import Callable, Iterator
from operator import eq, ne

from bot.idioms.dictionary import Dictionary, Idiom

_SCANNED = 100
"""So many idioms are compared one by one; above that an index is used: 一 begins a thousand."""


def closest(text: str, dictionary: Dictionary, fits: Callable[[Idiom], bool]) -> Idiom | None:
    """The idiom most similar to `text` (3 to 5 characters), if any; one that `fits` goes first.

    Similar means one character wrong, missing or too many, or the same toneless syllables with at
    least two characters right. The order is: equal sound, more equal characters, frequency.
    """
    if not 3 <= len(text) <= 5:
        return None
    found = []
    for idiom in _neighbours(text, dictionary):
        word = idiom.word
        if len(word) == len(text):
            same = sum(map(eq, text, word))  # inlined: there may be a thousand neighbours
            if same < 2:
                continue
            sounds = _may_sound_like(text, idiom, dictionary)
            if sounds or same == len(word) - 1:
                found.append((fits(idiom), sounds, same, idiom.df, idiom))
        elif _one_more_or_less(text, word):
            found.append((fits(idiom), False, len(text) - 1, idiom.df, idiom))
    return max(found)[-1] if found else None


def most_similar(word: str, dictionary: Dictionary, count: int) -> list[str]:
    """Idioms as long as `word` that share the most characters in place (at least two) with it."""
    found = {
        (sum(map(eq, word, idiom.word)), idiom.df, idiom.word)
        for idiom in _neighbours(word, dictionary)
        if idiom.word != word and len(idiom.word) == len(word)
    }
    return [other for same, _, other in sorted(found, reverse=True)[:count] if same >= 2]


def misspelt_idiom(word: str, pinyin: str, dictionary: Dictionary) -> str | None:
    """The idiom that `word` misspells: same toneless pinyin, one other character; None if none."""
    syllables = _toneless(pinyin)
    same_head = dictionary.index("char").by_key.get(word[0], ())
    same_tail = dictionary.by_last_char.get(word[-1], ())
    found = [
        (idiom.df, idiom.word)
        for idiom in (*same_head, *same_tail)
        if len(idiom.word) == len(word)
        and sum(map(ne, idiom.word, word)) == 1
        and _toneless(idiom.pinyin) == syllables
    ]
    return max(found)[1] if found else None


def _neighbours(text: str, dictionary: Dictionary) -> Iterator[Idiom]:
    """Idioms that share the first or the last character and one more, counted from that end.

    With one character wrong, missing or too many, one end and one more character stay in place,
    since there are three or more. An idiom may come several times.
    """
    for at_head, char in ((True, text[0]), (False, text[-1])):
        by_end = dictionary.index("char").by_key if at_head else dictionary.by_last_char
        idioms = by_end.get(char, [])
        if len(idioms) <= _SCANNED:
            yield from idioms
            continue
        by_two_chars = dictionary.by_two_chars(char, at_head=at_head)
        for i in range(1, len(text)):
            position = i if at_head else -1 - i
            yield from by_two_chars.get((position, text[position]), ())


def _one_more_or_less(text: str, word: str) -> bool:
    longer, shorter = (text, word) if len(text) > len(word) else (word, text)
    return len(longer) - len(shorter) == 1 and any(
        longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer))
    )


def _may_sound_like(text: str, idiom: Idiom, dictionary: Dictionary) -> bool:
    syllables = idiom.pinyin.split(" ")
    return all(
        a == b or syllable[:-1] in dictionary.sounds(a)
        for a, b, syllable in zip(text, idiom.word, syllables, strict=True)
    )


def _toneless(pinyin: str) -> list[str]:
    return [syllable[:-1] for syllable in pinyin.split(" ")]
