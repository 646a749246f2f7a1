"""How surely the bot wins after its idiom, by mode and how the idiom ends: `data/win_values.tsv`.

From 0 (the player wins) to 1 (the player has no well-known answer), by retrograde analysis in which
nothing is used up (bench/build_win_values.py).
"""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from bot.idioms.dictionary import Idiom
from bot.models.game_rules import Mode

_FILE = Path(__file__).parent / "data" / "win_values.tsv"


class LastSound(NamedTuple):
    """The last character of an idiom, and its syllable with the tone."""

    char: str
    syllable: str


def last_sound_of(idiom: Idiom) -> LastSound:
    """How the idiom ends."""
    return LastSound(idiom.word[-1], idiom.last_syllable)


@lru_cache(maxsize=4)
def win_values(mode: Mode) -> dict[LastSound, float]:
    """The value of each ending of the core, read when first needed."""
    header, *rows = (line.split("\t") for line in _FILE.read_text(encoding="utf-8").splitlines())
    column = header.index(mode)
    return {LastSound(row[0], row[1]): float(row[column]) for row in rows}
