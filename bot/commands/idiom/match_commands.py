"""/idiom 对战 (duel) and 组队 (teams): who plays against whom, by commands and buttons."""

from dataclasses import dataclass
from functools import partial

from bot.commands.chat_rules import is_press_refused
from bot.commands.idiom.game_updates import GameUpdates
from bot.commands.idiom.match_actions import MatchActions, Opponent, side_of_press
from bot.commands.idiom.renderer import shown_name
from bot.commands.idiom.rule_actions import rules_of
from bot.commands.idiom.subcommands import Subcommand
from bot.idioms.engine import GameEngine
from bot.models.chat import ButtonPress, Request
from bot.models.game import Game
from bot.ports.chat import Reply
from bot.ports.usage import Usernames
from bot.texts import Text
from bot.texts import idiom_match as texts


@dataclass(frozen=True, slots=True)
class MatchCommands:
    """Opens matches and lets people take part.

    Args:
        updates: applies what is decided, and answers.
        usernames: whose @name it is.
        engine: judges and scores.
    """

    updates: GameUpdates
    usernames: Usernames
    engine: GameEngine

    async def open(
        self, subcommand: Subcommand, argument: str, request: Request, reply: Reply
    ) -> None:
        """Challenge somebody, or let people choose a side."""
        language, rules = request.language, rules_of(request)
        actions = MatchActions(self.engine)
        if request.chat_kind != "group":
            await reply.send(texts.IN_GROUPS.to(language))
            return
        if subcommand is Subcommand.TEAMS:
            await self.updates.act(request, reply, partial(actions.open_teams, rules, request))
            return
        opponent = await self._opponent(argument, request)
        if opponent is None:
            await reply.send(texts.UNKNOWN_OPPONENT.to(language, name=shown_name(argument)))
            return
        challenge = partial(actions.challenge, opponent, rules, request)
        await self.updates.act(request, reply, challenge)

    async def pressed(self, press: ButtonPress, reply: Reply) -> None:
        """Handle the buttons ⚔️, 🔴, 🔵 and ▶️ of a match that has not begun."""
        if await is_press_refused("idiom", press, reply):
            return
        actions = MatchActions(self.engine)
        found = await self.updates.games.find(press.thread, press.update_id)
        refusal = None if found.earlier_reply else _refusal(press, found.game)
        if refusal:
            await reply.answer_press(refusal.to(press.sender.language), alert=True)
            return
        verbs = {"accept": actions.accept, "begin": actions.begin}
        action = verbs.get(press.action.split(":")[1], actions.join)
        await self.updates.pressed(press, reply, action)

    async def _opponent(self, argument: str, request: Request) -> Opponent | None:
        """Who is named, or wrote what the command replies to; else anybody. None: nobody knows them."""
        name = argument.strip()
        if name:
            person_id = await self.usernames.id_of(name.removeprefix("@"))
            if person_id != request.sender.id:
                return Opponent(person_id, f" {name} ") if person_id else None
        quoted = request.quoted
        if quoted and not quoted.by_bot and quoted.sender_id != request.sender.id:
            return Opponent(quoted.sender_id, texts.SOMEBODY.to(request.language))
        return Opponent(0, texts.ANYBODY.to(request.language))


def _refusal(press: ButtonPress, game: Game | None) -> Text | None:
    """Why a press on a match that has not begun does nothing; None: it does something."""
    match = game.match if game else None
    if match is None or match.has_begun:
        return None
    if match.kind == "duel":
        if match.side_of(press.sender.id) is not None:
            return texts.POPUP_OWN
        is_other = match.invited not in (0, press.sender.id)
        return texts.POPUP_INVITED if is_other else None
    side = match.side_of(press.sender.id)
    if not press.action.startswith("idiom:begin:"):
        return texts.POPUP_JOINED if side == side_of_press(press) else None
    if not all(match.sides):
        return texts.POPUP_EMPTY
    return texts.POPUP_NOT_PLAYING if side is None else None
