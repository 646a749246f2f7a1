"""Changes the rules of a game: mode, level, time limit, quiet; each starts a game if there is none. Pure."""

from dataclasses import dataclass, replace

from bot.commands.idiom.renderer import GameRenderer
from bot.commands.idiom.subcommands import (
    LEVEL_WORDS,
    MODE_WORDS,
    QUIET_WORDS,
    Subcommand,
    parse_turn_limit,
)
from bot.idioms.engine import Gains, GameEngine
from bot.models.chat import ButtonPress, Language, Request
from bot.models.game import Game, GameChange, GameReply
from bot.models.game_rules import DEFAULT_LEVEL, DEFAULT_MODE, Level, Mode
from bot.texts import idiom as texts

SETTERS = (Subcommand.MODE, Subcommand.LEVEL, Subcommand.LIMIT, Subcommand.QUIET)

RuleResult = GameChange | str
"""A change; or what the rules are."""


@dataclass(frozen=True, slots=True)
class RuleActions:
    """Each action takes the update and the game as it was found (None: there is none)."""

    engine: GameEngine

    def run(
        self, subcommand: Subcommand, argument: str, request: Request, game: Game | None
    ) -> RuleResult:
        """Run one of `SETTERS`."""
        setters = {
            Subcommand.MODE: self._set_mode,
            Subcommand.LEVEL: self._set_level,
            Subcommand.LIMIT: self._set_turn_limit,
            Subcommand.QUIET: self._set_quiet,
        }
        return setters[subcommand](request, game, argument)

    def _set_mode(self, request: Request, game: Game | None, argument: str) -> RuleResult:
        """Change the mode, starting a game if there is none."""
        language, mode = language_of(request, game), MODE_WORDS.get(argument)
        if mode is None:
            now = texts.MODE_NAMES[game.mode if game else rules_of(request)[0]]
            return texts.MODES.to(language, mode=now.to(language))
        text = texts.MODE_SET.to(language, mode=texts.MODE_NAMES[mode].to(language))
        after = replace(game or self._new_game(request), mode=mode)
        return self._change(request, game, after, text)

    def _set_level(self, request: Request, game: Game | None, argument: str) -> RuleResult:
        """Change the bot's strength, starting a game if there is none."""
        language, level = language_of(request, game), LEVEL_WORDS.get(argument)
        if level is None:
            now = texts.LEVEL_NAMES[game.level if game else rules_of(request)[1]]
            return texts.LEVELS.to(language, level=now.to(language))
        text = texts.LEVEL_SET.to(language, level=texts.LEVEL_NAMES[level].to(language))
        after = replace(game or self._new_game(request), level=level)
        return self._change(request, game, after, text)

    def _set_quiet(self, request: Request, game: Game | None, argument: str) -> RuleResult:
        """Let the bot only judge, or play again; without a word for either, the other of both."""
        language = language_of(request, game)
        if request.chat_kind != "group":
            return texts.QUIET_IN_GROUPS.to(language)
        quiet = QUIET_WORDS.get(argument, not (game and game.quiet))
        text = (texts.QUIET_ON if quiet else texts.QUIET_OFF).to(language)
        after = replace(game or self._new_game(request), quiet=quiet)
        return self._change(request, game, after, text)

    def _set_turn_limit(self, request: Request, game: Game | None, argument: str) -> RuleResult:
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
        return changed(request, game, after, f"{text}\n{rest}")

    def _change(self, request: Request, before: Game | None, after: Game, text: str) -> GameChange:
        """Change a rule; `text` says which. How the game goes on follows it."""
        rest = self._continuation(before, after, language_of(request, before))
        after = replace(after, version=request.update_id)
        return changed(request, before, after, text + rest)

    def _new_game(self, request: Request) -> Game:
        return self.engine.start(request.update_id, *rules_of(request), request.sender.id)

    def _continuation(self, before: Game | None, after: Game, language: Language) -> str:
        """How to go on after a change of rules."""
        render = self._render(language)
        return render.prompt(after) if before else f"\n{render.opening(after)}"

    def _render(self, language: Language) -> GameRenderer:
        return GameRenderer(self.engine, language)


def language_of(update: Request | ButtonPress, game: Game | None) -> Language:
    """A game keeps the language it began in."""
    return (game.language if game else None) or update.language


def rules_of(update: Request | ButtonPress) -> tuple[Mode, Level]:
    """Of a new game, as the chat has set them."""
    settings = update.settings
    level = settings.idiom_level
    return settings.idiom_mode or DEFAULT_MODE, DEFAULT_LEVEL if level is None else level


def changed(
    update: Request | ButtonPress,
    before: Game | None,
    after: Game,
    text: str,
    gains: Gains | None = None,
) -> GameChange:
    """The change to `after`, which keeps the language of `before`."""
    reply = GameReply(text, after.turn)
    after = replace(after, language=language_of(update, before))
    return GameChange(update.update_id, before, after, reply, gains or {})
