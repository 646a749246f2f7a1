"""A list of words, found in a text in one pass (Aho-Corasick).

The file has one word a line. A text with a word that follows `!` is rejected outright, with another
one it goes to review. `#` begins a comment line.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import ahocorasick

from bot.errors import StartError
from bot.moderation.text_normaliser import NormalisedText, normalise, without_separators

SHIPPED = Path(__file__).parent / "data" / "words.txt"


class WordHit(NamedTuple):
    """A word of the list at text[start:end]."""

    start: int
    end: int
    rejects: bool


class WordList:
    """Finds every word of a list; takes (word, does it reject the text?)."""

    def __init__(self, words: Iterable[tuple[str, bool]]) -> None:
        self._automaton = ahocorasick.Automaton()
        for word, rejects in words:
            normalised = without_separators(normalise(word)).text
            if normalised:
                known = self._automaton.get(normalised, (0, False))
                self._automaton.add_word(normalised, (len(normalised), rejects or known[1]))
        self._automaton.make_automaton()

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

    def find(self, text: NormalisedText) -> Iterator[WordHit]:
        """Every occurrence in a text without separators; a Latin word counts as a whole word only."""
        if not self._automaton:
            return
        for last, (length, rejects) in self._automaton.iter(text.text):
            start, end = last + 1 - length, last + 1
            if _is_whole_word(text.text, start, end):
                yield WordHit(start, end, rejects)


def _is_whole_word(text: str, start: int, end: int) -> bool:
    """Latin letters must end where the word ends: "ass" is no part of "class"."""
    cut_before = start > 0 and _is_latin(text[start]) and _is_latin(text[start - 1])
    cut_after = end < len(text) and _is_latin(text[end - 1]) and _is_latin(text[end])
    return not cut_before and not cut_after


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()
