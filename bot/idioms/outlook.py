"""How well a game goes on after an idiom: what a player may answer, and what the bot can then."""

from itertools import islice

from bot.idioms.lexicon import Group, Idiom, Lexicon
from bot.idioms.links import Played

_ENOUGH = 3
"""Well-known continuations that let a player go on."""
_REPLIES = 40
"""Replies that are looked at: after 一 there are hundreds."""


class Outlook:
    """Looks two moves ahead in a game whose links are the character first, then the sound.

    One is made for each move; it remembers what it found.
    """

    def __init__(self, book: Lexicon, played: Played) -> None:
        self._played = played
        self._all, self._all_sounds = book.group("char"), book.group("base")
        self._common = book.group("char", common=True)
        self._common_sounds = book.group("base", common=True)
        self._shares: dict[str, float] = {}
        self._leads_on: dict[str, bool] = {}

    def share(self, idiom: Idiom) -> float:
        """Of the well-known replies to `idiom`, how many leave the bot a good answer (0 to 1)."""
        char = idiom.word[-1]
        if char not in self._shares:
            replies = self._replies(idiom)
            good = sum(map(self._answerable, replies))
            self._shares[char] = good / len(replies) if replies else 0.0
        return self._shares[char]

    def _replies(self, idiom: Idiom) -> list[Idiom]:
        char = idiom.word[-1]
        if self._left(self._all, char):
            known = self._common.starts.get(char, ())
        else:
            known = self._common_sounds.starts.get(idiom.ends("base"), ())
        return [i for i in islice(known, _REPLIES) if i.word not in self._played.words]

    def _answerable(self, reply: Idiom) -> bool:
        """Can the bot follow with something that a player can follow?"""
        char = reply.word[-1]
        if char not in self._leads_on:
            if self._left(self._all, char):
                answers = self._all.starts[char]
                self._leads_on[char] = any(map(self._goes_on, answers))
            else:
                self._leads_on[char] = self._left(self._all_sounds, reply.ends("base"))
        return self._leads_on[char]

    def _goes_on(self, answer: Idiom) -> bool:
        if len(answer.word) != 4 or answer.word in self._played.words:
            return False
        char = answer.word[-1]
        enough = self._played.left(self._common, char) >= _ENOUGH
        return enough or not self._left(self._all, char)

    def _left(self, group: Group, key: str) -> bool:
        return self._played.left(group, key) > 0
