"""Chooses the bot's moves: unused idioms of the core that link, of four characters while it can."""

from heapq import nlargest
from itertools import islice
from random import Random
from typing import NamedTuple

from bot.idioms.dictionary import Dictionary, Idiom, shipped_dictionary
from bot.idioms.hardest import hardest_move
from bot.idioms.link_rules import continuations, count_left, sound_links
from bot.idioms.lookahead import Lookahead
from bot.idioms.normalise import word_key
from bot.idioms.played_idioms import PlayedIdioms
from bot.idioms.survival import ending_of, survival_by_ending
from bot.idioms.win_values import last_sound_of, win_values
from bot.models.game_rules import Level, Mode

_LENGTH = 4
_MAX_CANDIDATES, _MAX_LOOKAHEADS = 80, 12
"""How many continuations are considered, and searched beyond, so that a move is quick even after 一,
which has a thousand."""
_AS_GOOD, _AS_GOOD_AT_FIRST, _AT_FIRST = 0.0005, 0.1, 10
"""Idioms whose values differ by less count as equally good: more of them while fewer idioms than that
were played, so that games do not begin alike."""
_OPENINGS = 1_000
"""An opening is one of so many most frequent idioms."""
_HARD_OPENINGS = 100
_FAMOUS_DF, _FAMOUS_LEFT, _COMMON_LEFT = 200, 5, 3


def choose_move(
    last: str | None,
    played: PlayedIdioms,
    mode: Mode,
    level: Level,
    rng: Random,
    dictionary: Dictionary | None = None,
) -> str | None:
    """Choose an idiom that continues `last`, or an opening where it is None.

    Level 0 plays famous idioms that leave at least five well-known continuations, level 1
    well-known ones that leave three; where links are characters, both avoid idioms whose replies
    could leave the bot without an answer. Both play an idiom that was never found in the news only
    where no other links. Level 2 plays to win, whatever idiom that takes.

    Returns:
        The idiom in its standard form; None where the bot has no answer.
    """
    bot = _Opponent(dictionary or shipped_dictionary(), played, mode, rng)
    if last is None:
        return bot.opening(level)
    key = last if last in bot.dictionary.idioms else word_key(last)
    if not key:
        return None
    before = bot.dictionary.find_or_guess(key)
    if level == 2:
        chosen = hardest_move(before, mode, bot.dictionary, played, rng)
    else:
        chosen = bot.continuable(before, level)
    return chosen or bot.any_length(before)


class _Opponent(NamedTuple):
    """What a choice depends on."""

    dictionary: Dictionary
    played: PlayedIdioms
    mode: Mode
    rng: Random

    def opening(self, level: Level) -> str:
        """A famous idiom that many continue; at level 2 one after which the bot wins most surely."""
        exact = self._replace(mode="exact")
        famous = [
            idiom
            for idiom in islice(self.dictionary.idioms.values(), _OPENINGS)
            if len(idiom.word) == _LENGTH
            and idiom.is_core
            and idiom.word not in self.played
            and exact.count_left(idiom, common=True) >= _FAMOUS_LEFT
        ]
        if level == 2:
            values = win_values(self.mode)
            famous = nlargest(_HARD_OPENINGS, famous, key=lambda i: values[last_sound_of(i)])
        return self.rng.choice(famous).word

    def continuable(self, before: Idiom, level: Level) -> str | None:
        """A known idiom, if one links: best one that leaves a continuation. Else any idiom."""
        for common, of_four in ((True, True), (True, False), (False, True)):
            candidates = self.candidates(before, common=common, of_four=of_four)
            leaving = self.leaving_continuations(candidates, level)
            if leaving:
                return self.safest(leaving)
            pool = [i for i in candidates if self.count_left(i, common=False)] or candidates
            if pool:
                return self.rng.choice(pool).word
        return None

    def leaving_continuations(self, candidates: list[Idiom], level: Level) -> list[Idiom]:
        counted = [(idiom, self.count_left(idiom, common=True)) for idiom in candidates]
        famous = [i for i, left in counted if i.df >= _FAMOUS_DF and left >= _FAMOUS_LEFT]
        if level == 0 and famous:
            return famous
        return [i for i, left in counted if left >= _COMMON_LEFT] or [
            i for i, left in counted if left
        ]

    def safest(self, idioms: list[Idiom]) -> str:
        """The first of a weighted draw by frequency among those after which the game goes on best."""
        # Sorting by u^(1/w) draws without replacement by weight (Efraimidis and Spirakis, 2006).
        drawn = sorted(idioms, key=lambda i: self.rng.random() ** (1 / (1 + i.df**0.5)))[::-1]
        if self.mode in ("tone", "notone"):
            return drawn[0].word
        survival, lookahead = survival_by_ending(), Lookahead(self.dictionary, self.played)
        lasting = nlargest(_MAX_LOOKAHEADS, drawn, key=lambda i: survival.get(ending_of(i), 0.0))
        values = {idiom.word: lookahead.value(idiom) for idiom in lasting}
        as_good = _AS_GOOD_AT_FIRST if len(self.played.words) < _AT_FIRST else _AS_GOOD
        enough = max(values.values()) - as_good
        return next(idiom.word for idiom in drawn if values.get(idiom.word, -1) >= enough)

    def any_length(self, before: Idiom) -> str | None:
        """The most frequent of any length; asked for where none of four characters is left."""
        left = self.candidates(before, common=False, of_four=False)
        return left[0].word if left else None

    def candidates(self, before: Idiom, *, common: bool, of_four: bool = True) -> list[Idiom]:
        mode = self.mode
        if mode == "adaptive":
            by_sound = sound_links(before, mode, self.dictionary, self.played)
            mode = "notone" if by_sound else "exact"
        unused = (
            idiom
            for idiom in continuations(before, mode, self.dictionary, common=common)
            if (not of_four or len(idiom.word) == _LENGTH)
            and idiom.word not in self.played
            and idiom != before
        )
        return list(islice(unused, _MAX_CANDIDATES))

    def count_left(self, idiom: Idiom, *, common: bool) -> int:
        return count_left(idiom, self.mode, self.dictionary, self.played, common=common)
