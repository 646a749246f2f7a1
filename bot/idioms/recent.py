"""The counts of the games that were played last, so that a move need not count a long game anew."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.idioms.links import Played
from bot.models.game import Game

_KEPT: Final = 256
"""States of games, two a game: about 10 kB a game after 60 idioms, 1 MB after 5,000."""
_ENDING: Final = 4

_Key = tuple[int, int, str, tuple[str, ...]]


@dataclass(slots=True)
class _Line:
    """The counts of one game as it is `now`; without the words `since` as it was `earlier`."""

    used: Played
    now: _Key
    earlier: _Key | None = None
    since: Sequence[str] = ()


_lines: OrderedDict[_Key, _Line] = OrderedDict()


def played(game: Game) -> Played:
    """The idioms of the game so far."""
    return _line(game).used


def played_on(game: Game, after: Game, words: Sequence[str]) -> None:
    """The idioms of `game`, to which `words` were added, are now those of `after`.

    The way back stays open: whoever was slower decided on `game` too.
    """
    line = _line(game)
    if line.earlier:
        _lines.pop(line.earlier, None)
    line.now, line.earlier, line.since = _key(after), line.now, words
    _keep(line.now, line)


def _line(game: Game) -> _Line:
    name = _key(game)
    line = _lines.get(name)
    if line is None:
        line = _Line(Played(move.word for move in game.chain), name)
    elif line.earlier == name:
        for word in line.since:
            line.used.remove(word)
        _lines.pop(line.now, None)
        line.now, line.earlier, line.since = name, None, ()
    _keep(name, line)
    return line


def _keep(name: _Key, line: _Line) -> None:
    _lines[name] = line
    _lines.move_to_end(name)
    if len(_lines) > _KEPT:
        _lines.popitem(last=False)


def _key(game: Game) -> _Key:
    """Names a chain without looking at all of it.

    An update makes one turn of one game, so the turn and the length would do; the ending tells
    apart the answer that another replica gave to the same update.
    """
    chain = game.chain
    ending = tuple(move.word for move in chain[-_ENDING:])
    return (game.turn, len(chain), chain[0].word if chain else "", ending)
