"""成语接龙 (idiom chain): /idiom, its sub-words, its buttons, and plain answers while a game is on.

The dictionary judges and moves. A change is decided on the game as it was found and made only if
nobody was faster; else it is decided again on what the game has become.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from random import Random

from bot.commands.idiom import renderer as speech
from bot.commands.idiom.actions import ActionResult, GameActions, others_play
from bot.commands.idiom.lookup import IdiomLookup
from bot.commands.idiom.proposals import ProposalCommands
from bot.commands.idiom.subcommands import Subcommand, SubcommandName, parse_subcommand
from bot.errors import StorageDown
from bot.idioms import look_up
from bot.models.chat import ButtonPress, Request, Thread
from bot.models.game import Game, GameChange, GameReply
from bot.ports.chat import Permissions, Reply
from bot.ports.games import GameRepository
from bot.streaming.bold import with_bold
from bot.texts import idiom as texts

_TRIES = 8
"""How often a change is decided anew while others are faster."""
_BOARD_PLACES = 10
_PLAIN_VERBS: frozenset[SubcommandName] = frozenset(
    {"rules", "rank", "chain", "mode", "level", "limit", "look"}
)
"""Understood without /idiom; the judge itself understands hint, skip and give up."""


@dataclass(frozen=True, slots=True)
class IdiomCommands:
    """The game of a thread.

    Args:
        games: where games are kept.
        members: who may end what others play.
        rng: draws the bot's idioms.
        lessons: what members teach the bot.
        looks: looks idioms up.
    """

    games: GameRepository
    members: Permissions
    rng: Random
    lessons: ProposalCommands
    looks: IdiomLookup = field(default_factory=IdiomLookup)

    @property
    def _decisions(self) -> GameActions:
        return GameActions(self.rng)

    async def play(self, request: Request, reply: Reply) -> None:
        """Handle /idiom with whatever follows it: nothing, a sub-word, or an idiom."""
        wish = parse_subcommand(request.text)
        if wish:
            await self._wished(wish, request, reply)
        else:
            await self._change(request, reply, partial(self._decisions.commanded, request))

    async def offer(self, request: Request, reply: Reply) -> bool:
        """Take plain text while a game is on; False where it was no part of the game.

        Who speaks to the bot may leave out /idiom before its words (记录, 排行, 规则 …).
        """
        wish = parse_subcommand(request.text) if request.addressed else None
        if wish and _is_plain(wish) and await self.games.active(request.thread):
            await self._wished(wish, request, reply)
            return True

        def said(game: Game | None) -> ActionResult:
            return self._decisions.said(request, game) if game else None

        return await self._change(request, reply, said)

    async def active(self, thread: Thread) -> bool:
        """Is a game on?"""
        return await self.games.active(thread)

    async def remind(self, thread: Thread, reply: Reply) -> None:
        """Say in one line where the game stands, if there is one."""
        game = (await self.games.find(thread, 0)).game
        if game:
            await reply.send(speech.remind(game, reply.language))

    async def hint_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """💡 below a prompt."""
        await self._pressed(press, reply, self._decisions.hinted)

    async def give_up_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """🏳️ below a prompt."""
        await self._pressed(press, reply, self._decisions.given_up)

    async def _wished(self, wish: Subcommand, request: Request, reply: Reply) -> None:
        match wish.verb:
            case "mode" | "level" | "limit" | "stop":
                await self._ruled(wish, request, reply)
            case "add":
                await self.lessons.add(wish.rest, request, reply)
            case "drop":
                await self.lessons.drop(wish.rest, request, reply)
            case "look":
                with suppress(StorageDown):  # the shipped dictionary answers without it
                    await self.lessons.taught.refresh()
                await self.looks.look(wish.rest, request, reply)
            case "rank":
                await self._rank(request, reply)
            case "rules":
                await reply.send(with_bold(texts.RULES.to(request.language)))
            case _:
                decide = self._decisions_by_verb()[wish.verb]
                await self._change(request, reply, partial(decide, request))

    def _decisions_by_verb(
        self,
    ) -> dict[SubcommandName, Callable[[Request, Game | None], ActionResult]]:
        decisions = self._decisions
        return {
            "show": decisions.shown,
            "hint": decisions.hinted,
            "skip": decisions.skipped,
            "give_up": decisions.given_up,
            "chain": decisions.chain,
        }

    async def _pressed(
        self,
        press: ButtonPress,
        reply: Reply,
        decide: Callable[[ButtonPress, Game | None], ActionResult],
    ) -> None:
        def of_this_turn(game: Game | None) -> ActionResult:
            turn = press.action.rpartition(":")[2]
            return decide(press, game) if game and str(game.turn) == turn else None

        if not await self._change(press, reply, of_this_turn):
            await reply.answer_press(texts.STALE.to(press.language))
        else:
            await reply.answer_press()

    async def _rank(self, request: Request, reply: Reply) -> None:
        language = request.language
        game = (await self.games.find(request.thread, request.update_id)).game
        standings = await self.games.standings(request.thread.chat_id, _BOARD_PLACES)
        parts = (speech.scores(game, language) if game else "", speech.board(standings, language))
        await reply.send("\n\n".join(filter(None, parts)))

    async def _ruled(self, wish: Subcommand, request: Request, reply: Reply) -> None:
        """Wishes that concern everybody: where others play, an administrator's only."""
        game = (await self.games.find(request.thread, request.update_id)).game
        if (
            game
            and (wish.rest or wish.verb == "stop")
            and others_play(game, request.sender.id)
            and not await self.members.administers(request.thread.chat_id, request.sender.id)
        ):
            await reply.send(texts.ONLY_ADMINS.to(request.language))
        elif wish.verb == "stop":
            await self._change(request, reply, partial(self._decisions.stopped, request))
        else:
            rule = self._decisions.limited if wish.verb == "limit" else self._decisions.rule
            await self._change(request, reply, partial(rule, request, wish))

    async def _change(
        self, at: Request | ButtonPress, reply: Reply, decide: Callable[[Game | None], ActionResult]
    ) -> bool:
        """Decide, make the change, say it; decide again where somebody was faster."""
        for _ in range(_TRIES):
            table = await self.games.find(at.thread, at.update_id)
            decided = table.told or decide(table.game)
            if isinstance(decided, GameChange):
                decided = await self.games.apply(at.thread, decided)
                if decided is None:
                    continue
            return await _tell(decided, reply)
        return await _tell(texts.BUSY.to(at.language), reply)


def _is_plain(wish: Subcommand) -> bool:
    """Does it count without /idiom? 查 (look up) begins many a sentence that is about no idiom."""
    return wish.verb in _PLAIN_VERBS and (wish.verb != "look" or look_up(wish.rest) is not None)


async def _tell(decided: GameReply | str | None, reply: Reply) -> bool:
    if decided is None:
        return False
    told = GameReply(decided) if isinstance(decided, str) else decided
    keyboard = speech.buttons(told.turn, reply.language)
    await reply.send(with_bold(told.text), keyboard=keyboard)
    return True
