"""Decides what an update does to a game, given the game as it was found. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.commands.idiom.renderer import GameRenderer
from bot.commands.idiom.subcommands import LEVEL_WORDS, MODE_WORDS, Subcommand, parse_turn_limit
from bot.idioms.engine import Gains, GameEngine, Step, take_hint
from bot.models.chat import ButtonPress, Language, Request
from bot.models.game import Game, GameChange, GameReply, Verdict
from bot.models.game_rules import DEFAULT_LEVEL, DEFAULT_MODE, Level, Mode
from bot.texts import idiom as texts

_MAX_QUOTED = 20

ActionResult = GameChange | GameReply | str | None
"""A change; a reply without one (a `str` has no buttons); None: the update is not about the game."""


@dataclass(frozen=True, slots=True)
class GameActions:
    """Each action takes the update and the game as it was found (None: there is none)."""

    engine: GameEngine

    def run(
        self, subcommand: Subcommand, argument: str, request: Request, game: Game | None
    ) -> ActionResult:
        """Run a subcommand that is about the game."""
        setters = {
            Subcommand.MODE: self._set_mode,
            Subcommand.LEVEL: self._set_level,
            Subcommand.LIMIT: self._set_turn_limit,
        }
        if subcommand in setters:
            return setters[subcommand](request, game, argument)
        if subcommand is Subcommand.SHOW:
            return self._show(request, game)
        if game is None:
            return texts.NO_GAME.to(language_of(request, game))
        actions: dict[Subcommand, Callable[[Request, Game], ActionResult]] = {
            Subcommand.HINT: self.hint,
            Subcommand.SKIP: self._skip,
            Subcommand.GIVE_UP: self.give_up,
            Subcommand.STOP: self._stop,
            Subcommand.CHAIN: self._show_chain,
        }
        return actions[subcommand](request, game)

    def _show(self, request: Request, game: Game | None) -> ActionResult:
        """Show the state, or start a game."""
        render = self._render(language_of(request, game))
        if game:
            return GameReply(render.state(game), game.turn)
        started = self._new_game(request)
        return _change(request, None, started, render.opening(started))

    def play_command(self, request: Request, game: Game | None) -> ActionResult:
        """Handle /idiom with something that is not a subcommand, and should be an idiom."""
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
                return self._skip(request, game) if verdict.skip else self.hint(request, game)
            case "give_up":
                return self.give_up(request, game)
            case _:
                return self._mistake(request, game, verdict)

    def _move(self, request: Request, game: Game | None, verdict: Verdict) -> GameChange:
        """Play a valid idiom; without a game it opens one."""
        before = game or Game(request.update_id, *_rules_of(request))
        word = verdict.idiom or ""
        step = self.engine.play(before, request.sender, word, request.update_id)
        score = step.game.scores[request.sender.id]
        text = self._render(language_of(request, game)).move(before, step, score, word)
        return _step(request, game, step, text)

    def _skip(self, request: Request, game: Game) -> ActionResult:
        """Let the bot take the turn."""
        step = self.engine.skip(game, request.sender, request.update_id)
        return _step(request, game, step, self._render(language_of(request, game)).skip(step))

    def hint(self, update: Request | ButtonPress, game: Game) -> ActionResult:
        """Give one more hint for this turn."""
        word = self.engine.solution(game)
        if word is None:
            return texts.HINT_NONE.to(language_of(update, game))
        step = take_hint(game, update.sender, update.update_id)
        text = self._render(language_of(update, game)).hint(step, word)
        return text if step.game is game else _change(update, game, step.game, text, step.gains)

    def give_up(self, update: Request | ButtonPress, game: Game) -> ActionResult:
        """End the game, unless others are playing."""
        if others_play(game, update.sender.id):
            return texts.OTHERS_PLAY.to(language_of(update, game))
        return self._stop(update, game)

    def _stop(self, update: Request | ButtonPress, game: Game) -> ActionResult:
        """End the game."""
        text = self._render(language_of(update, game)).given_up(game, self.engine.solution(game))
        return _change(update, game, None, text)

    def _set_mode(self, request: Request, game: Game | None, argument: str) -> ActionResult:
        """Change the mode, starting a game if there is none."""
        language, mode = language_of(request, game), MODE_WORDS.get(argument)
        if mode is None:
            now = texts.MODE_NAMES[game.mode if game else _rules_of(request)[0]]
            return texts.MODES.to(language, mode=now.to(language))
        after = replace(game or self._new_game(request), version=request.update_id, mode=mode)
        text = texts.MODE_SET.to(language, mode=texts.MODE_NAMES[mode].to(language))
        return _change(request, game, after, text + self._continuation(game, after, language))

    def _set_level(self, request: Request, game: Game | None, argument: str) -> ActionResult:
        """Change the bot's strength, starting a game if there is none."""
        language, level = language_of(request, game), LEVEL_WORDS.get(argument)
        if level is None:
            now = texts.LEVEL_NAMES[game.level if game else _rules_of(request)[1]]
            return texts.LEVELS.to(language, level=now.to(language))
        after = replace(game or self._new_game(request), version=request.update_id, level=level)
        text = texts.LEVEL_SET.to(language, level=texts.LEVEL_NAMES[level].to(language))
        return _change(request, game, after, text + self._continuation(game, after, language))

    def _set_turn_limit(self, request: Request, game: Game | None, argument: str) -> ActionResult:
        """Set or clear the time limit, restarting the turn; a limit starts a game if there is none."""
        language, limit_s = language_of(request, game), parse_turn_limit(argument)
        if limit_s is None:
            return texts.LIMITS.to(language, now=self._render(language).turn_limit(game))
        if game is None and not limit_s:
            return texts.NO_GAME.to(language)
        after = replace(
            game or self._new_game(request),
            version=request.update_id,
            turn=request.update_id,
            turn_limit_s=limit_s,
            idle_turns=0,
        )
        text = (texts.LIMIT_SET if limit_s else texts.LIMIT_OFF).to(language, seconds=limit_s)
        rest = self._continuation(game, after, language).strip()
        return _change(request, game, after, f"{text}\n{rest}")

    def time_up(self, game: Game, update_id: int) -> GameChange:
        """Nobody answered in time: the bot plays on, or the game ends where it cannot."""
        step = self.engine.time_up(game, update_id)
        after = step.game if step.bot_move else None
        text = self._render(game.language or "zh").time_up(step)
        return GameChange(update_id, game, after, GameReply(text, after.turn if after else None))

    def _show_chain(self, request: Request, game: Game) -> ActionResult:
        """Show the idioms so far."""
        return self._render(language_of(request, game)).chain(game)

    def _new_game(self, request: Request) -> Game:
        return self.engine.start(request.update_id, *_rules_of(request))

    def _continuation(self, before: Game | None, after: Game, language: Language) -> str:
        """How to go on after a change of rules."""
        render = self._render(language)
        return render.prompt(after) if before else f"\n{render.opening(after)}"

    def _mistake(self, request: Request, game: Game, verdict: Verdict) -> str:
        render = self._render(language_of(request, game))
        return render.late(game) if self._was_late(request, game) else render.mistake(game, verdict)

    def _was_late(self, request: Request, game: Game) -> bool:
        """Whether the message was right until somebody else's move, the last but one, came first."""
        if len(game.chain) < 3 or game.chain[-2].by in (0, request.sender.id):
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


