"""Handles /idiom and what is said in a game: who may do what, and which action runs.

The dictionary judges and moves, never a model.
"""

from dataclasses import dataclass
from enum import Enum
from functools import partial

from bot.commands.chat_rules import is_press_refused, is_refused
from bot.commands.idiom.actions import ActionResult, GameActions, others_play
from bot.commands.idiom.boards import Boards
from bot.commands.idiom.daily import DailyPuzzleCommands
from bot.commands.idiom.game_updates import GameUpdates
from bot.commands.idiom.lookup import IdiomLookup
from bot.commands.idiom.match_commands import MatchCommands
from bot.commands.idiom.proposals import ProposalCommands
from bot.commands.idiom.renderer import GameRenderer, meaning_popup
from bot.commands.idiom.rule_actions import SETTERS, language_of
from bot.commands.idiom.subcommands import (
    Subcommand,
    asks_for_another_game,
    parse_rule,
    parse_subcommand,
)
from bot.idioms.engine import GameEngine
from bot.models.chat import ButtonPress, Request, Thread
from bot.models.game import EndedGame, FoundGame, Game, GameReply
from bot.ports.chat import Permissions, Reply
from bot.streaming.bold import with_bold
from bot.texts import idiom as texts

_WITHOUT_COMMAND = (
    *(Subcommand.RULES, Subcommand.RANK, Subcommand.ME, Subcommand.CHAIN, *SETTERS),
)
"""Understood without /idiom too; the judge itself understands hint, skip and give up."""


class TextResult(Enum):
    """What plain text was to the game of its thread."""

    TOOK_PART = "took part"
    NO_GAME = "no game"
    NOT_PART_OF_GAME = "not part of the game"


