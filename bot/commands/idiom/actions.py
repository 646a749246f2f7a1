"""What an update does to a game of 成语接龙 (idiom chain): decided on a game as it was found. Pure."""

from dataclasses import dataclass, replace
from random import Random

from bot.commands.idiom import renderer as speech
from bot.commands.idiom.subcommands import LEVEL_WORDS, MODE_WORDS, Subcommand, parse_turn_limit
from bot.idioms import judge, rules
from bot.idioms.recent import played
from bot.models.chat import ButtonPress, Request
from bot.models.game import Game, GameChange, GameReply, Level, Mode, Verdict
from bot.texts import idiom as texts

_NOBODY_MOVED = 3
"""Fewer idioms than this, and nobody else can have been faster."""

ActionResult = GameChange | GameReply | str | None
"""A change, what is said without one (a sentence has no buttons), or None: it is none of the game's business."""


@dataclass(frozen=True, slots=True)
class GameActions:
    """Every decision takes what happened and the game as it was found (None: there is none)."""

    rng: Random

    def shown(self, at: Request, game: Game | None) -> ActionResult:
        """The state, or a new game."""
        if game:
            return _state(at, game)
        return self.started(at, "adaptive", 1)

    def started(self, at: Request, mode: Mode, level: Level) -> GameChange:
        """A game that the bot opens."""
        game = rules.start(at.update_id, mode, level, self.rng)
        return _changed(at, None, game, speech.opening(game, at.language))

    def commanded(self, at: Request, game: Game | None) -> ActionResult:
        """/idiom with something that is no sub-word: an idiom, one hopes."""
        if game:
            return self._judged(at, game, _judge(at, game)) or _not_understood(at, game)
        verdict = judge(at.text)
        if verdict.kind == "valid":
            return self.moved(at, None, verdict)
        if verdict.kind in ("hint", "give_up"):
            return texts.NO_GAME.to(at.language)
        if verdict.suggestion:
            return texts.NOT_IDIOM_NEAR.to(at.language, suggestion=verdict.suggestion)
        return texts.NOT_AN_OPENING.to(at.language)

    def said(self, at: Request, game: Game) -> ActionResult:
        """Plain text: a move, a word like 提示, a near miss, or none of the game's business."""
        verdict = _judge(at, game)
        return None if _may_be_talk(at, game, verdict) else self._judged(at, game, verdict)

    def _judged(self, at: Request, game: Game, verdict: Verdict) -> ActionResult:
        match verdict.kind:
            case "off_topic":
                return None
            case "valid":
                return self.moved(at, game, verdict)
            case "hint":
                return self.skipped(at, game) if verdict.skip else self.hinted(at, game)
            case "give_up":
                return self.given_up(at, game)
            case _:
                return _mistaken(at, game, verdict)

    def moved(self, at: Request, game: Game | None, verdict: Verdict) -> GameChange:
        """A valid idiom; without a game it opens one."""
        before = game or Game(at.update_id)
        step = rules.answer(before, at.sender, verdict.idiom or "", at.update_id, self.rng)
        text = speech.moved(before, step, step.game.scores[at.sender.id], verdict, at.language)
        return _stepped(at, game, step, text)

    def skipped(self, at: Request, game: Game | None) -> ActionResult:
        """The bot takes the turn."""
        if game is None:
            return texts.NO_GAME.to(at.language)
        step = rules.skip(game, at.sender, at.update_id, self.rng)
        return _stepped(at, game, step, speech.skipped(step, at.language))

    def hinted(self, at: Request | ButtonPress, game: Game | None) -> ActionResult:
        """One more hint about this turn."""
        if game is None:
            return texts.NO_GAME.to(at.language)
        step = rules.hint(game, at.sender, at.update_id)
        text = speech.hinted(step, at.language)
        return text if step.game is game else _changed(at, game, step.game, text, step.gains)

    def given_up(self, at: Request | ButtonPress, game: Game | None) -> ActionResult:
        """The end, unless others play on."""
        if game and others_play(game, at.sender.id):
            return texts.OTHERS_PLAY.to(at.language)
        return self.stopped(at, game)

    def stopped(self, at: Request | ButtonPress, game: Game | None) -> ActionResult:
        """The end."""
        if game is None:
            return texts.NO_GAME.to(at.language)
        word = rules.hint(game, at.sender, at.update_id).answer
        return _changed(at, game, None, speech.given_up(game, word, at.language))

    def rule(self, at: Request, wish: Subcommand, game: Game | None) -> ActionResult:
        """Change mode or level, starting a game where there is none."""
        mode, level = MODE_WORDS.get(wish.rest), LEVEL_WORDS.get(wish.rest)
        if wish.verb == "mode" and mode:
            name = texts.MODE_NAMES[mode].to(at.language)
            text = texts.MODE_SET.to(at.language, mode=name)
        elif wish.verb == "level" and level is not None:
            name = texts.LEVEL_NAMES[level].to(at.language)
            text = texts.LEVEL_SET.to(at.language, level=name)
        else:
            return _choices(wish, game, at)
        if game is None:
            change = self.started(at, mode or "adaptive", 1 if level is None else level)
            return replace(change, told=replace(change.told, text=f"{text}\n{change.told.text}"))
        after = replace(
            game,
            version=at.update_id,
            mode=mode or game.mode,
            level=game.level if level is None else level,
        )
        return _changed(at, game, after, f"{text}{speech.asked(after, at.language)}")

    def limited(self, at: Request, wish: Subcommand, game: Game | None) -> ActionResult:
        """Set the clock, or stop it; the turn begins anew. Starts a game where there is none."""
        seconds = parse_turn_limit(wish.rest)
        if seconds is None:
            return texts.LIMITS.to(at.language, now=speech.limit(game, at.language))
        if game is None and not seconds:
            return texts.NO_GAME.to(at.language)
        begun = self.started(at, "adaptive", 1) if game is None else None
        base = game or (begun and begun.after) or Game(at.update_id)
        after = replace(
            base,
            version=at.update_id,
            turn=at.update_id,
            limit_s=seconds,
            idle=0,
            language=at.language,
        )
        said = texts.LIMIT_SET if seconds else texts.LIMIT_OFF
        rest = begun.told.text if begun else speech.asked(after, at.language)
        text = f"{said.to(at.language, seconds=seconds, half=seconds // 2)}\n{rest.strip()}"
        return _changed(at, game, after, text)

    def time_is_up(self, game: Game, update_id: int) -> GameChange:
        """Nobody answered in time: the bot plays on, or the game ends where it cannot."""
        step = rules.time_up(game, update_id, self.rng)
        after = step.game if step.answer else None
        told = GameReply(speech.time_up(step), after.turn if after else None)
        return GameChange(update_id, game, after, told)

    def chain(self, at: Request, game: Game | None) -> ActionResult:
        """The idioms so far."""
        return speech.chain(game, at.language) if game else texts.NO_GAME.to(at.language)


