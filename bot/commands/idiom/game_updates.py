"""Brings what an update does to a game into the store, and answers the update.

An action is decided on the game as it was found and applied only if no other update was faster;
otherwise it is decided again on the newer game.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot.commands.conversation_recorder import ConversationRecorder
from bot.commands.idiom.actions import ActionResult, EndVote
from bot.commands.idiom.boards import Boards
from bot.commands.idiom.renderer import buttons
from bot.commands.idiom.rule_actions import language_of
from bot.models.chat import ButtonPress, Language, Request
from bot.models.game import FoundGame, Game, GameChange, GameReply, WaitingAnswer
from bot.ports.chat import Permissions, Reply
from bot.ports.games import AnswerQueue, GameRepository
from bot.streaming.bold import with_bold
from bot.texts import idiom as texts

_MAX_DECISIONS = 8
"""How often an action is decided again while others are faster."""
_RIGHT = "👌"
"""Bots may react with it (Bot API: ReactionTypeEmoji), not with ✅."""
_CALM_S, _MAX_PROMPTS_REPLACED = 8, 2
"""A prompt may take the buttons from one other for so many seconds since the answer before it."""


@dataclass(frozen=True, slots=True)
class GameUpdates:
    """Decides, applies and answers.

    Args:
        games: stored games.
        permissions: who may end a game by one vote.
        recorder: remembers how a game ended.
        boards: the records that a game has broken.
        answers: paces the answers in groups; None: every one is sent at once.
    """

    games: GameRepository
    permissions: Permissions
    recorder: ConversationRecorder
    boards: Boards
    answers: AnswerQueue | None = None

    async def act(
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
            language = language_of(update, found.game)
            result = found.earlier_reply or action(found.game)
            if isinstance(result, EndVote):
                chat_id, person_id = update.thread.chat_id, update.sender.id
                is_admin = await self.permissions.administers(chat_id, person_id)
                result = result.end if is_admin else result.vote
            if isinstance(result, GameChange):
                change = await self.boards.ending(result, update.thread, language)
                result = await self.games.apply(update.thread, change)
                if result is None:
                    found = None
                    continue
                if change.after is None:
                    await self.recorder.game_ended(update.thread, result.text, language)
            return await self._send(result, update, reply, language)
        return await self._send(texts.BUSY.to(update.language), update, reply, update.language)

    async def _send(
        self,
        result: GameReply | str | None,
        update: Request | ButtonPress,
        reply: Reply,
        language: Language,
    ) -> bool:
        """Send the answer, or let it wait where its group is busy.

        A prompt takes the buttons from those before it, the fewer the faster people play: each costs a
        call of the group's budget.
        """
        if result is None:
            return False
        answer = GameReply(result) if isinstance(result, str) else result
        if answer.buttons == "teams" and isinstance(update, ButtonPress):
            keyboard = buttons(answer, language)
            return await reply.edit(update.message_id, with_bold(answer.text), keyboard=keyboard)
        since_s = await self._claim(answer, update, language)
        if since_s is None:
            return True
        if answer.reaction and await reply.react(_RIGHT):
            return True
        keyboard = buttons(answer, language)
        message_id = await reply.send(with_bold(answer.text), keyboard=keyboard)
        if keyboard and message_id is not None:
            replaced = min(_MAX_PROMPTS_REPLACED, int(min(since_s, 60) // _CALM_S))
            for old_id in await self.games.add_prompt(update.thread, message_id, replaced):
                if not await reply.remove_keyboard(old_id):
                    await self.games.add_prompt(update.thread, old_id, 0)  # another time
        return True

    async def _claim(
        self, answer: GameReply, update: Request | ButtonPress, language: Language
    ) -> float | None:
        """Seconds since the answer before, where this one may go; None where it waits."""
        if self.answers is None or update.chat_kind != "group":
            return float("inf")
        waiting = WaitingAnswer(answer.text, answer.turn, language, answer.buttons)
        return await self.answers.claim(update.thread, waiting)

    async def pressed(
        self,
        press: ButtonPress,
        reply: Reply,
        action: Callable[[ButtonPress, Game], ActionResult],
    ) -> None:
        """Run what a button of the turn that is on asks for; one of an earlier turn loses its buttons."""

        def of_this_turn(game: Game | None) -> ActionResult:
            turn = press.action.rpartition(":")[2]
            return action(press, game) if game and str(game.turn) == turn else None

        if not await self.act(press, reply, of_this_turn):
            await reply.answer_press(texts.STALE.to(press.sender.language))
            await reply.remove_keyboard(press.message_id)
