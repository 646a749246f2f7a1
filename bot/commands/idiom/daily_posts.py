"""The job that sends the daily puzzle to the chats that want it, once a day each."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.errors import ChatGone, DeliveryError, DeliveryUnknown
from bot.idioms.daily import puzzle_of
from bot.models.chat import Language
from bot.models.chat_settings import may_write_unasked
from bot.models.daily import DailyPuzzle
from bot.ports.chat import Messenger
from bot.ports.chat_settings import ChatSettingsStore
from bot.ports.daily import DailyPuzzles
from bot.streaming.bold import with_bold
from bot.texts import idiom_daily as texts

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DailyPuzzlePosts:
    """Sends the puzzle within the hour that a chat has set; not in its quiet hours.

    Args:
        puzzles: knows, for all replicas, which chats want it and which got it.
        chat_settings: knows quiet hours and languages.
        messenger: sends to the chats.
        zone: of the hours.
        clock: seconds since 1970.
    """

    puzzles: DailyPuzzles
    chat_settings: ChatSettingsStore
    messenger: Messenger
    zone: ZoneInfo
    clock: Callable[[], float] = time.time

    async def tick(self) -> None:
        """Send to every chat whose hour it is and that did not get the puzzle yet."""
        now = datetime.fromtimestamp(self.clock(), self.zone)
        chats = await self.puzzles.chats_at(now.hour)
        puzzle = puzzle_of(now.date()) if chats else None
        for chat_id in chats:
            settings = await self.chat_settings.get(chat_id)
            is_due = settings.puzzle_hour == now.hour
            is_due = is_due and may_write_unasked(settings, now.timestamp(), self.zone)
            if puzzle and is_due and await self.puzzles.claim(chat_id, puzzle.number):
                await self._send(chat_id, puzzle, settings.language or "zh")

    async def _send(self, chat_id: int, puzzle: DailyPuzzle, language: Language) -> None:
        """One that is lost on the way may have arrived, so it is not sent again."""
        text = texts.OF_THE_DAY.to(language, start=puzzle.start, goal=puzzle.goal)
        try:
            await self.messenger.send(chat_id, with_bold(text))
        except (ChatGone, DeliveryUnknown) as error:
            _log.warning("Chat %s may not have got the daily puzzle: %r", chat_id, error)
        except DeliveryError as error:
            _log.warning("Chat %s gets the daily puzzle later: %r", chat_id, error)
            await self.puzzles.release(chat_id, puzzle.number)
