"""The bot's moves: always of the dictionary's core, linked, unused; of four characters while any is left."""

from itertools import islice
from random import Random
from typing import NamedTuple

from bot.idioms.lexicon import Idiom, Lexicon, lexicon
from bot.idioms.links import Played, by_sound, exits, followers
from bot.idioms.normalise import key
from bot.idioms.outlook import Outlook
from bot.models.game import Level, Mode

_LENGTH = 4
_MAX_CANDIDATES = 120
_MAX_WEIGHED, _MAX_LOOKED_AT = 80, 40
"""How many continuations are considered, weighed at level 2, and looked beyond: a move stays quick
where 一 has a thousand of them."""
_OPENINGS = 1_000
"""Openings come from so many best-known idioms."""
_FAMOUS_DF, _FAMOUS_EXITS, _COMMON_EXITS = 200, 5, 3


def choose(last: str | None, used: Played, mode: Mode, level: Level, rng: Random) -> str | None:
    """An idiom that continues `last`, or opens where it is None; None: the bot has no answer.

    Level 0 plays famous idioms that leave five well-known continuations or more, level 1
    well-known ones that leave three; where links are characters, both avoid what could corner
    them two moves later. Level 2 plays whatever leaves the fewest ways out.
    """
    board = _Board(lexicon(), used, mode, rng)
    if last is None:
        return board.opening()
    folded = last if last in board.book.idioms else key(last)
    if not folded:
        return None
    before = board.book.linkable(folded)
    chosen = board.hardest(before) if level == 2 else board.easy(before, level)
    return chosen or board.any_length(before)


class _Board(NamedTuple):
    """What a choice depends on."""

    book: Lexicon
    used: Played
    mode: Mode
    rng: Random

    def opening(self) -> str:
        famous = [
            idiom
            for idiom in islice(self.book.idioms.values(), _OPENINGS)
            if len(idiom.word) == _LENGTH
            and idiom.core
            and idiom.word not in self.used
            and self._replace(mode="exact").exits(idiom, common=True) >= _FAMOUS_EXITS
        ]
        return self.rng.choice(famous).word

    def easy(self, before: Idiom, level: Level) -> str | None:
        """A well-known idiom if one leaves a way out, else any that does, else any."""
        for common in (True, False):
            candidates = self.candidates(before, common=common)
            leaving = self.leaving_ways(candidates, level)
            if leaving:
                return self.prudent(leaving)
        open_ended = [i for i in candidates if self.exits(i, common=False)]
        pool = open_ended or candidates
        return self.rng.choice(pool).word if pool else None

    def leaving_ways(self, candidates: list[Idiom], level: Level) -> list[Idiom]:
        ways = [(idiom, self.exits(idiom, common=True)) for idiom in candidates]
        famous = [i for i, left in ways if i.df >= _FAMOUS_DF and left >= _FAMOUS_EXITS]
        if level == 0 and famous:
            return famous
        return [i for i, left in ways if left >= _COMMON_EXITS] or [i for i, left in ways if left]

    def prudent(self, idioms: list[Idiom]) -> str:
        """The first, better known ones tending to be first, that cannot corner the bot soon."""
        # Sorting by u^(1/w) draws without replacement by weight (Efraimidis and Spirakis, 2006).
        drawn = sorted(idioms, key=lambda i: self.rng.random() ** (1 / (1 + i.df**0.5)))[::-1]
        if self.mode in ("tone", "notone"):
            return drawn[0].word
        outlook = Outlook(self.book, self.used)
        best, best_share = drawn[0], -1.0
        for idiom in drawn[:_MAX_LOOKED_AT]:
            share = outlook.share(idiom)
            if share > best_share:
                best, best_share = idiom, share
            if share == 1:
                break
        return best.word

    def hardest(self, before: Idiom) -> str | None:
        """One of those that leave the fewest ways out."""
        weighed = self.candidates(before, common=False)[:_MAX_WEIGHED]
        ways = [(self.exits(i, common=False), i) for i in weighed]
        fewest = min((left for left, _ in ways), default=0)
        pool = [idiom for left, idiom in ways if left == fewest]
        return self.rng.choice(pool).word if pool else None

    def any_length(self, before: Idiom) -> str | None:
        """The best known of three characters, or five and more: players may say them too."""
        left = self.candidates(before, common=False, of_four=False)
        return left[0].word if left else None

    def candidates(self, before: Idiom, *, common: bool, of_four: bool = True) -> list[Idiom]:
        mode = self.mode
        if mode == "adaptive":
            mode = "notone" if by_sound(before, mode, self.book, self.used) else "exact"
        free = (
            idiom
            for idiom in followers(before, mode, self.book, common=common)
            if (not of_four or len(idiom.word) == _LENGTH)
            and idiom.word not in self.used
            and idiom != before
        )
        return list(islice(free, _MAX_CANDIDATES))

    def exits(self, idiom: Idiom, *, common: bool) -> int:
        return exits(idiom, self.mode, self.book, self.used, common=common)
