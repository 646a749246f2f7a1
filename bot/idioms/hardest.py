"""Chooses the bot's moves at the hardest level: those after which it wins most surely.

The table of `win_values` says how surely, as if nothing was used up; whether the player has a well-known
answer at all is counted among the idioms that are left.
"""

from collections.abc import Iterator
from functools import lru_cache
from heapq import merge
from itertools import islice
from random import Random

from bot.idioms.dictionary import Dictionary, Idiom, LinkKind
from bot.idioms.link_rules import count_left, sound_keys, sound_links
from bot.idioms.played_idioms import PlayedIdioms
from bot.idioms.win_values import last_sound_of, win_values
from bot.models.game_rules import Mode

_LENGTH = 4
_COMPARED = 12
_AS_GOOD = 0.01
"""Values that differ by less count as equal: the table does not know what is used up."""
_UNKNOWN = 0.5
"""Of an ending that the shipped dictionary does not have."""

_Ranked = tuple[float, Idiom]


def hardest_move(
    before: Idiom, mode: Mode, dictionary: Dictionary, played: PlayedIdioms, rng: Random
) -> str | None:
    """An unused idiom of four characters that continues `before`; None where there is none."""
    unused = (
        (value, idiom)
        for value, idiom in _best_first(before, mode, dictionary, played)
        if idiom.word not in played and idiom != before
    )
    best = list(islice(unused, _COMPARED))
    if not best:
        return None
    left = {i.word: count_left(i, mode, dictionary, played, common=True) for _, i in best}
    winning = [idiom for _, idiom in best if not left[idiom.word]]
    if winning:
        rest = {i.word: count_left(i, mode, dictionary, played, common=False) for i in winning}
        return rng.choice([word for word in rest if rest[word] == min(rest.values())])
    enough = best[0][0] - _AS_GOOD
    return rng.choice([idiom.word for value, idiom in best if value >= enough])


def _best_first(
    before: Idiom, mode: Mode, dictionary: Dictionary, played: PlayedIdioms
) -> Iterator[_Ranked]:
    """What continues `before`, played or not, by value."""
    by_sound = sound_links(before, mode, dictionary, played)
    found: list[tuple[LinkKind, str]] = [("char", before.word[-1])]
    if by_sound:
        found += sound_keys(before, "notone" if mode == "adaptive" else mode)
    lists = [_ranked(dictionary, mode, kind).get(key, []) for kind, key in found]
    # An idiom may come twice: by its character, and by its sound.
    return merge(*lists, key=lambda ranked: -ranked[0])


@lru_cache(maxsize=8)
def _ranked(dictionary: Dictionary, mode: Mode, kind: LinkKind) -> dict[str, list[_Ranked]]:
    """The idioms of four characters by what they start with, best first."""
    values = win_values(mode)
    return {
        key: sorted(
            (
                (values.get(last_sound_of(idiom), _UNKNOWN), idiom)
                for idiom in idioms
                if len(idiom.word) == _LENGTH
            ),
            key=lambda ranked: -ranked[0],
        )
        for key, idioms in dictionary.index(kind).by_key.items()
    }
