"""How long a game lasts after an idiom, by how the idiom ends: `data/survival.tsv`.

A figure from 0 (nobody goes on) to 1, of play with well-known idioms in which nothing is used up
(bench/build_survival.py).
"""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from bot.idioms.dictionary import Idiom

_FILE = Path(__file__).parent / "data" / "survival.tsv"


class IdiomEnding(NamedTuple):
    """The last character of an idiom, and its toneless sound."""

    char: str
    sound: str


def ending_of(idiom: Idiom) -> IdiomEnding:
    """How the idiom ends."""
    return IdiomEnding(idiom.word[-1], idiom.tail_key("notone"))


@lru_cache(maxsize=1)
def survival_by_ending() -> dict[IdiomEnding, float]:
    """The figure of each ending of the core, read when first needed."""
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    cells = (line.split("\t") for line in lines)
    return {IdiomEnding(char, sound): float(value) for char, sound, value in cells}
