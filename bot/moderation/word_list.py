"""A list of words, found in a text in one pass (Aho and Corasick, CACM 18/6, 1975).

The file holds one word a line; `!` before a word: a text with it is rejected outright, else it goes
to review. `#` begins a comment line.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from bot.errors import StartError
from bot.moderation.text_normaliser import NormalisedText, normalise, without_separators

SHIPPED = Path(__file__).parent / "data" / "words.txt"


class Found(NamedTuple):
    """A word of the list at text[start:end]."""

    start: int
    end: int
    rejects: bool


class WordList:
    """Finds every word of a list; their lengths and their number do not slow it down."""

    def __init__(self, words: Iterable[tuple[str, bool]]) -> None:
        self._next: list[dict[str, int]] = [{}]
        self._ends: list[dict[int, bool]] = [{}]  # of each node: length of the word -> rejects
        self._fall: list[int] = [0]
        for word, rejects in words:
            self._add(without_separators(normalise(word)).text, rejects=rejects)
        self._link()

    @classmethod
    def read(cls, file: Path | None = None) -> "WordList":
        """The list in `file` (None: the one shipped); raises StartError where it cannot be read."""
        try:
            lines = (file or SHIPPED).read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise StartError(
                f"moderation.words_file cannot be read as UTF-8 text: {file}"
            ) from error
        entries = (line.strip() for line in lines)
        return cls(
            (entry.removeprefix("!"), entry.startswith("!"))
            for entry in entries
            if entry and not entry.startswith("#")
        )

    def find(self, text: NormalisedText) -> Iterator[Found]:
        """Every occurrence in a dense text; a Latin word counts only where it stands alone."""
        node = 0
        for at, character in enumerate(text.text):
            while node and character not in self._next[node]:
                node = self._fall[node]
            node = self._next[node].get(character, 0)
            for length, rejects in self._ends[node].items():
                start = at + 1 - length
                if _is_whole(text.text, start, at + 1):
                    yield Found(start, at + 1, rejects)

    def _add(self, word: str, *, rejects: bool) -> None:
        if not word:
            return
        node = 0
        for character in word:
            if character not in self._next[node]:
                self._next.append({})
                self._ends.append({})
                self._fall.append(0)
                self._next[node][character] = len(self._next) - 1
            node = self._next[node][character]
        self._ends[node][len(word)] = rejects or self._ends[node].get(len(word), False)

    def _link(self) -> None:
        """Let each node fall back to the longest of its endings that begins a word, level by level."""
        waiting = deque(self._next[0].values())
        while waiting:
            node = waiting.popleft()
            for character, child in self._next[node].items():
                fall = self._fall[node]
                while fall and character not in self._next[fall]:
                    fall = self._fall[fall]
                self._fall[child] = self._next[fall].get(character, 0)
                self._ends[child] = self._ends[self._fall[child]] | self._ends[child]
                waiting.append(child)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Latin letters must end where the word ends: "ass" is no part of "class"."""
    cut_before = start > 0 and _is_latin(text[start]) and _is_latin(text[start - 1])
    cut_after = end < len(text) and _is_latin(text[end - 1]) and _is_latin(text[end])
    return not cut_before and not cut_after


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()
