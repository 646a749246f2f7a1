"""Decides what an update does to a game, given the game as it was found. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.commands.idiom.match_actions import MatchActions
from bot.commands.idiom.renderer import GameRenderer
from bot.commands.idiom.rule_actions import SETTERS, RuleActions, changed, language_of, rules_of
from bot.commands.idiom.subcommands import Subcommand
from bot.idioms.engine import FREE_SKIPS, Gains, GameEngine, Step, may_skip, take_hint
from bot.models.chat import ButtonPress, Language, Request
from bot.models.game import EndedGame, Game, GameChange, GameReply, Verdict
from bot.texts import idiom as texts
from bot.texts import idiom_match as match_texts

_MAX_QUOTED = 20


@dataclass(frozen=True, slots=True)
class EndVote:
    """A vote for ending the game, which ends it at once if an administrator cast it."""

    vote: GameChange | GameReply
    end: GameChange


ActionResult = GameChange | GameReply | EndVote | str | None
"""A change; a reply without one (a `str` has no buttons); None: the update is not about the game."""


@dataclass(frozen=True, slots=True)
class GameActions:
    """Each action takes the update and the game as it was found (None: there is none)."""

    engine: GameEngine
    hears_groups: bool = True

    @property
    def match(self) -> MatchActions:
        """What concerns duels and teams."""
        return MatchActions(self.engine)

    def run(
        self, subcommand: Subcommand, argument: str, request: Request, game: Game | None
    ) -> ActionResult:
        """Run a subcommand that is about the game."""
        if game and game.match:
            return self.match.run(subcommand, request, game)
        if subcommand in SETTERS:
            return RuleActions(self.engine).run(subcommand, argument, request, game)
        if subcommand is Subcommand.SHOW:
            return self._show(request, game)
        if game is None:
            return texts.NO_GAME.to(language_of(request, game))
        actions: dict[Subcommand, Callable[[Request, Game], ActionResult]] = {
            Subcommand.HINT: self.hint,
            Subcommand.SKIP: self.skip,
            Subcommand.GIVE_UP: self.give_up,
            Subcommand.STOP: self.stop,
            Subcommand.CHAIN: self._show_chain,
        }
        return actions[subcommand](request, game)

    def _show(self, request: Request, game: Game | None) -> ActionResult:
        """Show the state, or start a game."""
        render = self._render(language_of(request, game))
        if game:
            return GameReply(render.state(game), game.turn)
        return self.start(request, None)

    def start(self, update: Request | ButtonPress, ended: EndedGame | None) -> GameChange:
        """Start a game, by the rules of the one that ended a short while ago."""
        mode, level = (ended.mode, ended.level) if ended else rules_of(update)
        started = replace(
            self.engine.start(update.update_id, mode, level, update.sender.id),
            quiet=bool(ended and ended.quiet),
        )
        is_by_reply = update.chat_kind == "group" and not self.hears_groups
        text = self._render(update.language).opening(started, by_reply=is_by_reply)
        return changed(update, None, started, text)

    def play_command(self, request: Request, game: Game | None) -> ActionResult:
        """Handle /idiom with something that is not a subcommand, and should be an idiom."""
        if game and game.match:
            return self.match.play(request, game) or self.match.run(Subcommand.SHOW, request, game)
        if game:
            verdict = self.engine.judge(request.text, game, addressed=request.addressed)
            return self._judged(request, game, verdict) or self._not_understood(request, game)
        verdict = self.engine.judge(request.text, None)
        if verdict.kind == "valid":
            return self._move(request, None, verdict)
        if verdict.kind in ("hint", "give_up"):
            return texts.NO_GAME.to(language_of(request, game))
        if verdict.suggestion:
            return texts.NOT_IDIOM_NEAR.to(
                language_of(request, game), suggestion=verdict.suggestion
            )
        return texts.NOT_AN_OPENING.to(language_of(request, game))

    def play_text(self, request: Request, game: Game | None) -> ActionResult:
        """Handle plain text: a move, a mistake, a word like 提示, or nothing about the game."""
        if game is None:
            return None
        if game.match:
            return self.match.play(request, game)
        verdict = self.engine.judge(request.text, game, addressed=request.addressed)
        return (
            None if _may_be_chat(request, game, verdict) else self._judged(request, game, verdict)
        )

    def _judged(self, request: Request, game: Game, verdict: Verdict) -> ActionResult:
        match verdict.kind:
            case "off_topic":
                return None
            case "valid":
                return self._move(request, game, verdict)
            case "hint":
                return self.skip(request, game) if verdict.skip else self.hint(request, game)
            case "give_up" if not verdict.sure:
                return GameReply(texts.STUCK.to(language_of(request, game)), game.turn)
            case "give_up":
                return self.give_up(request, game)
            case _:
                return self._mistake(request, game, verdict)

    def _move(self, request: Request, game: Game | None, verdict: Verdict) -> GameChange:
        """Play a valid idiom; without a game it opens one."""
        before = game or Game(request.update_id, *rules_of(request), starter=request.sender.id)
        word = verdict.idiom or ""
        step = self.engine.play(before, request.sender, word, request.update_id)
        score = step.game.scores[request.sender.id]
        text = self._render(language_of(request, game)).move(step, score, verdict)
        change = _step(request, game, step, text)
        if step.game.quiet and not (step.is_over or step.bonus):
            return replace(change, reply=replace(change.reply, reaction=True))
        return change

    def skip(self, update: Request | ButtonPress, game: Game) -> ActionResult:
        """Let the bot take the turn, at a player's cost."""
        if game.match:
            return match_texts.NOT_IN_MATCH.to(language_of(update, game))
        if not may_skip(game, update.sender):
            is_player = update.sender.id in game.scores
            refusal = texts.NO_SKIPS_LEFT if is_player else texts.SKIP_NOT_PLAYING
            return refusal.to(language_of(update, game), count=FREE_SKIPS)
        step = self.engine.skip(game, update.sender, update.update_id)
        return _step(update, game, step, self._render(language_of(update, game)).skip(step))

    def hint(self, update: Request | ButtonPress, game: Game) -> ActionResult:
        """Give one more hint for this turn."""
        if game.match:
            return match_texts.NOT_IN_MATCH.to(language_of(update, game))
        word = self.engine.solution(game)
        if word is None:
            return texts.HINT_NONE.to(language_of(update, game))
        step = take_hint(game, update.sender, update.update_id)
        text = self._render(language_of(update, game)).hint(step, word)
        if step.game is game:
            return GameReply(text, game.turn)
        return changed(update, game, step.game, text, step.gains)

    def give_up(self, update: Request | ButtonPress, game: Game) -> ActionResult:
        """End the game; in a group that takes who began it, an administrator, or two people."""
        if game.match:
            return self.match.give_up(update, game)
        person = update.sender
        voters = set(game.end_votes) - {person.id}
        if update.chat_kind != "group" or voters or person.id == game.starter:
            return self.stop(update, game)
        if not game.starter and not others_play(game, person.id):
            return self.stop(update, game)
        is_first = person.id not in game.end_votes
        text = self._render(language_of(update, game)).end_vote(person.name, is_first=is_first)
        vote: GameChange | GameReply = GameReply(text)
        if is_first:
            votes = (*game.end_votes, person.id)
            after = replace(game, version=update.update_id, end_votes=votes)
            vote = GameChange(update.update_id, game, after, GameReply(text))
        return EndVote(vote, self.stop(update, game))

    def stop(self, update: Request | ButtonPress, game: Game) -> GameChange:
        """End the game."""
        text = self._render(language_of(update, game)).given_up(game, self.engine.solution(game))
        return _over(update.update_id, game, game, text)

    def time_up(self, game: Game, update_id: int) -> GameChange:
        """Nobody answered in time: the bot plays on, or the game ends where it cannot."""
        if game.match:
            return self.match.time_up(game, update_id)
        step = self.engine.time_up(game, update_id)
        text = self._render(game.language or "zh").time_up(step)
        if step.is_over:
            return _over(update_id, game, step.game, text)
        return GameChange(update_id, game, step.game, GameReply(text, step.game.turn))

    def _show_chain(self, request: Request, game: Game) -> ActionResult:
        """Show the idioms so far."""
        return self._render(language_of(request, game)).chain(game)

    def _mistake(self, request: Request, game: Game, verdict: Verdict) -> str:
        render = self._render(language_of(request, game))
        return render.late(game) if self._was_late(request, game) else render.mistake(game, verdict)

    def _was_late(self, request: Request, game: Game) -> bool:
        """Whether the message was right until somebody else's move, the last but one, came first."""
        at = game.last_person_move
        if at < 1 or game.chain[at].by in (0, request.sender.id):
            return False
        return self.engine.was_valid_one_turn_earlier(
            request.text, game, addressed=request.addressed
        )

    def _not_understood(self, request: Request, game: Game) -> GameReply:
        text = texts.NOT_UNDERSTOOD.to(language_of(request, game), text=request.text[:_MAX_QUOTED])
        return GameReply(
            f"{text}\n{self._render(language_of(request, game)).state(game)}", game.turn
        )

    def _render(self, language: Language) -> GameRenderer:
        return GameRenderer(self.engine, language)


def others_play(game: Game, person_id: int) -> bool:
    """Whether anybody else has a score in the game."""
    return any(player != person_id for player in game.scores)


def _may_be_chat(request: Request, game: Game, verdict: Verdict) -> bool:
    """Four characters that resemble no idiom are an attempt only if they come from a player."""
    if verdict.kind != "not_idiom" or verdict.suggestion:
        return False
    return not verdict.sure or (not request.addressed and request.sender.id not in game.scores)


def _step(update: Request | ButtonPress, game: Game | None, step: Step, text: str) -> GameChange:
    """A step, after which the game goes on unless nobody can."""
    if step.is_over:
        return _over(update.update_id, game, step.game, text, step.gains)
    return changed(update, game, step.game, text, step.gains)


def _over(
    update_id: int, before: Game | None, final: Game, text: str, gains: Gains | None = None
) -> GameChange:
    reply = GameReply(text, update_id, buttons="over")
    return GameChange(update_id, before, None, reply, gains or {}, final)
