"""Looks two moves ahead: the player's replies to an idiom, and the bot's answers to those.

Beyond that it goes by how long games last after an idiom that ends as the bot's answer does.
"""

from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from bot.idioms.dictionary import Dictionary, Idiom
from bot.idioms.played_idioms import PlayedIdioms
from bot.idioms.survival import ending_of, survival_by_ending

_ENOUGH_CONTINUATIONS = 3
"""So many well-known continuations let a player go on."""
_FEW = 0.9
"""What an answer that leaves fewer is worth, compared to others."""
_MAX_REPLIES = 40
"""Replies examined: after 一 there are hundreds."""

_Answers = dict[str, list[tuple[float, Idiom]]]


class _BestFirst(NamedTuple):
    """The idioms of four characters by what they start with, those after which games last longest first."""

    common_by_char: _Answers
    common_by_sound: _Answers
    by_char: _Answers


@lru_cache(maxsize=2)
def _best_first(dictionary: Dictionary) -> _BestFirst:
    survival = survival_by_ending()

    def ranked(idioms: Iterable[Idiom]) -> list[tuple[float, Idiom]]:
        of_four = [(survival.get(ending_of(i), 0.0), i) for i in idioms if len(i.word) == 4]
        return sorted(of_four, key=lambda pair: -pair[0])

    indexes = (
        dictionary.index("char", common=True),
        dictionary.index("notone", common=True),
        dictionary.index("char"),
    )
    return _BestFirst(
        *({key: ranked(found) for key, found in index.by_key.items()} for index in indexes)
    )


class Lookahead:
    """Searches two plies in a game that links by the character first, then by the sound.

    Both sides play well-known idioms; the bot plays others where none links. One is made for each
    move; it caches results by character.
    """

    def __init__(self, dictionary: Dictionary, played: PlayedIdioms) -> None:
        self._played = played
        self._by_char = dictionary.index("char")
        self._common_by_char = dictionary.index("char", common=True)
        self._common_by_sound = dictionary.index("notone", common=True)
        self._best_first = _best_first(dictionary)
        self._values: dict[str, float] = {}
        self._best_answers: dict[str, float] = {}
        self._left_shares: dict[str, float] = {}

    def value(self, idiom: Idiom) -> float:
        """How well a game goes on after `idiom` (0 to 1), over the player's well-known replies."""
        char = idiom.word[-1]
        if char not in self._values:
            self._values[char] = self._value(idiom)
        return self._values[char]

    def _value(self, idiom: Idiom) -> float:
        char, words, best = idiom.word[-1], self._played.words, self._best_answers
        if self._is_left(char):
            known = self._common_by_char.by_key.get(char, ())
        else:
            known = self._common_by_sound.by_key.get(idiom.tail_key("notone"), ())
        total, count = 0.0, 0
        for reply in islice(known, _MAX_REPLIES):
            if reply.word not in words:
                tail = reply.word[-1]
                if tail not in best:
                    best[tail] = self._best_answer(reply)
                total += best[tail]
                count += 1
        return total / count if count else 0.0

    def _best_answer(self, reply: Idiom) -> float:
        """The value of the bot's best answer to a reply: of a known idiom, if one links."""
        char = reply.word[-1]
        if self._is_left(char):
            known = self._best_first.common_by_char.get(char, [])
        else:
            known = self._best_first.common_by_sound.get(reply.tail_key("notone"), [])
        best = self._best_of(known)
        return (
            self._best_of(self._best_first.by_char.get(char, [])) or 0.0 if best is None else best
        )

    def _best_of(self, ranked: list[tuple[float, Idiom]]) -> float | None:
        """The value of the best unused idiom; None where all were played."""
        best = None
        for value, idiom in ranked:
            if best is not None and value <= best:
                break
            if idiom.word not in self._played.words:
                best = max(best or 0.0, self._left_share(idiom) * value)
        return best

    def _left_share(self, answer: Idiom) -> float:
        """What an answer is worth for the well-known continuations that it leaves."""
        char = answer.word[-1]
        if char not in self._left_shares:
            self._left_shares[char] = self._count_share(answer, char)
        return self._left_shares[char]

    def _count_share(self, answer: Idiom, char: str) -> float:
        if self._is_left(char):
            left = self._played.left(self._common_by_char, char)
        else:
            left = self._played.left(self._common_by_sound, answer.tail_key("notone"))
        if left <= 0:
            return 0.0
        return 1.0 if left >= _ENOUGH_CONTINUATIONS else _FEW

    def _is_left(self, char: str) -> bool:
        return self._played.left(self._by_char, char) > 0
