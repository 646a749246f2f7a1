"""The idioms already played in a game, with counts of what is left to play."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from bot.idioms.dictionary import HeadIndex


class PlayedIdioms:
    """The idioms of a game by standard form, and how many of each head key were played.

    Counting from scratch takes milliseconds where thousands were played; `add` and `remove` keep
    the counts up to date.
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        self.words = set(words)
        self._counts: dict[HeadIndex, Counter[str | None]] = {}

    def __contains__(self, word: str) -> bool:
        return word in self.words

    def add(self, word: str) -> None:
        """Count one more idiom."""
        if word not in self.words:
            self.words.add(word)
            for index, counts in self._counts.items():
                counts[index.key_of.get(word)] += 1

    def remove(self, word: str) -> None:
        """Take back an idiom, if it was played."""
        if word in self.words:
            self.words.remove(word)
            for index, counts in self._counts.items():
                counts[index.key_of.get(word)] -= 1

    @contextmanager
    def without(self, words: Sequence[str]) -> Iterator["PlayedIdioms"]:
        """Within the block: as it was before `words` were played."""
        for word in words:
            self.remove(word)
        try:
            yield self
        finally:
            for word in words:
                self.add(word)

    def left(self, index: HeadIndex, key: str) -> int:
        """How many idioms that `index` lists under `key` were not played yet."""
        counts = self._counts.get(index)
        if counts is None:
            counts = self._counts[index] = Counter(map(index.key_of.get, self.words))
        return len(index.by_key.get(key, ())) - counts.get(key, 0)
