"""Handles /idiom and what is said in a game: who may do what, and which action runs.

The dictionary judges and moves, never a model. An action is decided on the game as it was found and
applied only if no other update was faster; otherwise it is decided again on the newer game.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial

from bot.commands.conversation_recorder import ConversationRecorder
from bot.commands.idiom.actions import ActionResult, GameActions, language_of, others_play
from bot.commands.idiom.lookup import IdiomLookup
from bot.commands.idiom.proposals import ProposalCommands
from bot.commands.idiom.renderer import GameRenderer, buttons, leaderboard
from bot.commands.idiom.subcommands import Subcommand, parse_subcommand
from bot.idioms.engine import GameEngine
from bot.models.chat import ButtonPress, Language, Request, Thread
from bot.models.game import FoundGame, Game, GameChange, GameReply
from bot.ports.chat import Permissions, Reply
from bot.ports.games import GameRepository
from bot.streaming.bold import with_bold
from bot.texts import idiom as texts

_MAX_DECISIONS = 8
"""How often an action is decided again while others are faster."""
_LEADERBOARD_SIZE = 10
_SETTINGS = (Subcommand.MODE, Subcommand.LEVEL, Subcommand.LIMIT)
_WITHOUT_COMMAND = (Subcommand.RULES, Subcommand.RANK, Subcommand.CHAIN, *_SETTINGS)
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
        recorder: remembers how a game ended.
    """

    games: GameRepository
    permissions: Permissions
    engine: GameEngine
    proposals: ProposalCommands
    lookup: IdiomLookup
    recorder: ConversationRecorder

    @property
    def _actions(self) -> GameActions:
        return GameActions(self.engine)

    async def play(self, request: Request, reply: Reply) -> None:
        """Handle /idiom with nothing, a subcommand or an idiom after it."""
        parsed = parse_subcommand(request.text)
        if parsed:
            await self._run(*parsed, request, reply)
        else:
            await self._act(request, reply, partial(self._actions.play_command, request))

    async def play_text(self, request: Request, reply: Reply) -> TextResult:
        """Handle plain text, which may be a move or, if the bot is addressed, a subcommand."""
        found = await self.games.find(request.thread, request.update_id)
        if not (found.game or found.earlier_reply):
            return TextResult.NO_GAME
        parsed = parse_subcommand(request.text) if request.addressed else None
        if parsed and found.game and self._needs_no_command(*parsed):
            await self._run(*parsed, request, reply, found)
            return TextResult.TOOK_PART
        action = partial(self._actions.play_text, request)
        took_part = await self._act(request, reply, action, found)
        return TextResult.TOOK_PART if took_part else TextResult.NOT_PART_OF_GAME

    async def remind(self, thread: Thread, reply: Reply) -> None:
        """Say in one line how the game continues, if there is one."""
        game = (await self.games.find(thread, 0)).game
        if game:
            await reply.send(
                GameRenderer(self.engine, game.language or reply.language).reminder(game)
            )

    async def hint_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """Handle the button 💡 below a prompt."""
        await self._pressed(press, reply, self._actions.hint)

    async def give_up_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """Handle the button 🏳️ below a prompt."""
        await self._pressed(press, reply, self._actions.give_up)

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
                await self.lookup.look_up(argument, request, reply)
            case Subcommand.RANK:
                await self._send_scores(request, reply, found)
            case Subcommand.RULES:
                await reply.send(with_bold(texts.RULES.to(request.language)), expires=True)
            case _:
                await self._run_in_game(subcommand, argument, request, reply, found)

    async def _run_in_game(
        self,
        subcommand: Subcommand,
        argument: str,
        request: Request,
        reply: Reply,
        found: FoundGame | None,
    ) -> None:
        """Run a subcommand; if others play, only an administrator changes what concerns them."""
        found = found or await self.games.find(request.thread, request.update_id)
        changes_settings = subcommand in _SETTINGS and argument
        if (
            found.game
            and (changes_settings or subcommand is Subcommand.STOP)
            and others_play(found.game, request.sender.id)
            and not await self.permissions.administers(request.thread.chat_id, request.sender.id)
        ):
            await reply.send(texts.ONLY_ADMINS.to(language_of(request, found.game)))
            return
        action = partial(self._actions.run, subcommand, argument, request)
        await self._act(request, reply, action, found)

    async def _pressed(
        self,
        press: ButtonPress,
        reply: Reply,
        action: Callable[[ButtonPress, Game], ActionResult],
    ) -> None:
        def of_this_turn(game: Game | None) -> ActionResult:
            turn = press.action.rpartition(":")[2]
            return action(press, game) if game and str(game.turn) == turn else None

        is_current = await self._act(press, reply, of_this_turn)
        await reply.answer_press("" if is_current else texts.STALE.to(press.sender.language))

    async def _send_scores(self, request: Request, reply: Reply, found: FoundGame | None) -> None:
        found = found or await self.games.find(request.thread, request.update_id)
        language = language_of(request, found.game)
        entries = await self.games.leaderboard(request.thread.chat_id, _LEADERBOARD_SIZE)
        scores = GameRenderer(self.engine, language).scores(found.game) if found.game else ""
        await reply.send("\n\n".join(filter(None, (scores, leaderboard(entries, language)))))

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
                change, result = result, await self.games.apply(update.thread, result)
                if result is None:
                    found = None
                    continue
                if change.after is None:
                    await self.recorder.game_ended(
                        update.thread, result.text, language_of(update, found.game)
                    )
            return await _send(result, reply, language_of(update, found.game))
        return await _send(texts.BUSY.to(update.language), reply, update.language)

    def _needs_no_command(self, subcommand: Subcommand, argument: str) -> bool:
        """Many sentences begin with 查 (look up): without /idiom, only a known idiom counts after it."""
        if subcommand is Subcommand.LOOK_UP:
            return self.engine.look_up(argument) is not None
        return subcommand in _WITHOUT_COMMAND


async def _send(result: GameReply | str | None, reply: Reply, language: Language) -> bool:
    if result is None:
        return False
    answer = GameReply(result) if isinstance(result, str) else result
    await reply.send(with_bold(answer.text), keyboard=buttons(answer.turn, language))
    return True