def language_of(update: Request | ButtonPress, game: Game | None) -> Language:
    """A game keeps the language it began in."""
    return (game.language if game else None) or update.language


def _rules_of(request: Request) -> tuple[Mode, Level]:
    """Of a new game, as the chat has set them."""
    settings = request.settings
    level = settings.idiom_level
    return settings.idiom_mode or DEFAULT_MODE, DEFAULT_LEVEL if level is None else level


def others_play(game: Game, person_id: int) -> bool:
    """Whether anybody else has a score in the game."""
    return any(player != person_id for player in game.scores)


def _may_be_chat(request: Request, game: Game, verdict: Verdict) -> bool:
    """Four characters that resemble no idiom are an attempt only if they come from a player."""
    if verdict.kind != "not_idiom" or verdict.suggestion:
        return False
    return not verdict.sure or (not request.addressed and request.sender.id not in game.scores)


def _step(request: Request, game: Game | None, step: Step, text: str) -> GameChange:
    """A step after which the game goes on only if the bot has a move."""
    return _change(request, game, step.game if step.bot_move else None, text, step.gains)


def _change(
    update: Request | ButtonPress,
    before: Game | None,
    after: Game | None,
    text: str,
    gains: Gains | None = None,
) -> GameChange:
    reply = GameReply(text, after.turn if after else None)
    if after is not None:
        after = replace(after, language=language_of(update, before))
    return GameChange(update.update_id, before, after, reply, gains or {})
