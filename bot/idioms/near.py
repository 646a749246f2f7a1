"""What somebody probably meant: idioms that sound the same or differ in one character."""

from collections.abc import Callable, Iterator
from operator import eq

from bot.idioms.lexicon import Idiom, Lexicon

_FEW = 100
"""So many idioms are looked through without an index: with 一 begin a thousand, but with few others so many."""


def nearest(text: str, lexicon: Lexicon, fits: Callable[[Idiom], bool]) -> Idiom | None:
    """The idiom that `text` (3–5 characters) comes closest to; one that `fits` goes first.

    Close means one character wrong, missing or too many, or the same sounds with at least two
    characters right. Equal sounds go first, then more equal characters, then the better known.
    """
    if not 3 <= len(text) <= 5:
        return None
    found = []
    for idiom in _neighbours(text, lexicon):
        word = idiom.word
        if len(word) == len(text):
            same = sum(map(eq, text, word))  # no call of ours: there may be a thousand neighbours
            if same < 2:
                continue
            sounds = _sounds_like(text, idiom, lexicon)
            if sounds or same == len(word) - 1:
                found.append((fits(idiom), sounds, same, idiom.df, idiom))
        elif _one_more_or_less(text, word):
            found.append((fits(idiom), False, len(text) - 1, idiom.df, idiom))
    return max(found)[-1] if found else None


def alike(word: str, lexicon: Lexicon, count: int) -> list[str]:
    """Idioms that share the most characters with `word` in the same places (at least two)."""
    found = {
        (sum(map(eq, word, idiom.word)), idiom.df, idiom.word)
        for idiom in _neighbours(word, lexicon)
        if idiom.word != word and len(idiom.word) == len(word)
    }
    return [other for same, _, other in sorted(found, reverse=True)[:count] if same >= 2]


def _neighbours(text: str, lexicon: Lexicon) -> Iterator[Idiom]:
    """Idioms that begin or end with the same character and have another in its place, counted from there.

    One wrong, missing or extra character leaves one of the ends as it was, and one more character
    in its place, since there are three or more. An idiom may come several times.
    """
    for is_head, char in ((True, text[0]), (False, text[-1])):
        ends = lexicon.group("char").starts if is_head else lexicon.by_last
        idioms = ends.get(char, [])
        if len(idioms) <= _FEW:
            yield from idioms
            continue
        by_place = lexicon.by_place(char, at_head=is_head)
        for i in range(1, len(text)):
            place = i if is_head else -1 - i
            yield from by_place.get((place, text[place]), ())


def _one_more_or_less(text: str, word: str) -> bool:
    longer, shorter = (text, word) if len(text) > len(word) else (word, text)
    return len(longer) - len(shorter) == 1 and any(
        longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer))
    )


def _sounds_like(text: str, idiom: Idiom, lexicon: Lexicon) -> bool:
    syllables = idiom.pinyin.split(" ")
    return all(
        a == b or syllable[:-1] in lexicon.readings(a)
        for a, b, syllable in zip(text, idiom.word, syllables, strict=True)
    )
