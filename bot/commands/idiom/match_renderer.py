"""Renders matches as text; `**` marks bold text. Pure."""

from dataclasses import dataclass

from bot.commands.idiom.renderer import GameRenderer, shown_name
from bot.idioms.engine import GameEngine, Step
from bot.models.chat import Language
from bot.models.game import Game
from bot.texts import Text
from bot.texts import idiom_match as texts

_MAX_NAMES = 20


@dataclass(frozen=True, slots=True)
class MatchRenderer:
    """Renders matches in one language."""

    engine: GameEngine
    language: Language

    @property
    def games(self) -> GameRenderer:
        """What is said as in any game."""
        return GameRenderer(self.engine, self.language)

    def challenge(self, name: str, opponent: str, seconds: int) -> str:
        """Somebody challenges somebody."""
        names = {"name": shown_name(name), "opponent": shown_name(opponent)}
        return self._say(texts.CHALLENGE, **names, seconds=seconds)

    def teams(self, game: Game, seconds: int) -> str:
        """Who is on which side so far."""
        lines = (
            self._say(texts.TEAM, side=self._say(side), names=self._names(game, index))
            for index, side in enumerate(texts.SIDES)
        )
        return self._say(texts.OPEN_TEAMS, seconds=seconds, teams="\n".join(lines))

    def begin(self, game: Game) -> str:
        """Both sides are there."""
        red, blue = self._side(game, 0), self._side(game, 1)
        first = self._to_move(game)
        said = self._say(texts.BEGIN, red=red, blue=blue, word=game.last, first=first)
        return said + self.games.prompt(game)

    def move(self, step: Step, name: str, word: str) -> str:
        """A right idiom, and whose turn it is."""
        values = {"word": word, "name": shown_name(name), "points": step.points}
        if step.is_over:
            return self._say(texts.LAST_MOVE, **values)
        said = self._say(texts.MOVE, **values, side=self._to_move(step.game))
        return said + self.games.prompt(step.game)

    def state(self, game: Game) -> str:
        """How the match stands."""
        count, side = len(game.chain), self._to_move(game)
        said = self._say(texts.STATE, count=count, word=game.last, side=side)
        return said + self.games.prompt(game)

    def won(self, game: Game, winner: int, reason: Text, word: str, points: int = 0) -> str:
        """The end of a match."""
        sides = {"winner": self._side(game, winner), "loser": self._side(game, 1 - winner)}
        lines = [self._say(reason, **sides, word=word)]
        if points:
            lines.append(self._say(texts.WIN_POINTS, points=points))
        return "\n".join([*lines, self.games.summary(game)])

    def not_your_turn(self, game: Game) -> str:
        """A right idiom of the side that has to wait."""
        return self._say(texts.NOT_YOUR_TURN, side=self._to_move(game))

    def end_vote(self, name: str) -> str:
        """One of a team wants to give up."""
        return self._say(texts.END_VOTE, name=shown_name(name))

    def _to_move(self, game: Game) -> str:
        return self._side(game, game.match.side_to_move) if game.match else ""

    def _side(self, game: Game, index: int) -> str:
        """A duellist's name, or a team's."""
        if game.match and game.match.kind == "duel":
            return self._names(game, index)
        return self._say(texts.SIDES[index])

    def _names(self, game: Game, index: int) -> str:
        people = game.match.sides[index] if game.match else ()
        names = [shown_name(game.scores[person].name) for person in people[:_MAX_NAMES]]
        separator = ", " if self.language == "en" else "、"
        return separator.join(names) or self._say(texts.NOBODY)

    def _say(self, sentence: Text, **values: object) -> str:
        return sentence.to(self.language, **values)
