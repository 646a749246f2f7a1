"""Looks two moves ahead: the player's replies to an idiom, and the bot's answers to those."""

from itertools import islice

from bot.idioms.dictionary import Dictionary, HeadIndex, Idiom
from bot.idioms.played_idioms import PlayedIdioms

_ENOUGH_CONTINUATIONS = 3
"""So many well-known continuations let a player go on."""
_MAX_REPLIES = 40
"""Replies examined: after 一 there are hundreds."""


class Lookahead:
    """Searches two plies in a game that links by the character first, then by the sound.

    One is made for each move; it caches results by character.
    """

    def __init__(self, dictionary: Dictionary, played: PlayedIdioms) -> None:
        self._played = played
        self._by_char, self._by_sound = dictionary.index("char"), dictionary.index("notone")
        self._common_by_char = dictionary.index("char", common=True)
        self._common_by_sound = dictionary.index("notone", common=True)
        self._shares: dict[str, float] = {}
        self._answerable: dict[str, bool] = {}

    def safe_share(self, idiom: Idiom) -> float:
        """The share (0 to 1) of well-known replies to `idiom` that leave the bot a good answer."""
        char = idiom.word[-1]
        if char not in self._shares:
            replies = self._replies(idiom)
            safe = sum(map(self._is_answerable, replies))
            self._shares[char] = safe / len(replies) if replies else 0.0
        return self._shares[char]

    def _replies(self, idiom: Idiom) -> list[Idiom]:
        char = idiom.word[-1]
        if self._is_left(self._by_char, char):
            known = self._common_by_char.by_key.get(char, ())
        else:
            known = self._common_by_sound.by_key.get(idiom.tail_key("notone"), ())
        return [i for i in islice(known, _MAX_REPLIES) if i.word not in self._played.words]

    def _is_answerable(self, reply: Idiom) -> bool:
        """Whether the bot can answer with an idiom that a player can continue."""
        char = reply.word[-1]
        if char not in self._answerable:
            if self._is_left(self._by_char, char):
                answers = self._by_char.by_key[char]
                self._answerable[char] = any(map(self._is_good_answer, answers))
            else:
                self._answerable[char] = self._is_left(self._by_sound, reply.tail_key("notone"))
        return self._answerable[char]

    def _is_good_answer(self, answer: Idiom) -> bool:
        if len(answer.word) != 4 or answer.word in self._played.words:
            return False
        char = answer.word[-1]
        left = self._played.left(self._common_by_char, char)
        return left >= _ENOUGH_CONTINUATIONS or not self._is_left(self._by_char, char)

    def _is_left(self, index: HeadIndex, key: str) -> bool:
        return self._played.left(index, key) > 0
