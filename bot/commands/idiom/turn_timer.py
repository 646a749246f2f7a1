"""The clock of 成语接龙 (idiom chain): a reminder at half time, and the bot's move when time is up."""

import logging
from dataclasses import dataclass
from random import Random

from bot.commands.idiom import renderer as speech
from bot.commands.idiom.actions import GameActions
from bot.errors import ChatGone, DeliveryRefused, DeliveryUnknown
from bot.models.chat import Keyboard, Thread
from bot.models.game import Game
from bot.ports.chat import Messenger
from bot.ports.games import GameRepository
from bot.streaming.bold import with_bold

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TurnTimer:
    """Acts on the turns that are due, each once whoever asks first.

    Args:
        games: where games and due turns are kept; its server's time counts.
        messenger: says what happened, in the chat and topic of the game.
        rng: draws the bot's idioms.
    """

    games: GameRepository
    messenger: Messenger
    rng: Random

    async def tick(self) -> None:
        """Look at every turn that is due now."""
        now, threads = await self.games.due()
        for thread in threads:
            await self._look_at(thread, now)

    async def _look_at(self, thread: Thread, now: int) -> None:
        game = (await self.games.find(thread, 0)).game
        if game is None or not game.is_timed:
            await self.games.watch(thread, None)
            return
        waited = now - game.turn_at
        if waited >= game.limit_s:
            await self._time_up(thread, game, now)
            return
        half = game.limit_s // 2
        await self.games.watch(thread, game.limit_s - waited if waited >= half else half - waited)
        if waited >= half:
            text = speech.half_time(game, game.limit_s - waited)
            await self._send(thread, text, game, game.turn)

    async def _time_up(self, thread: Thread, game: Game, now: int) -> None:
        # No update did this. Time and topic, negative, are a name that no update bears.
        name = -(now << 32 | (thread.topic_id or 0))
        change = GameActions(self.rng).time_is_up(game, name)
        told = await self.games.apply(thread, change)
        if told is None:  # somebody answered in the last moment, which set the clock anew
            return
        if change.after is None or not change.after.is_timed:
            await self.games.watch(thread, None)
        await self._send(thread, told.text, game, told.turn)

    async def _send(self, thread: Thread, text: str, game: Game, turn: int | None) -> None:
        keyboard: Keyboard = speech.buttons(turn, game.language)
        try:
            await self.messenger.send(
                thread.chat_id, with_bold(text), topic_id=thread.topic_id, keyboard=keyboard
            )
        except ChatGone:
            await self.games.watch(thread, None)
        except (DeliveryRefused, DeliveryUnknown) as error:
            log.warning("A turn's clock could not be heard in %s: %s", thread.key, error)
