"""The dictionary: which idioms there are, and which of them (the core) the bot itself plays.

Either the shipped dictionary, or a copy with custom idioms added.

`data/idioms.tsv` has one row an idiom: word, pinyin with tone numbers (5: neutral, v: ü), document
frequency (THUOCL: in how many news articles it was found; 1: everyday by review), tier, and the
standard form if the word is a variant of another.
Tiers A and B were found in the news, C and D are in at least two independent dictionaries; together
they are the core. Tier E is accepted from players and never played by the bot.
bench/build_dictionary.py makes the file.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from sys import intern
from typing import Literal, NamedTuple

from bot.models.custom_idiom import CustomIdiom

LinkKind = Literal["char", "tone", "notone"]
"""What two idioms share where they link: the character, the syllable with or without its tone."""

_DATA = Path(__file__).parent / "data"


class Idiom(NamedTuple):
    """One row of the dictionary; `standard_form` is empty where `word` is the standard form.

    `df` is the document frequency.
    """

    word: str
    pinyin: str
    df: int
    tier: str
    standard_form: str

    @property
    def first_syllable(self) -> str:
        """With its tone number, e.g. `hua4`."""
        return self.pinyin[: self.pinyin.index(" ")]

    @property
    def last_syllable(self) -> str:
        """With its tone number."""
        return self.pinyin[self.pinyin.rindex(" ") + 1 :]

    @property
    def is_core(self) -> bool:
        """May the bot play it? It needs two sources, and must not be a variant of another."""
        return self.tier != "E" and not self.standard_form

    def head_key(self, kind: LinkKind) -> str:
        """The key under which an index lists it."""
        return self.word[0] if kind == "char" else _sound(self.first_syllable, kind)

    def tail_key(self, kind: LinkKind) -> str:
        """The key under which an index lists what may follow it."""
        return self.word[-1] if kind == "char" else _sound(self.last_syllable, kind)


@dataclass(frozen=True, slots=True, eq=False)
class HeadIndex:
    """Idioms of the core by what they start with.

    `by_key` maps a head key to its idioms, the most frequent first; `key_of` a word to its head key.
    """

    by_key: dict[str, list[Idiom]]
    key_of: dict[str, str]

    @classmethod
    def of(cls, idioms: Iterable[Idiom], kind: LinkKind) -> "HeadIndex":
        """Index `idioms`, which come in the order that each key's list keeps."""
        by_key: dict[str, list[Idiom]] = defaultdict(list)
        key_of = {}
        for idiom in idioms:
            key = intern(idiom.head_key(kind))  # a few hundred strings instead of 30,000
            by_key[key].append(idiom)
            key_of[idiom.word] = key
        return cls(dict(by_key), key_of)

    def extended(self, added: "HeadIndex") -> "HeadIndex":
        """An index of the idioms of both."""
        changed = {
            key: [*self.by_key.get(key, ()), *idioms] for key, idioms in added.by_key.items()
        }
        return HeadIndex(self.by_key | changed, self.key_of | added.key_of)


