"""Builds bot/idioms/data/win_values.tsv: how surely the bot wins after its idiom, by how that ends.

Run by `make dictionary`, after build_dictionary.py. Retrograde analysis of each mode, backwards from the
endings that nobody continues: the player draws any well-known idiom, the bot plays the best one of the
core, nothing is used up. Whoever cannot continue loses. A win far away counts a little less.
docs/decisions/0056-win-values-at-hard.md says what it is for.
"""

from collections.abc import Sequence
from pathlib import Path

from bot.idioms import PlayedIdioms, shipped_dictionary
from bot.idioms.dictionary import Idiom
from bot.idioms.link_rules import continuations, sound_links
from bot.idioms.win_values import LastSound, last_sound_of
from bot.models.game_rules import MODES, Mode

_FILE = Path(__file__).parents[1] / "bot" / "idioms" / "data" / "win_values.tsv"
_DISCOUNT, _ROUNDS = 0.97, 60


def win_values(mode: Mode) -> dict[LastSound, float]:
    """The bot's chance to win after each ending, with the player to move."""
    core = [i for i in shipped_dictionary().idioms.values() if i.is_core and len(i.word) == 4]
    examples = {last_sound_of(idiom): idiom for idiom in core}
    number = {ending: index for index, ending in enumerate(examples)}
    known, answers = list[list[int]](), list[list[int]]()
    for idiom in examples.values():
        for common, found in ((True, known), (False, answers)):
            linked = _linked(idiom, mode, common=common)
            found.append([number[last_sound_of(i)] for i in linked])
    return dict(zip(examples, _solved(known, [sorted(set(a)) for a in answers]), strict=True))


def _solved(known: Sequence[list[int]], answers: Sequence[list[int]]) -> list[float]:
    """The fixed point: an ending that leaves the player nothing wins, one that leaves the bot nothing loses."""
    values = [float(not replies) for replies in known]
    for _ in range(_ROUNDS):
        best = [max((values[i] for i in found), default=0.0) for found in answers]
        values = [
            _DISCOUNT * sum(best[i] for i in replies) / len(replies) if replies else 1.0
            for replies in known
        ]
    return values


def _linked(idiom: Idiom, mode: Mode, *, common: bool) -> list[Idiom]:
    dictionary = shipped_dictionary()
    if mode == "adaptive":
        mode = "notone" if sound_links(idiom, mode, dictionary, PlayedIdioms()) else "exact"
    found = continuations(idiom, mode, dictionary, common=common)
    return [i for i in found if len(i.word) == 4]


def main() -> None:
    """Write the file."""
    by_mode = {mode: win_values(mode) for mode in MODES}
    with _FILE.open("w", encoding="utf-8") as file:
        file.write("\t".join(("char", "syllable", *MODES)) + "\n")
        for ending in sorted(by_mode["exact"]):
            values = (f"{by_mode[mode][ending]:.3f}" for mode in MODES)
            file.write("\t".join((ending.char, ending.syllable, *values)) + "\n")
    print(f"{len(by_mode['exact']):,} endings, {_FILE.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