@dataclass(frozen=True, slots=True)
class IdiomCommands:
    """The idiom game of a thread.

    Args:
        updates: applies what is decided, and answers.
        permissions: who may change a game that others play.
        engine: judges and moves.
        proposals: handles custom idioms.
        lookup: handles look-ups.
        boards: leaderboards and records.
        daily: the puzzle of the day.
        matches: duels and teams.
    """

    updates: GameUpdates
    permissions: Permissions
    engine: GameEngine
    proposals: ProposalCommands
    lookup: IdiomLookup
    boards: Boards
    daily: DailyPuzzleCommands
    matches: MatchCommands
    hears_groups: bool = True

    @property
    def _actions(self) -> GameActions:
        return GameActions(self.engine, self.hears_groups)

    async def play(self, request: Request, reply: Reply) -> None:
        """Handle /idiom with nothing, a subcommand or an idiom after it."""
        if await is_refused("idiom", request, reply):
            return
        parsed = parse_subcommand(request.text) or parse_rule(request.text)
        if parsed:
            await self._run(*parsed, request, reply)
        else:
            await self.updates.act(request, reply, partial(self._actions.play_command, request))

    async def play_text(self, request: Request, reply: Reply) -> TextResult:
        """Handle plain text, which may be a move or, if the bot is addressed, a subcommand."""
        if "idiom" in request.forbidden:
            return TextResult.NO_GAME
        found = await self.updates.games.find(request.thread, request.update_id)
        if not (found.game or found.earlier_reply):
            if not (found.ended and asks_for_another_game(request.text)):
                return TextResult.NO_GAME
            await self.updates.act(
                request, reply, partial(self._start, request, found.ended), found
            )
            return TextResult.TOOK_PART
        parsed = parse_subcommand(request.text) if request.addressed else None
        if parsed and found.game and self._needs_no_command(*parsed):
            await self._run(*parsed, request, reply, found)
            return TextResult.TOOK_PART
        action = partial(self._actions.play_text, request)
        took_part = await self.updates.act(request, reply, action, found)
        return TextResult.TOOK_PART if took_part else TextResult.NOT_PART_OF_GAME

    async def take_daily(self, request: Request, reply: Reply) -> bool:
        """Handle a message that was awaited as a try of the daily puzzle; False: it is none."""
        game = (await self.updates.games.find(request.thread, 0)).game
        return await self.daily.take(request, reply, is_game_on=game is not None)

    async def hint(self, request: Request, reply: Reply) -> None:
        """Handle /hint."""
        if not await is_refused("idiom", request, reply):
            await self._run(Subcommand.HINT, "", request, reply)

    async def skip(self, request: Request, reply: Reply) -> None:
        """Handle /skip."""
        if not await is_refused("idiom", request, reply):
            await self._run(Subcommand.SKIP, "", request, reply)

    async def give_up(self, request: Request, reply: Reply) -> None:
        """Handle /giveup."""
        if not await is_refused("idiom", request, reply):
            await self._run(Subcommand.GIVE_UP, "", request, reply)

    async def remind(self, thread: Thread, reply: Reply) -> None:
        """Say in one line how the game continues, if there is one."""
        game = (await self.updates.games.find(thread, 0)).game
        if game and game.last:
            await reply.send(
                GameRenderer(self.engine, game.language or reply.language).reminder(game)
            )

    async def hint_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """Handle the button 💡 below a prompt."""
        await self.updates.pressed(press, reply, self._actions.hint)

    async def skip_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """Handle the button ⏭ below a prompt."""
        await self.updates.pressed(press, reply, self._actions.skip)

    async def give_up_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """Handle the button 🏳️ below a prompt."""
        await self.updates.pressed(press, reply, self._actions.give_up)

    async def meaning_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """Handle the button 📖 below a prompt: what the idiom to continue from means."""
        game = (await self.updates.games.find(press.thread, 0)).game
        turn = press.action.rpartition(":")[2]
        entry = self.engine.look_up(game.last) if game and game.last else None
        if game is None or entry is None or str(game.turn) != turn:
            await reply.answer_press(texts.STALE.to(press.sender.language))
            return
        await reply.answer_press(meaning_popup(entry, press.sender.language), alert=True)

    async def play_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """Handle the button 🐉 of /start: a new game, or the state of the one that is on."""
        if not await is_press_refused("idiom", press, reply):
            found = await self.updates.games.find(press.thread, press.update_id)
            await self.updates.act(press, reply, partial(self._start, press, found.ended), found)

    async def again_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """Handle the button 🔄 below a game that is over."""
        if await is_press_refused("idiom", press, reply):
            return
        found = await self.updates.games.find(press.thread, press.update_id)
        if not (found.game and not found.earlier_reply):
            await self.updates.act(press, reply, partial(self._start, press, found.ended), found)
        else:
            await reply.answer_press(texts.STALE.to(press.sender.language))

    def _start(
        self, update: Request | ButtonPress, ended: EndedGame | None, game: Game | None
    ) -> ActionResult:
        """Another game; if somebody was faster, the state of theirs."""
        if game is None:
            return self._actions.start(update, ended)
        render = GameRenderer(self.engine, language_of(update, game))
        return GameReply(render.state(game), game.turn)

    async def _run(
        self,
        subcommand: Subcommand,
        argument: str,
        request: Request,
        reply: Reply,
        found: FoundGame | None = None,
    ) -> None:
        match subcommand:
            case Subcommand.ADD:
                await self.proposals.add(argument, request, reply)
            case Subcommand.REMOVE:
                await self.proposals.remove(argument, request, reply)
            case Subcommand.LOOK_UP:
                word = argument or await self._last_word(request, found)
                await self.lookup.look_up(word, request, reply)
            case Subcommand.RANK | Subcommand.ME:
                await self._send_scores(subcommand, request, reply, found)
            case Subcommand.DAILY:
                await self.daily.play(argument, request, reply)
            case Subcommand.DUEL | Subcommand.TEAMS:
                await self.matches.open(subcommand, argument, request, reply)
            case Subcommand.RULES:
                await reply.send(with_bold(texts.RULES.to(request.language)), expires=True)
            case _:
                await self._run_in_game(subcommand, argument, request, reply, found)

    async def _last_word(self, request: Request, found: FoundGame | None) -> str:
        """What `/idiom 查` alone is about; empty where no game is on."""
        found = found or await self.updates.games.find(request.thread, request.update_id)
        return (found.game.last or "") if found.game else ""

    async def _run_in_game(
        self,
        subcommand: Subcommand,
        argument: str,
        request: Request,
        reply: Reply,
        found: FoundGame | None,
    ) -> None:
        """Run a subcommand; if others play, only an administrator changes what concerns them."""
        found = found or await self.updates.games.find(request.thread, request.update_id)
        changes_settings = subcommand in SETTERS and (argument or subcommand is Subcommand.QUIET)
        if (
            found.game
            and (changes_settings or subcommand is Subcommand.STOP)
            and others_play(found.game, request.sender.id)
            and not (subcommand is Subcommand.STOP and found.game.starter == request.sender.id)
            and not await self.permissions.administers(request.thread.chat_id, request.sender.id)
        ):
            await reply.send(texts.ONLY_ADMINS.to(language_of(request, found.game)))
            return
        action = partial(self._actions.run, subcommand, argument, request)
        await self.updates.act(request, reply, action, found)

    async def _send_scores(
        self, subcommand: Subcommand, request: Request, reply: Reply, found: FoundGame | None
    ) -> None:
        game = (found or await self.updates.games.find(request.thread, request.update_id)).game
        if subcommand is Subcommand.ME:
            statistics = await self.daily.statistics(request.sender.id)
            await self.boards.show_own(request, reply, game, statistics)
            return
        scores = GameRenderer(self.engine, language_of(request, game)).scores(game) if game else ""
        await self.boards.show(request, reply, scores)

    def _needs_no_command(self, subcommand: Subcommand, argument: str) -> bool:
        """Many sentences begin with 查 (look up): without /idiom, only a known idiom counts after it."""
        if subcommand is Subcommand.LOOK_UP:
            return self.engine.look_up(argument) is not None
        return subcommand in _WITHOUT_COMMAND
