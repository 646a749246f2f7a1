"""Which idioms may follow which, in every mode, and how many ways out are left."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from bot.idioms.lexicon import Group, Idiom, Lexicon, Sound
from bot.models.game import Mode

_NEUTRAL = "5"


class Played:
    """The idioms of a game so far, by standard form, with counts for quick choices.

    Counting anew takes milliseconds where thousands were played; `add` and `remove` keep the
    counts up to date.
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        self.words = set(words)
        self._counts: dict[int, tuple[Group, int, Counter[str | None]]] = {}

    def __contains__(self, word: str) -> bool:
        return word in self.words

    def add(self, word: str) -> None:
        """One more idiom was played."""
        if word not in self.words:
            self.words.add(word)
            for group, _, counts in self._counts.values():
                counts[group.key_of.get(word)] += 1

    def remove(self, word: str) -> None:
        """Take an idiom back, if it was played."""
        if word in self.words:
            self.words.remove(word)
            for group, _, counts in self._counts.values():
                counts[group.key_of.get(word)] -= 1

    @contextmanager
    def without(self, words: Sequence[str]) -> Iterator["Played"]:
        """As it was before `words` were played, within the block."""
        for word in words:
            self.remove(word)
        try:
            yield self
        finally:
            for word in words:
                self.add(word)

    def left(self, group: Group, key: str) -> int:
        """How many idioms of the group that start with `key` were not played yet."""
        counted = self._counts.get(id(group))
        if counted is None or counted[1] != group.changes:
            counted = self._counts[id(group)] = (
                group,
                group.changes,
                Counter(map(group.key_of.get, self.words)),
            )
        return len(group.starts.get(key, ())) - counted[2].get(key, 0)


def links(last: Idiom, following: Idiom, mode: Mode, lexicon: Lexicon, played: Played) -> bool:
    """May `following` come after `last`? The same character always links, whatever its reading."""
    if last.word[-1] == following.word[0]:
        return True
    if mode == "exact" or (mode == "adaptive" and not by_sound(last, mode, lexicon, played)):
        return False
    if mode == "tone":
        return _same_toned(last.tail, following.head)
    return last.ends("base") == following.starts("base")


def by_sound(last: Idiom, mode: Mode, lexicon: Lexicon, played: Played) -> bool:
    """Does an equal sound (同音) continue too? In `adaptive` only where the character is used up."""
    if mode == "adaptive":
        return played.left(lexicon.group("char"), last.word[-1]) <= 0
    return mode != "exact"


def followers(last: Idiom, mode: Mode, lexicon: Lexicon, *, common: bool) -> Iterator[Idiom]:
    """Idioms of the core that link by `mode`; `adaptive` is given here by what it comes down to."""
    char = last.word[-1]
    yield from lexicon.group("char", common=common).starts.get(char, ())
    for sound, key in _sound_keys(last, mode):
        for idiom in lexicon.group(sound, common=common).starts.get(key, ()):
            if idiom.word[0] != char:
                yield idiom


def exits(last: Idiom, mode: Mode, lexicon: Lexicon, played: Played, *, common: bool) -> int:
    """How many continuations of `last` are left (at least: readings of one sound count)."""
    left = played.left(lexicon.group("char", common=common), last.word[-1])
    if mode == "adaptive" and left > 0:
        return left  # `by_sound` would say no, after counting once more
    if not by_sound(last, mode, lexicon, played):
        return left
    sounded = 0
    for sound, key in _sound_keys(last, "notone" if mode == "adaptive" else mode):
        sounded += played.left(lexicon.group(sound, common=common), key)
    return max(left, sounded)


def _sound_keys(last: Idiom, mode: Mode) -> list[tuple[Sound, str]]:
    """Where in the groups the idioms of an equal sound stand; a neutral tone equals any."""
    if mode == "notone" or (mode == "tone" and last.tail[-1] == _NEUTRAL):
        return [("base", last.tail[:-1])]
    if mode == "tone":
        return [("tone", last.tail), ("tone", last.tail[:-1] + _NEUTRAL)]
    return []


def _same_toned(tail: str, head: str) -> bool:
    return tail == head or (tail[:-1] == head[:-1] and _NEUTRAL in (tail[-1], head[-1]))
