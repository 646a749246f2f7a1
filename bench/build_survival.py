"""Builds bot/idioms/data/survival.tsv: how long a game lasts after an idiom, by how the idiom ends.

Run by `make dictionary`, after build_dictionary.py. Value iteration over the adaptive game without
repetition counted: the player draws any well-known idiom, the bot plays the well-known one after which
the game lasts longest (any idiom where no well-known one links). A game that nobody can continue is
worth nothing. docs/decisions/0034-known-idioms-at-normal.md says what it is for.
"""

from collections import defaultdict
from pathlib import Path

from bot.idioms import shipped_dictionary
from bot.idioms.dictionary import Idiom
from bot.idioms.survival import IdiomEnding, ending_of

_FILE = Path(__file__).parents[1] / "bot" / "idioms" / "data" / "survival.tsv"
_DISCOUNT, _ROUNDS = 0.998, 100


def survival() -> dict[IdiomEnding, float]:
    """The share of the longest possible game that follows an idiom with this ending."""
    core = [i for i in shipped_dictionary().idioms.values() if i.is_core and len(i.word) == 4]
    links = _links(core)
    endings = list(links)
    number = {ending: index for index, ending in enumerate(endings)}
    known = [[number[ending_of(i)] for i in links[e] if i.df] for e in endings]
    bot = [
        of_known or [number[ending_of(i)] for i in links[e]]
        for e, of_known in zip(endings, known, strict=True)
    ]
    values = [1.0] * len(endings)
    for _ in range(_ROUNDS):
        best = [max((values[i] for i in answers), default=0.0) for answers in bot]
        values = [
            1 + _DISCOUNT * sum(best[i] for i in replies) / len(replies) if replies else 0.0
            for replies in known
        ]
    longest = max(values)
    return {ending: value / longest for ending, value in zip(endings, values, strict=True)}


def _links(core: list[Idiom]) -> dict[IdiomEnding, list[Idiom]]:
    """What may follow each ending: the same character, or the same sound where none begins with it."""
    by_char, by_sound = defaultdict[str, list[Idiom]](list), defaultdict[str, list[Idiom]](list)
    for idiom in core:
        by_char[idiom.word[0]].append(idiom)
        by_sound[idiom.head_key("notone")].append(idiom)
    endings = {ending_of(idiom) for idiom in core}
    return {e: by_char.get(e.char) or by_sound.get(e.sound, []) for e in sorted(endings)}


def main() -> None:
    """Write the file."""
    found = survival()
    lines = (f"{ending.char}\t{ending.sound}\t{value:.4f}\n" for ending, value in found.items())
    _FILE.write_text("".join(lines), encoding="utf-8")
    poor = sum(value < 0.5 for value in found.values())
    print(f"{len(found):,} endings, {poor:,} of them after which a game is half as long or shorter")


if __name__ == "__main__":
    main()
