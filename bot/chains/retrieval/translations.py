"""The terms of a question in the other language, Chinese or English, from a dictionary.

data/translations.tsv is made from CC-CEDICT by bench/build_translations.py. A word has several
meanings, so all of them weigh less than the word itself; the passages decide which was meant.
"""

import mmap
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from bot.chains.retrieval.terms import question_runs, question_words, spaced

_DATA = Path(__file__).with_name("data") / "translations.tsv"
_WEIGHT = 0.6
_CHARACTER_WEIGHT = 0.2
"""Of the meanings of a single character, which is often a part of a word that is not listed."""
_MAX_WORD_CHARS = 4
"""Of the Chinese words in the dictionary."""


def translated_terms(question: str) -> dict[str, float]:
    """The terms of the translations with their weights."""
    table = _table()
    terms: dict[str, float] = {}
    for run in question_runs(question):
        for word, meanings in _longest_words(run, table):
            weight = _WEIGHT if len(word) > 1 else _CHARACTER_WEIGHT
            for english in " ".join(meanings).split():
                terms[spaced(english)] = max(weight, terms.get(spaced(english), 0))
    words = question_words(question)
    for phrase in [*words, *map(" ".join, pairwise(words))]:
        terms |= dict.fromkeys(table.get(phrase), _WEIGHT)
    return terms


def _longest_words(run: str, table: "_SortedTable") -> Iterator[tuple[str, list[str]]]:
    """The listed words of a run of Chinese, from left to right, each as long as can be."""
    start = 0
    while start < len(run):
        for length in range(_MAX_WORD_CHARS, 0, -1):
            word = run[start : start + length]
            if meanings := table.get(word):
                yield word, meanings
                break
        start += len(word)


class _SortedTable:
    """Lines `key<TAB>value;value` of a file that is sorted by its bytes.

    It is searched where it lies: a dict of it would take 20 MB and 0.1 s to load.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def get(self, key: str) -> list[str]:
        """The values of a key, none where it is not listed."""
        wanted = f"{key}\t".encode()
        low, high = 0, len(self._data)
        while low < high:
            middle = (low + high) // 2
            begin = max(low, self._data.rfind(b"\n", low, middle) + 1)
            end = self._data.find(b"\n", middle, high)
            line = self._data[begin:end]
            if line.startswith(wanted):
                return line[len(wanted) :].decode().split(";")
            if line < wanted:
                low = end + 1
            else:
                high = begin
        return []


@lru_cache(maxsize=1)
def _table() -> _SortedTable:
    return _SortedTable(_DATA)
