"""The dictionary of idioms, loaded on first use, and the ways to look into it.

`data/lexicon.tsv` has a row for each idiom: word, pinyin with tone numbers (5: neutral, v: ü), in how
many news articles it was met (THUOCL's document frequency; 1: everyday by review), tier, standard
form if it is a variant.
Tiers A and B are met in the news, C and D stand in at least two independent dictionaries; together
they are the core. E is accepted from players and never offered. bench/build_lexicon.py builds it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from sys import intern
from typing import Literal, NamedTuple

from bot.models.custom_idiom import CustomIdiom

Sound = Literal["char", "tone", "base"]
"""What links two idioms: the character, the syllable with its tone, the syllable without."""

_DATA = Path(__file__).parent / "data"


class Idiom(NamedTuple):
    """One row of the dictionary; `standard` is empty where the word is itself the standard form."""

    word: str
    pinyin: str
    df: int
    tier: str
    standard: str

    @property
    def head(self) -> str:
        """The first syllable with its tone number, e.g. `hua4`."""
        return self.pinyin[: self.pinyin.index(" ")]

    @property
    def tail(self) -> str:
        """The last syllable with its tone number."""
        return self.pinyin[self.pinyin.rindex(" ") + 1 :]

    @property
    def core(self) -> bool:
        """May the bot count on it: two witnesses, and no variant of another?"""
        return self.tier != "E" and not self.standard

    def starts(self, sound: Sound) -> str:
        """The key under which it is found as a continuation."""
        return self.word[0] if sound == "char" else _sound(self.head, sound)

    def ends(self, sound: Sound) -> str:
        """The key that a continuation of it has."""
        return self.word[-1] if sound == "char" else _sound(self.tail, sound)


@dataclass(slots=True)
class Group:
    """Idioms of the core by what they start with.

    `starts` maps a key to its idioms, the best known first; `key_of` each idiom's word to its key;
    `changes` tells whoever counted in it that the group is another since.
    """

    starts: dict[str, list[Idiom]]
    key_of: dict[str, str]
    changes: int = 0

    def add(self, idiom: Idiom, key: str) -> None:
        """Take in one that was taught."""
        self.starts[key] = [*self.starts.get(key, ()), idiom]
        self.key_of[idiom.word] = intern(key)
        self.changes += 1

    def remove(self, idiom: Idiom) -> None:
        """Leave out one that was taught."""
        key = self.key_of.pop(idiom.word)
        self.starts[key] = [other for other in self.starts[key] if other.word != idiom.word]
        if not self.starts[key]:
            del self.starts[key]
        self.changes += 1


class Lexicon:
    """All idioms by word; the groups and indexes are made when first asked for."""

    def __init__(self, idioms: Iterator[Idiom]) -> None:
        self.idioms = {idiom.word: idiom for idiom in idioms}
        self.lessons: dict[str, CustomIdiom] = {}
        self._groups: dict[tuple[Sound, bool], Group] = {}
        self._readings: dict[str, set[str]] = {}
        self._places: dict[tuple[str, bool], dict[tuple[int, str], list[Idiom]]] = {}

    def standard(self, word: str) -> Idiom | None:
        """The idiom, by its standard form where `word` is a variant; `word` is a folded key."""
        idiom = self.idioms.get(word)
        return self.idioms.get(idiom.standard, idiom) if idiom else None

    def linkable(self, word: str) -> Idiom:
        """The idiom to continue from, which may be one that was taught and dropped since.

        What the dictionary lacks is linked as well as may be: by its last character, and a reading
        that this has elsewhere.
        """
        known = self.standard(word)
        if known:
            return known
        reading = min(self.readings(word[-1]), default="?")
        return Idiom(word, f"?5 {reading}5", 0, "E", "")

    def learn(self, lessons: Iterable[CustomIdiom]) -> None:
        """Know these idioms, and no other ones, beside those that are shipped."""
        before = self.lessons
        after = {
            lesson.word: lesson
            for lesson in lessons
            if lesson.word in before or lesson.word not in self.idioms
        }
        for word, lesson in before.items():
            if after.get(word) != lesson:
                self._remove(self.idioms.pop(word))
        for word, lesson in after.items():
            if before.get(word) != lesson:
                tier = "D" if lesson.offered else "E"
                self.idioms[word] = Idiom(word, lesson.pinyin, 0, tier, "")
                self._add(self.idioms[word])
        self.lessons = after

    def _add(self, idiom: Idiom) -> None:
        for (sound, common), group in self._groups.items():
            if idiom.core and not common:  # nobody has counted how well known it is
                group.add(idiom, idiom.starts(sound))
        self._forget_ends(idiom)

    def _remove(self, idiom: Idiom) -> None:
        for (_, common), group in self._groups.items():
            if idiom.core and not common:
                group.remove(idiom)
        self._forget_ends(idiom)

    def _forget_ends(self, idiom: Idiom) -> None:
        if idiom.core:
            self.__dict__.pop("by_last", None)
            self._readings.clear()
            self._places.clear()

    def group(self, sound: Sound, *, common: bool = False) -> Group:
        """The core, or those of it that are met in the news, by their start."""
        wanted = (sound, common)
        made = self._groups.get(wanted)
        if made is None:
            starts: dict[str, list[Idiom]] = defaultdict(list)
            key_of = {}
            for idiom in self.idioms.values():
                if idiom.core and (idiom.df or not common):
                    key = intern(idiom.starts(sound))  # a few hundred strings, not 30,000
                    starts[key].append(idiom)
                    key_of[idiom.word] = key
            made = self._groups[wanted] = Group(dict(starts), key_of)
        return made

    @cached_property
    def by_last(self) -> dict[str, list[Idiom]]:
        """The core by last character."""
        found: dict[str, list[Idiom]] = defaultdict(list)
        for idiom in self.idioms.values():
            if idiom.core:
                found[idiom.word[-1]].append(idiom)
        return dict(found)

    def by_place(self, char: str, *, at_head: bool) -> dict[tuple[int, str], list[Idiom]]:
        """The core's idioms that begin (or end) with `char`, by the place and name of each other one.

        Places are counted from that end, as in slices: 1, 2 … or -2, -3 …
        """
        if (char, at_head) not in self._places:
            ends = self.group("char").starts if at_head else self.by_last
            found: dict[tuple[int, str], list[Idiom]] = defaultdict(list)
            for idiom in ends.get(char, ()):
                for i in range(1, len(idiom.word)):
                    place = i if at_head else -1 - i
                    found[place, idiom.word[place]].append(idiom)
            self._places[char, at_head] = dict(found)
        return self._places[char, at_head]

    def readings(self, char: str) -> set[str]:
        """The syllables without tone that the character has at an end of some idiom."""
        if char not in self._readings:
            first = {i.starts("base") for i in self.group("char").starts.get(char, ())}
            self._readings[char] = first | {i.ends("base") for i in self.by_last.get(char, ())}
        return self._readings[char]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The dictionary of this process (about 35,000 idioms)."""
    return Lexicon(_rows())


@lru_cache(maxsize=1)
def glosses() -> dict[str, str]:
    """English meanings by word: CC-CEDICT, CC BY-SA 4.0 (see THIRD_PARTY)."""
    lines = (_DATA / "glosses.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines)


def _rows() -> Iterator[Idiom]:
    with (_DATA / "lexicon.tsv").open(encoding="utf-8") as file:
        for line in file:
            word, pinyin, df, tier, standard = line[:-1].split("\t")
            yield Idiom(word, pinyin, int(df), intern(tier), standard)


def _sound(syllable: str, sound: Sound) -> str:
    return syllable if sound == "tone" else syllable[:-1]
