"""The daily idiom puzzle, and how a person does at it."""

from dataclasses import dataclass, field
from typing import Literal

DailyMark = Literal["closer", "detour", "dead_end"]
"""What an idiom was: nearer to the goal; kept, but not nearer; taken back, since the goal is out of reach."""


@dataclass(frozen=True, slots=True)
class DailyPuzzle:
    """Lead from `start` to `goal`; `number` counts the days since the first puzzle."""

    number: int
    start: str
    goal: str


@dataclass(frozen=True, slots=True)
class DailyTry:
    """One idiom of a person."""

    word: str
    mark: DailyMark


@dataclass(frozen=True, slots=True)
class DailyStatistics:
    """The days on which a person finished the puzzle, solved it, and how many of these in a row."""

    played: int = 0
    solved: int = 0
    streak: int = 0
    longest: int = 0


@dataclass(frozen=True, slots=True)
class DailyProgress:
    """A person's attempt at a puzzle; they have one for each.

    `number`: of the puzzle (0: none yet). `update_id`: the update of the last try; `wish`: the one that
    opened the puzzle. `last_solved`: the number of the puzzle that was solved last.
    """

    number: int = 0
    tries: tuple[DailyTry, ...] = ()
    is_solved: bool = False
    update_id: int = 0
    wish: int = 0
    last_solved: int = 0
    statistics: DailyStatistics = field(default_factory=DailyStatistics)
