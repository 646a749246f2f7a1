"""Tells reviewers once a day what waits for them and what was decided the day before."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.errors import DeliveryError
from bot.models.chat import Language
from bot.models.chat_settings import may_write_unasked
from bot.models.post import ReviewBacklog
from bot.moderation.card_messages import CardMessages
from bot.ports.posts import EventMarks, ReviewFigures
from bot.texts import review_digest as texts

log = logging.getLogger(__name__)

_LATEST_AFTER_H = 6
"""What is later is no morning digest: the bot was away, or the chat is quiet for that long."""
_REMEMBERED_S = 2 * 24 * 3600


@dataclass(frozen=True, slots=True)
class ReviewDigest:
    """Sends the digest to every chat that gets review cards, once a day over all replicas.

    Args:
        figures: what waits, and what was decided.
        events: knows which chat has today's.
        card_messages: knows each chat's language, and its quiet hours.
        review_chats: the chats that get cards.
        hour: from which it is sent; None: never.
        zone: of the hour and of the days.
        clock: seconds since 1970.
    """

    figures: ReviewFigures
    events: EventMarks
    card_messages: CardMessages
    review_chats: tuple[int, ...]
    hour: int | None
    zone: ZoneInfo
    clock: Callable[[], float] = time.time

    async def send_due(self) -> None:
        """Send it where it is due and there is something to say; raises `errors.StorageDown`."""
        now = datetime.fromtimestamp(self.clock(), self.zone)
        if self.hour is None or not self.hour <= now.hour < self.hour + _LATEST_AFTER_H:
            return
        chats = [chat_id for chat_id in self.review_chats if await self._is_due(chat_id, now)]
        if not chats:
            return
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        yesterday = today - timedelta(days=1)
        backlog = await self.figures.backlog()
        decided = await self.figures.decided_between(yesterday.timestamp(), today.timestamp())
        for chat_id in chats:
            if backlog.count or any(decided.values()):
                language = await self.card_messages.language_in(chat_id)
                sentence = _sentence(backlog, decided, language)
                await self._send(chat_id, sentence, now)

    async def _is_due(self, chat_id: int, now: datetime) -> bool:
        settings = await self.card_messages.chat_settings.get(chat_id)
        if not may_write_unasked(settings, now.timestamp(), self.zone):
            return False
        return await self.events.first_within(_event(chat_id, now), _REMEMBERED_S)

    async def _send(self, chat_id: int, sentence: str, now: datetime) -> None:
        try:
            await self.card_messages.messenger.send(chat_id, sentence)
        except DeliveryError:
            log.warning("Chat %s did not get the digest.", chat_id)
            await self.events.forget_event(_event(chat_id, now))


def _event(chat_id: int, now: datetime) -> str:
    return f"digest:{chat_id}:{now.date()}"


def _sentence(backlog: ReviewBacklog, decided: dict[str, int], language: Language) -> str:
    lines = [
        texts.YESTERDAY.to(
            language, published=decided.get("published", 0), rejected=decided.get("rejected", 0)
        )
    ]
    if backlog.count:
        hours = int(backlog.oldest_s // 3600)
        waiting = texts.WAITING.to(language, count=backlog.count, id=backlog.oldest_id)
        age = texts.HOURS.to(language, hours=hours) if hours else ""
        lines.append(waiting + age + texts.PENDING.to(language))
    else:
        lines.append(texts.NOTHING.to(language))
    return "\n".join(lines)
