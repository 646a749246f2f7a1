"""Handles /idiom with its subcommands, its buttons, and plain text while a game is on.

The dictionary judges and moves, never a model. An action is decided on the game as it was found and
applied only if no other update was faster; otherwise it is decided again on the newer game.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial

from bot.commands.idiom.actions import ActionResult, GameActions, others_play
from bot.commands.idiom.lookup import IdiomLookup
from bot.commands.idiom.proposals import ProposalCommands
from bot.commands.idiom.renderer import GameRenderer, buttons, leaderboard
from bot.commands.idiom.subcommands import Subcommand, SubcommandName, parse_subcommand
from bot.idioms.engine import GameEngine
from bot.models.chat import ButtonPress, Request, Thread
from bot.models.game import FoundGame, Game, GameChange, GameReply
from bot.ports.chat import Permissions, Reply
from bot.ports.games import GameRepository
from bot.streaming.bold import with_bold
from bot.texts import idiom as texts

_MAX_DECISIONS = 8
"""How often an action is decided again while others are faster."""
_LEADERBOARD_SIZE = 10
_WITHOUT_COMMAND: frozenset[SubcommandName] = frozenset(
    {"rules", "rank", "chain", "mode", "level", "limit"}
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
        games: stored games.
        permissions: who may change a game that others play.
        engine: judges and moves.
        proposals: handles custom idioms.
        lookup: handles look-ups.
    """

    games: GameRepository
    permissions: Permissions
    engine: GameEngine
    proposals: ProposalCommands
    lookup: IdiomLookup

    @property
    def _actions(self) -> GameActions:
        return GameActions(self.engine)

    async def play(self, request: Request, reply: Reply) -> None:
        """Handle /idiom with nothing, a subcommand or an idiom after it."""
        subcommand = parse_subcommand(request.text)
        if subcommand:
            await self._run(subcommand, request, reply)
        else:
            await self._act(request, reply, partial(self._actions.play_command, request))

    async def play_text(self, request: Request, reply: Reply) -> TextResult:
        """Handle plain text, which may be a move or, if the bot is addressed, a subcommand."""
        found = await self.games.find(request.thread, request.update_id)
        if not (found.game or found.earlier_reply):
            return TextResult.NO_GAME
        subcommand = parse_subcommand(request.text) if request.addressed else None
        if subcommand and found.game and self._needs_no_command(subcommand):
            await self._run(subcommand, request, reply, found)
            return TextResult.TOOK_PART
        action = partial(self._actions.play_text, request)
        took_part = await self._act(request, reply, action, found)
        return TextResult.TOOK_PART if took_part else TextResult.NOT_PART_OF_GAME

    async def remind(self, thread: Thread, reply: Reply) -> None:
        """Say in one line how the game continues, if there is one."""
        game = (await self.games.find(thread, 0)).game
        if game:
            await reply.send(GameRenderer(self.engine, reply.language).reminder(game))

    async def hint_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """Handle the button 💡 below a prompt."""
        await self._pressed(press, reply, self._actions.hint)

    async def give_up_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """Handle the button 🏳️ below a prompt."""
        await self._pressed(press, reply, self._actions.give_up)

    async def _run(
        self,
        subcommand: Subcommand,
        request: Request,
        reply: Reply,
        found: FoundGame | None = None,
    ) -> None:
        name, argument, actions = subcommand.name, subcommand.argument, self._actions
        match name:
            case "add":
                await self.proposals.add(argument, request, reply)
            case "remove":
                await self.proposals.remove(argument, request, reply)
            case "look_up":
                await self.lookup.look_up(argument, request, reply)
            case "rank":
                await self._send_scores(request, reply)
            case "rules":
                await reply.send(with_bold(texts.RULES.to(request.language)))
            case "mode" | "level" | "limit" | "stop":
                await self._change_rules(subcommand, request, reply, found)
            case _:
                action = {
                    "show": actions.show,
                    "hint": actions.hint,
                    "skip": actions.skip,
                    "give_up": actions.give_up,
                    "chain": actions.show_chain,
                }[name]
                await self._act(request, reply, partial(action, request), found)

    async def _pressed(
        self,
        press: ButtonPress,
        reply: Reply,
        action: Callable[[ButtonPress, Game | None], ActionResult],
    ) -> None:
        def of_this_turn(game: Game | None) -> ActionResult:
            turn = press.action.rpartition(":")[2]
            return action(press, game) if game and str(game.turn) == turn else None

        is_current = await self._act(press, reply, of_this_turn)
        await reply.notice("" if is_current else texts.STALE.to(press.language))

    async def _send_scores(self, request: Request, reply: Reply) -> None:
        language = request.language
        game = (await self.games.find(request.thread, request.update_id)).game
        entries = await self.games.leaderboard(request.thread.chat_id, _LEADERBOARD_SIZE)
        scores = GameRenderer(self.engine, language).scores(game) if game else ""
        await reply.send("\n\n".join(filter(None, (scores, leaderboard(entries, language)))))

    async def _change_rules(
        self, subcommand: Subcommand, request: Request, reply: Reply, found: FoundGame | None
    ) -> None:
        """Change what concerns every player; if others play, only an administrator may."""
        found = found or await self.games.find(request.thread, request.update_id)
        name, argument = subcommand
        if (
            found.game
            and (argument or name == "stop")
            and others_play(found.game, request.sender.id)
            and not await self.permissions.administers(request.thread.chat_id, request.sender.id)
        ):
            await reply.send(texts.ONLY_ADMINS.to(request.language))
            return
        if name == "stop":
            action = partial(self._actions.stop, request)
        else:
            setters = {
                "mode": self._actions.set_mode,
                "level": self._actions.set_level,
                "limit": self._actions.set_turn_limit,
            }
            action = partial(setters[name], request, argument=argument)
        await self._act(request, reply, action, found)

    async def _act(
        self,
        update: Request | ButtonPress,
        reply: Reply,
        action: Callable[[Game | None], ActionResult],
        found: FoundGame | None = None,
    ) -> bool:
        """Decide, apply and answer; decide again if another update was faster.

        `found`: the game, if it was loaded already. Returns False if the action had no result.
        """
        for _ in range(_MAX_DECISIONS):
            found = found or await self.games.find(update.thread, update.update_id)
            result = found.earlier_reply or action(found.game)
            if isinstance(result, GameChange):
                result = await self.games.apply(update.thread, result)
                if result is None:
                    found = None
                    continue
            return await _send(result, reply)
        return await _send(texts.BUSY.to(update.language), reply)

    def _needs_no_command(self, subcommand: Subcommand) -> bool:
        """Many sentences begin with 查 (look up): without /idiom, only a known idiom counts after it."""
        if subcommand.name == "look_up":
            return self.engine.look_up(subcommand.argument) is not None
        return subcommand.name in _WITHOUT_COMMAND


async def _send(result: GameReply | str | None, reply: Reply) -> bool:
    if result is None:
        return False
    answer = GameReply(result) if isinstance(result, str) else result
    await reply.send(with_bold(answer.text), keyboard=buttons(answer.turn, reply.language))
    return True
