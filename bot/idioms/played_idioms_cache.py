"""Caches the played idioms of recent games, with their counts, so that no move counts them anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cachetools import LRUCache

from bot.idioms.played_idioms import PlayedIdioms
from bot.models.game import Game

_CACHED_STATES: Final = 256
"""Two states a game: about 10 kB a game after 60 idioms, 1 MB after 5,000."""
_COMPARED_MOVES: Final = 4

_StateKey = tuple[int, int, str, tuple[str, ...]]


@dataclass(slots=True)
class _Entry:
    """The counts of one game at `state`; without `new_words` they are those of `earlier_state`."""

    played: PlayedIdioms
    state: _StateKey
    earlier_state: _StateKey | None = None
    new_words: Sequence[str] = ()


class PlayedIdiomsCache:
    """The played idioms of each recent state of a game, the least recently used dropped first."""

    def __init__(self) -> None:
        self._entries: LRUCache[_StateKey, _Entry] = LRUCache(_CACHED_STATES)

    def of(self, game: Game) -> PlayedIdioms:
        """The idioms of `game` so far."""
        return self._entry(game).played

    def advance(self, game: Game, after: Game, new_words: Sequence[str]) -> None:
        """Add `new_words`, by which `game` became `after`.

        The step can be undone: another player may have been faster, and decided on `game` too.
        """
        entry = self._entry(game)
        for word in new_words:
            entry.played.add(word)
        if entry.earlier_state:
            self._entries.pop(entry.earlier_state, None)
        entry.earlier_state, entry.state = entry.state, _state_key(after)
        entry.new_words = new_words
        self._entries[entry.state] = entry

    def _entry(self, game: Game) -> _Entry:
        state = _state_key(game)
        entry = self._entries.get(state)
        if entry is None:
            entry = _Entry(PlayedIdioms(move.word for move in game.chain), state)
            self._entries[state] = entry
        elif entry.earlier_state == state:
            for word in entry.new_words:
                entry.played.remove(word)
            self._entries.pop(entry.state, None)
            entry.state, entry.earlier_state, entry.new_words = state, None, ()
        return entry


def _state_key(game: Game) -> _StateKey:
    """Identifies a chain without comparing all of it.

    An update makes one turn of one game, so the turn and the length would do. The last moves tell
    apart the answers that two replicas gave to the same update.
    """
    chain = game.chain
    ending = tuple(move.word for move in chain[-_COMPARED_MOVES:])
    return (game.turn, len(chain), chain[0].word if chain else "", ending)
