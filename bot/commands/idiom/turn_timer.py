"""The job that reminds at half time and makes the bot's move when the time of a turn is up.

The budget of the message is taken before the move. Where the chat may not be called now, the check is
put off and nothing has happened: the turn lasts until the bot can speak, and no other game waits for it.
"""

import asyncio
import logging
import math
from dataclasses import dataclass

from bot.commands.conversation_recorder import ConversationRecorder
from bot.commands.idiom.actions import GameActions
from bot.commands.idiom.boards import Boards
from bot.commands.idiom.renderer import GameRenderer, buttons
from bot.errors import ChatGone, DeliveryPostponed, DeliveryRefused, DeliveryUnknown
from bot.idioms.engine import GameEngine
from bot.models.chat import Thread
from bot.models.game import Buttons, Game, GameReply
from bot.ports.chat import Messenger
from bot.ports.games import GameRepository
from bot.streaming.bold import with_bold

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TurnTimer:
    """Acts on the turns that are due; of several processes one acts on each.

    Args:
        games: games and due turns; the time is that of their server.
        messenger: sends to the chat and topic of the game.
        engine: makes the bot's moves.
        recorder: remembers how a game ended.
        boards: the records that a game has broken.
    """

    games: GameRepository
    messenger: Messenger
    engine: GameEngine
    recorder: ConversationRecorder
    boards: Boards

    async def tick(self) -> None:
        """Check every turn that is due now."""
        now_s, threads = await self.games.due_turns()
        await asyncio.gather(*(self._check(thread, now_s) for thread in threads))

    async def _check(self, thread: Thread, now_s: int) -> None:
        game = (await self.games.find(thread, 0)).game
        if game is None or not game.is_timed:
            await self.games.schedule_turn_check(thread, None)
            return
        waited_s, half_s = now_s - game.turn_started_s, game.turn_limit_s // 2
        left_s = game.turn_limit_s - waited_s
        if waited_s < half_s:
            await self.games.schedule_turn_check(thread, half_s - waited_s)
        elif left_s > 0 and game.match and not game.match.has_begun:
            await self.games.schedule_turn_check(thread, left_s)
        elif not await self._may_speak(thread):
            return
        elif left_s <= 0:
            await self._end_turn(thread, game, now_s)
        else:
            await self.games.schedule_turn_check(thread, left_s)
            text = GameRenderer(self.engine, game.language or "zh").half_time(game, left_s)
            kind: Buttons = "match" if game.match else "turn"
            await self._send(thread, GameReply(text, game.turn, buttons=kind), game)

    async def _may_speak(self, thread: Thread) -> bool:
        """Take the budget for one message; False: the check is put off, or the chat is gone."""
        try:
            await self.messenger.reserve(thread.chat_id)
        except DeliveryPostponed as busy:
            await self.games.schedule_turn_check(thread, math.ceil(busy.after_s))
            return False
        except ChatGone:
            await self.games.schedule_turn_check(thread, None)
            return False
        return True

    async def _end_turn(self, thread: Thread, game: Game, now_s: int) -> None:
        # No update caused this change. Time and topic as a negative number cannot be an update's id.
        change_id = -(now_s << 32 | (thread.topic_id or 0))
        change = GameActions(self.engine).time_up(game, change_id)
        change = await self.boards.ending(change, thread, game.language or "zh")
        reply = await self.games.apply(thread, change)
        if reply is None:  # somebody answered at the last moment, which restarted the timer
            return
        if change.after is None or not change.after.is_timed:
            await self.games.schedule_turn_check(thread, None)
        if change.after is None:
            await self.recorder.game_ended(thread, reply.text, game.language or "zh")
        await self._send(thread, reply, game)

    async def _send(self, thread: Thread, reply: GameReply, game: Game) -> None:
        try:
            await self.messenger.send(
                thread.chat_id,
                with_bold(reply.text),
                topic_id=thread.topic_id,
                keyboard=buttons(reply, game.language or "zh"),
                reserved=True,
            )
        except ChatGone:
            await self.games.schedule_turn_check(thread, None)
        except (DeliveryRefused, DeliveryUnknown) as error:
            _log.warning("The turn timer could not send to %s: %s", thread.key, error)