def others_play(game: Game, person_id: int) -> bool:
    """Has anybody else a score in the game?"""
    return any(who != person_id for who in game.scores)


def _judge(at: Request, game: Game) -> Verdict:
    return judge(at.text, last=game.last, used=played(game), mode=game.mode, addressed=at.addressed)


def _may_be_talk(at: Request, game: Game, verdict: Verdict) -> bool:
    """Four characters that come near no idiom: an attempt only from somebody who plays."""
    if verdict.kind != "not_idiom" or verdict.suggestion:
        return False
    return not verdict.sure or (not at.addressed and at.sender.id not in game.scores)


def _was_late(at: Request, game: Game) -> bool:
    """Would it have been right one turn earlier, before somebody else's answer?"""
    if len(game.chain) < _NOBODY_MOVED or game.chain[-2].by in (0, at.sender.id):
        return False
    since = [move.word for move in game.chain[-2:]]
    with played(game).without(since) as used:
        earlier = judge(
            at.text,
            last=game.chain[-3].word,
            used=used,
            mode=game.mode,
            addressed=at.addressed,
        )
    return earlier.kind == "valid"


def _choices(wish: Subcommand, game: Game | None, at: Request) -> str:
    if wish.verb == "mode":
        now = texts.MODE_NAMES[game.mode if game else "adaptive"].to(at.language)
        return texts.MODES.to(at.language, mode=now)
    now = texts.LEVEL_NAMES[game.level if game else 1].to(at.language)
    return texts.LEVELS.to(at.language, level=now)


def _mistaken(at: Request, game: Game, verdict: Verdict) -> str:
    if _was_late(at, game):
        return speech.late(game, at.language)
    return speech.mistake(game, verdict, at.language)


def _state(at: Request, game: Game) -> GameReply:
    return GameReply(speech.state(game, at.language), game.turn)


def _not_understood(at: Request, game: Game) -> GameReply:
    unknown = texts.NOT_UNDERSTOOD.to(at.language, text=at.text[:20])
    return GameReply(f"{unknown}\n{speech.state(game, at.language)}", game.turn)


def _stepped(at: Request, game: Game | None, step: rules.Step, text: str) -> GameChange:
    """A step after which the game goes on only if the bot had an answer."""
    return _changed(at, game, step.game if step.answer else None, text, step.gains)


def _changed(
    at: Request | ButtonPress,
    before: Game | None,
    after: Game | None,
    text: str,
    gains: rules.Gains | None = None,
) -> GameChange:
    return GameChange(
        at.update_id, before, after, GameReply(text, after.turn if after else None), gains or {}
    )
