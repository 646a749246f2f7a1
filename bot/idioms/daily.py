"""The daily puzzle: a bridge of idioms from one to another, the same for everybody on a day.

A person links idioms by equal characters, from the start until one ends with the first character of the
goal. Every idiom that links is a try, and there are six. One after which the goal cannot be reached with
the tries that are left, by well-known idioms, is taken back.

The puzzle of a day is drawn by the SHA-256 of its date and a counter: start and goal are two of the 2,000
most frequent idioms, with no bridge of one idiom and at least three of two well-known ones. The shipped
dictionary alone decides, so all replicas agree.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache, lru_cache
from hashlib import sha256
from itertools import count, islice

from bot.idioms.dictionary import Idiom, shipped_dictionary
from bot.models.daily import DailyMark, DailyPuzzle

TRIES = 6
_FIRST_DAY = date(2026, 1, 1)
_LENGTH = 4
_DRAWN_FROM, _KNOWN_DF, _LEAST_BRIDGES = 2_000, 100, 3


def puzzle_of(day: date) -> DailyPuzzle:
    """The puzzle of that day."""
    return puzzle_with((day - _FIRST_DAY).days + 1)


@lru_cache(maxsize=4)
def puzzle_with(number: int) -> DailyPuzzle:
    """The puzzle that has that number."""
    day = _FIRST_DAY + timedelta(days=number - 1)
    frequent = _known()[:_DRAWN_FROM]
    for attempt in count():
        digest = sha256(f"{day.isoformat()} {attempt}".encode()).digest()
        start = frequent[int.from_bytes(digest[:8], "big") % len(frequent)]
        goal = frequent[int.from_bytes(digest[8:16], "big") % len(frequent)]
        if _is_fair(start, goal):
            return DailyPuzzle(number, start.word, goal.word)
    raise AssertionError


def steps_left(puzzle: DailyPuzzle, last: str) -> int | None:
    """How many idioms are needed after `last`, at least; None where well-known ones do not get there."""
    return _distances(puzzle.goal[0]).get(last[-1])


def mark_of(puzzle: DailyPuzzle, last: str, word: str, tries_left: int) -> DailyMark:
    """What `word` is after `last`; `tries_left` after it."""
    before, after = steps_left(puzzle, last), steps_left(puzzle, word)
    if after is None or after > tries_left:
        return "dead_end"
    return "closer" if before is None or after < before else "detour"


def solution(puzzle: DailyPuzzle, last: str) -> list[str]:
    """The shortest way from `last` to the goal, by the most frequent idioms; empty where there is none."""
    found = list[str]()
    while left := steps_left(puzzle, last):
        last = next(i.word for i in _by_head()[last[-1]] if steps_left(puzzle, i.word) == left - 1)
        found.append(last)
    return found


@cache
def _known() -> tuple[Idiom, ...]:
    """The well-known idioms of four characters, the most frequent first."""
    idioms = shipped_dictionary().idioms.values()
    return tuple(i for i in idioms if i.df and i.is_core and len(i.word) == _LENGTH)


@cache
def _by_head() -> Mapping[str, Sequence[Idiom]]:
    found = defaultdict[str, list[Idiom]](list)
    for idiom in _known():
        found[idiom.word[0]].append(idiom)
    return found


@lru_cache(maxsize=4)
def _distances(goal: str) -> dict[str, int]:
    """Character -> how many idioms lead from an idiom that ends with it to one that ends with `goal`."""
    heads_of = defaultdict[str, set[str]](set)
    for idiom in _known():
        heads_of[idiom.word[-1]].add(idiom.word[0])
    found, reached, steps = {goal: 0}, {goal}, 0
    while reached:
        steps += 1
        reached = {head for tail in reached for head in heads_of[tail]} - found.keys()
        found |= dict.fromkeys(reached, steps)
    return found


def _is_fair(start: Idiom, goal: Idiom) -> bool:
    """Does a bridge need two idioms, and are there several that people know?"""
    last, wanted = start.word[-1], goal.word[0]
    firsts = _by_head().get(last, ())
    if wanted in {last, *(first.word[-1] for first in firsts)}:
        return False
    bridges = (
        second
        for first in firsts
        if first.df >= _KNOWN_DF
        for second in _by_head().get(first.word[-1], ())
        if second.df >= _KNOWN_DF and second.word[-1] == wanted
    )
    return len(list(islice(bridges, _LEAST_BRIDGES))) == _LEAST_BRIDGES