class Dictionary:
    """Idioms by word. Immutable; rows and indexes are loaded when they are first needed.

    Args:
        shipped: the dictionary to extend; None: this is the shipped one.
        custom: custom idioms that the shipped one does not have.
    """

    def __init__(
        self, shipped: "Dictionary | None" = None, custom: Iterable[CustomIdiom] = ()
    ) -> None:
        self.custom = {idiom.word: idiom for idiom in custom}
        self._shipped = shipped
        self._indexes: dict[tuple[LinkKind, bool], HeadIndex] = {}
        self._sounds: dict[str, set[str]] = {}
        self._by_two_chars: dict[tuple[str, bool], dict[tuple[int, str], list[Idiom]]] = {}

    @cached_property
    def idioms(self) -> dict[str, Idiom]:
        """Every idiom by its normalised word, the most frequent first."""
        if self._shipped is None:
            return _read_idioms()
        return self._shipped.idioms | {
            word: Idiom(word, custom.pinyin, 0, "D" if custom.bot_plays else "E", "")
            for word, custom in self.custom.items()
        }

    def find(self, key: str) -> Idiom | None:
        """The idiom in its standard form; `key` is a normalised word, which may be a variant."""
        idiom = self.idioms.get(key)
        return self.idioms.get(idiom.standard_form, idiom) if idiom else None

    def find_or_guess(self, key: str) -> Idiom:
        """As `find`, for an idiom to continue from, which may be a custom idiom since removed.

        For an unknown word the last syllable is a guess: a reading that its last character has in
        another idiom.
        """
        known = self.find(key)
        if known:
            return known
        syllable = min(self.sounds(key[-1]), default="?")
        return Idiom(key, f"?5 {syllable}5", 0, "E", "")

    def with_custom_idioms(self, custom: Iterable[CustomIdiom]) -> "Dictionary":
        """The shipped dictionary with these idioms added; it wins where it has the word itself."""
        shipped = self._shipped or self
        return Dictionary(shipped, (idiom for idiom in custom if idiom.word not in shipped.idioms))

    def index(self, kind: LinkKind, *, common: bool = False) -> HeadIndex:
        """The core by what it starts with; `common`: only idioms that were found in the news."""
        made = self._indexes.get((kind, common))
        if made is None:
            made = self._indexes[kind, common] = self._make_index(kind, common=common)
        return made

    def _make_index(self, kind: LinkKind, *, common: bool) -> HeadIndex:
        if self._shipped is None:
            return HeadIndex.of((i for i in self._core() if i.df or not common), kind)
        index = self._shipped.index(kind, common=common)
        if common:  # no frequency is known of a custom idiom
            return index
        return index.extended(HeadIndex.of(self._custom_core(), kind))

    @cached_property
    def syllables(self) -> frozenset[str]:
        """Every syllable that occurs in a shipped idiom, without its tone."""
        if self._shipped:
            return self._shipped.syllables
        found = (s for idiom in self.idioms.values() for s in idiom.pinyin.split(" "))
        return frozenset(syllable[:-1] for syllable in found)

    @cached_property
    def by_last_char(self) -> dict[str, list[Idiom]]:
        """The core by last character."""
        found: dict[str, list[Idiom]] = defaultdict(list)
        for idiom in self._core():
            found[idiom.word[-1]].append(idiom)
        return dict(found)

    def by_two_chars(self, char: str, *, at_head: bool) -> dict[tuple[int, str], list[Idiom]]:
        """The core's idioms that begin (or end) with `char`, by position and value of another one.

        Positions count from that end, as in slices: 1, 2 … or -2, -3 …
        """
        if (char, at_head) not in self._by_two_chars:
            idioms = (self.index("char").by_key if at_head else self.by_last_char).get(char, ())
            found: dict[tuple[int, str], list[Idiom]] = defaultdict(list)
            for idiom in idioms:
                for i in range(1, len(idiom.word)):
                    position = i if at_head else -1 - i
                    found[position, idiom.word[position]].append(idiom)
            self._by_two_chars[char, at_head] = dict(found)
        return self._by_two_chars[char, at_head]

    def sounds(self, char: str) -> set[str]:
        """The toneless syllables that the character has at the start or end of some idiom."""
        if char not in self._sounds:
            starting = self.index("char").by_key.get(char, ())
            ending = self.by_last_char.get(char, ())
            heads = {idiom.head_key("notone") for idiom in starting}
            self._sounds[char] = heads | {idiom.tail_key("notone") for idiom in ending}
        return self._sounds[char]

    def _core(self) -> Iterator[Idiom]:
        return (idiom for idiom in self.idioms.values() if idiom.is_core)

    def _custom_core(self) -> Iterator[Idiom]:
        return (self.idioms[word] for word, custom in self.custom.items() if custom.bot_plays)


@lru_cache(maxsize=1)
def shipped_dictionary() -> Dictionary:
    """About 35,000 idioms, read from `data/idioms.tsv` when first used."""
    return Dictionary()


@lru_cache(maxsize=1)
def english_glosses() -> dict[str, str]:
    """English meanings by word: CC-CEDICT, CC BY-SA 4.0 (see THIRD_PARTY)."""
    lines = (_DATA / "glosses.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines)


def _read_idioms() -> dict[str, Idiom]:
    idioms = {}
    with (_DATA / "idioms.tsv").open(encoding="utf-8") as file:
        for line in file:
            word, pinyin, df, tier, standard_form = line[:-1].split("\t")
            idioms[word] = Idiom(word, pinyin, int(df), intern(tier), standard_form)
    return idioms


def _sound(syllable: str, kind: LinkKind) -> str:
    return syllable if kind == "tone" else syllable[:-1]
