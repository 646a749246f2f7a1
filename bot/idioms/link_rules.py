"""Which idioms may follow which in each mode, and how many continuations are left."""

from collections.abc import Iterator

from bot.idioms.dictionary import Dictionary, Idiom, LinkKind
from bot.idioms.played_idioms import PlayedIdioms
from bot.models.game_rules import Mode

_NEUTRAL_TONE = "5"


def may_follow(
    last: Idiom, following: Idiom, mode: Mode, dictionary: Dictionary, played: PlayedIdioms
) -> bool:
    """Whether `following` links to `last`. The same character links whatever its reading."""
    if last.word[-1] == following.word[0]:
        return True
    if mode == "exact" or (mode == "adaptive" and not sound_links(last, mode, dictionary, played)):
        return False
    if mode == "tone":
        return _same_toned(last.last_syllable, following.first_syllable)
    return last.tail_key("notone") == following.head_key("notone")


def sound_links(last: Idiom, mode: Mode, dictionary: Dictionary, played: PlayedIdioms) -> bool:
    """Whether an equal sound (同音) links too; in `adaptive` only if no idiom with the character is left."""
    if mode == "adaptive":
        return played.left(dictionary.index("char"), last.word[-1]) <= 0
    return mode != "exact"


def continuations(
    last: Idiom, mode: Mode, dictionary: Dictionary, *, common: bool
) -> Iterator[Idiom]:
    """Idioms of the core that may follow `last`, played or not.

    `adaptive` counts as `exact`: pass `notone` where the sound links.
    """
    char = last.word[-1]
    yield from dictionary.index("char", common=common).by_key.get(char, ())
    for kind, key in sound_keys(last, mode):
        for idiom in dictionary.index(kind, common=common).by_key.get(key, ()):
            if idiom.word[0] != char:
                yield idiom


def count_left(
    last: Idiom, mode: Mode, dictionary: Dictionary, played: PlayedIdioms, *, common: bool
) -> int:
    """How many continuations of `last` are left, at least: character and sound are not added up."""
    left = played.left(dictionary.index("char", common=common), last.word[-1])
    if mode == "adaptive" and left > 0:
        return left  # `sound_links` would say no, after counting once more
    if not sound_links(last, mode, dictionary, played):
        return left
    by_sound = 0
    for kind, key in sound_keys(last, "notone" if mode == "adaptive" else mode):
        by_sound += played.left(dictionary.index(kind, common=common), key)
    return max(left, by_sound)


def sound_keys(last: Idiom, mode: Mode) -> list[tuple[LinkKind, str]]:
    """Where indexes list the idioms of an equal sound; a neutral tone equals any tone."""
    syllable = last.last_syllable
    if mode == "notone" or (mode == "tone" and syllable[-1] == _NEUTRAL_TONE):
        return [("notone", syllable[:-1])]
    if mode == "tone":
        return [("tone", syllable), ("tone", syllable[:-1] + _NEUTRAL_TONE)]
    return []


def _same_toned(tail: str, head: str) -> bool:
    return tail == head or (tail[:-1] == head[:-1] and _NEUTRAL_TONE in (tail[-1], head[-1]))
