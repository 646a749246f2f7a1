"""Decides what an update does to a match: a duel, or a game of two teams. Pure.

A match is a game in which only people move: the sides take turns, each with a time limit, and the side
that cannot continue loses. Help is not given.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

from bot.commands.idiom.match_renderer import MatchRenderer
from bot.commands.idiom.subcommands import Subcommand
from bot.idioms.engine import WIN_BONUS, GameEngine
from bot.models.chat import ButtonPress, Language, Request
from bot.models.game import Game, GameChange, GameReply, Match, Move, Score, Verdict
from bot.models.game_rules import DEFAULT_LEVEL, Level, Mode
from bot.texts import Text
from bot.texts import idiom_match as texts

MOVE_S = 60
_ACCEPT_S, _JOIN_S = 120, 600
_LEAST_MOVES = 6
"""A match of fewer moves gives no points for winning: two friends could collect them."""
_VOTES = 2

MatchResult = GameChange | GameReply | str | None


class Opponent(NamedTuple):
    """Who is challenged; `person_id` 0: anybody."""

    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class MatchActions:
    """Each action takes the update and the game as it was found.

    Args:
        engine: judges and scores.
    """

    engine: GameEngine

    def challenge(
        self, opponent: Opponent, rules: tuple[Mode, Level], request: Request, game: Game | None
    ) -> MatchResult:
        """Challenge somebody to a duel."""
        if game:
            return _game_is_on(game).to(request.language)
        sender = request.sender
        match = Match("duel", ((sender.id,), ()), invited=opponent.person_id)
        after = _waiting(request, rules, match, _ACCEPT_S)
        after = replace(after, scores={sender.id: Score(sender.name)})
        text = self._render(request.language).challenge(sender.name, opponent.name, MOVE_S)
        return _change(request.update_id, None, after, text)

    def open_teams(
        self, rules: tuple[Mode, Level], request: Request, game: Game | None
    ) -> MatchResult:
        """Let people choose a side."""
        if game:
            return _game_is_on(game).to(request.language)
        after = _waiting(request, rules, Match("teams", ((), ())), _JOIN_S)
        text = self._render(request.language).teams(after, MOVE_S)
        return _change(request.update_id, None, after, text)

    def accept(self, press: ButtonPress, game: Game) -> MatchResult:
        """Take part in a duel, which begins."""
        match = game.match
        if match is None or match.has_begun or match.kind != "duel":
            return None
        sides = (match.sides[0], (press.sender.id,))
        joined = replace(game, scores={**game.scores, press.sender.id: Score(press.sender.name)})
        # Who accepted moves first: they are there.
        return self._begun(press, game, joined, replace(match, sides=sides, side_to_move=1))

    def join(self, press: ButtonPress, game: Game) -> MatchResult:
        """Join a team, or change to the other."""
        match = game.match
        if match is None or match.has_begun or match.kind != "teams":
            return None
        wanted = side_of_press(press)
        red, blue = ([p for p in side if p != press.sender.id] for side in match.sides)
        (red, blue)[wanted].append(press.sender.id)
        after = replace(
            game,
            version=press.update_id,
            match=replace(match, sides=(tuple(red), tuple(blue))),
            scores={**game.scores, press.sender.id: Score(press.sender.name)},
        )
        text = self._render(game.language or press.language).teams(after, MOVE_S)
        return _change(press.update_id, game, after, text)

    def begin(self, press: ButtonPress, game: Game) -> MatchResult:
        """Begin the game of two teams."""
        match = game.match
        if match is None or match.has_begun or match.kind != "teams" or not all(match.sides):
            return None
        return self._begun(press, game, game, match)

    def run(self, subcommand: Subcommand, request: Request, game: Game) -> MatchResult:
        """Run a subcommand while a match is on."""
        render = self._render(game.language or request.language)
        match = game.match
        is_on = match is not None and match.has_begun
        plays = match is not None and match.side_of(request.sender.id) is not None
        # A player who loses must not get out of it by ending the match.
        if subcommand is Subcommand.STOP and not (is_on and plays):
            return self._over(request.update_id, game, texts.CANCELLED.to(render.language))
        if not is_on:
            return texts.WAITING.to(render.language)
        if subcommand in {Subcommand.GIVE_UP, Subcommand.STOP}:
            return self.give_up(request, game)
        if subcommand is Subcommand.SHOW:
            return GameReply(render.state(game), game.turn, buttons="match")
        if subcommand is Subcommand.CHAIN:
            return render.games.chain(game)
        return texts.NOT_IN_MATCH.to(render.language)

    def play(self, request: Request, game: Game) -> MatchResult:
        """Handle what a player says; what others say is no move."""
        match = game.match
        side = match.side_of(request.sender.id) if match else None
        if match is None or side is None or not match.has_begun:
            return None
        verdict = self.engine.judge(request.text, game, addressed=request.addressed)
        render = self._render(game.language or request.language)
        if verdict.kind == "give_up" and verdict.sure:
            return self.give_up(request, game)
        if verdict.kind == "hint":
            return texts.NOT_IN_MATCH.to(render.language)
        if verdict.kind == "off_topic" or not verdict.sure:
            return None
        return self._played(request, game, verdict, is_turn=side == match.side_to_move)

    def _played(
        self, request: Request, game: Game, verdict: Verdict, *, is_turn: bool
    ) -> MatchResult:
        render = self._render(game.language or request.language)
        if not is_turn:
            return render.not_your_turn(game) if verdict.kind == "valid" else None
        if verdict.kind != "valid":
            return render.games.mistake(game, verdict)
        return self._move(request, game, verdict.idiom or "", verdict.spelling)

    def _move(self, request: Request, game: Game, word: str, spelling: str) -> GameChange:
        step = self.engine.play(game, request.sender, word, request.update_id)
        render = self._render(game.language or request.language)
        text = render.move(step, request.sender.name, spelling or word)
        if step.is_over and step.game.match:
            winner = 1 - step.game.match.side_to_move
            text = f"{text}\n{render.won(step.game, winner, texts.WON_DEAD_END, '')}"
            change = self._over(request.update_id, game, text, step.game)
            return replace(change, gains=step.gains)
        change = _change(request.update_id, game, step.game, text)
        return replace(change, gains=step.gains)

    def give_up(self, update: Request | ButtonPress, game: Game) -> MatchResult:
        """A side gives up: a duellist at once, a team once two of it want to."""
        match, person = game.match, update.sender
        side = match.side_of(person.id) if match else None
        if match is None or side is None or not match.has_begun:
            return texts.NOT_PLAYING.to(game.language or update.language)
        team = match.sides[side]
        votes = {*game.end_votes, person.id}.intersection(team)
        if len(votes) < min(_VOTES, len(team)):
            after = replace(game, version=update.update_id, end_votes=(*game.end_votes, person.id))
            text = self._render(game.language or update.language).end_vote(person.name)
            return GameChange(update.update_id, game, after, GameReply(text))
        return self._lost(update.update_id, game, side, texts.WON_GIVEN_UP)

    def time_up(self, game: Game, update_id: int) -> GameChange:
        """The side to move loses; a match that has not begun is cancelled."""
        if game.match is None or not game.match.has_begun:
            text = texts.NOBODY_CAME.to(game.language or "zh")
            return self._over(update_id, game, text)
        return self._lost(update_id, game, game.match.side_to_move, texts.WON_TIME)

    def _lost(self, update_id: int, game: Game, side: int, reason: Text) -> GameChange:
        winners = game.match.sides[1 - side] if game.match else ()
        points = WIN_BONUS if len(game.chain) > _LEAST_MOVES else 0
        scores = dict(game.scores)
        for person in winners if points else ():
            scores[person] = replace(scores[person], points=scores[person].points + points)
        final = replace(game, version=update_id, scores=scores)
        render = self._render(game.language or "zh")
        word = self.engine.solution(game) or "?"
        text = render.won(final, 1 - side, reason, word, points)
        change = self._over(update_id, game, text, final)
        gains = {person: (scores[person].name, points) for person in winners if points}
        return replace(change, gains=gains)

    def _begun(self, press: ButtonPress, before: Game, joined: Game, match: Match) -> GameChange:
        opened = self.engine.start(press.update_id, before.mode, DEFAULT_LEVEL)
        after = replace(
            joined,
            version=press.update_id,
            turn=press.update_id,
            turn_limit_s=MOVE_S,
            chain=tuple(Move(move.word) for move in opened.chain),
            match=replace(match, has_begun=True),
        )
        text = self._render(before.language or press.language).begin(after)
        return _change(press.update_id, before, after, text)

    def _over(self, update_id: int, game: Game, text: str, final: Game | None = None) -> GameChange:
        """`final` None: nobody has won, and there is nothing to look back at."""
        reply = GameReply(text, update_id, buttons="over") if final else GameReply(text)
        return GameChange(update_id, game, None, reply, final=final)

    def _render(self, language: Language) -> MatchRenderer:
        return MatchRenderer(self.engine, language)


def side_of_press(press: ButtonPress) -> int:
    """The side whose button was pressed."""
    return 0 if press.action.startswith("idiom:red:") else 1


def _game_is_on(game: Game) -> Text:
    is_waiting = game.match is not None and not game.match.has_begun
    return texts.MATCH_IS_WAITING if is_waiting else texts.GAME_IS_ON


def _waiting(request: Request, rules: tuple[Mode, Level], match: Match, limit_s: int) -> Game:
    """A match that waits for players."""
    return Game(
        request.update_id,
        *rules,
        turn=request.update_id,
        turn_limit_s=limit_s,
        language=request.language,
        starter=request.sender.id,
        quiet=True,
        match=match,
    )


def _change(update_id: int, before: Game | None, after: Game, text: str) -> GameChange:
    match = after.match
    kind = match.kind if match and not match.has_begun else "match"
    return GameChange(update_id, before, after, GameReply(text, after.turn, buttons=kind))
