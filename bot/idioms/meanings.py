"""What idioms mean, in Chinese: `data/meanings.tsv`, which may be missing.

The file has one line an idiom (word, tab, meaning), sorted by the bytes of the word, so that a meaning is
found by bisection in the mapped file: nothing is loaded, and pages that nobody reads take no memory.
bench/build_meanings.py makes it; THIRD_PARTY says where the words come from.
"""

import mmap
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "meanings.tsv"


class Meanings:
    """The meanings in a file; without the file there are none."""

    def __init__(self, path: Path = _FILE) -> None:
        self._lines: mmap.mmap | bytes = b""
        if path.exists() and path.stat().st_size:
            with path.open("rb") as file:
                self._lines = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def __bool__(self) -> bool:
        return bool(self._lines)

    def get(self, word: str) -> str:
        """The meaning of an idiom in its standard form; empty where the file has none."""
        wanted = word.encode(errors="replace")
        low, high = 0, len(self._lines)
        while low < high:
            middle = (low + high) // 2
            start = self._lines.rfind(b"\n", low, middle) + 1 or low
            end = self._lines.find(b"\n", middle)
            found, _, meaning = self._lines[start:end].partition(b"\t")
            if found == wanted:
                return meaning.decode()
            if found < wanted:
                low = end + 1
            else:
                high = start
        return ""


@lru_cache(maxsize=1)
def chinese_meanings() -> Meanings:
    """The shipped meanings, mapped when first used."""
    return Meanings()
