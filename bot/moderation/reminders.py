"""Reminds reviewers of posts that have waited for them too long."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.errors import DeliveryError
from bot.models.chat_settings import may_write_unasked
from bot.moderation.card_messages import CardMessages
from bot.ports.posts import EventMarks, OverduePosts
from bot.texts import post as texts

log = logging.getLogger(__name__)

_AFTER_S = 3600
_AGAIN_S = 24 * 3600
_MAX_POSTS = 300
"""The longest waiting ones; their numbers fit into one message. The others follow when these are decided."""


@dataclass(frozen=True, slots=True)
class Reminders:
    """Tells reviewers of each post that has waited over an hour, and again every day.

    Args:
        posts: finds them.
        events: knows, for all replicas, who was reminded of what.
        card_messages: knows each reviewer's language, and the chats' quiet hours.
        review_chats: the chats that get cards.
        zone: of the quiet hours.
        clock: seconds since 1970.
    """

    posts: OverduePosts
    events: EventMarks
    card_messages: CardMessages
    review_chats: tuple[int, ...]
    zone: ZoneInfo
    clock: Callable[[], float] = time.time

    async def remind(self) -> None:
        """Name all posts that are due in one message; raises `errors.StorageDown`."""
        overdue = await self.posts.in_review_longer_than(_AFTER_S, _MAX_POSTS)
        due = [
            post_id
            for post_id in overdue
            if await self.events.first_within(f"remind:{post_id}", _AGAIN_S)
        ]
        if due and not await self._send(due):
            for post_id in due:
                await self.events.forget_event(f"remind:{post_id}")

    async def _send(self, due: Sequence[int]) -> bool:
        """True if any reviewer got the message; chats that have quiet hours now are left out."""
        now_s = self.clock()
        is_sent = False
        numbers = " ".join(f"#{post_id}" for post_id in due)
        for chat_id in self.review_chats:
            settings = await self.card_messages.chat_settings.get(chat_id)
            if not may_write_unasked(settings, now_s, self.zone):
                continue
            language = await self.card_messages.language_in(chat_id)
            sentence = texts.REMINDER.to(language, count=len(due), numbers=numbers)
            try:
                await self.card_messages.messenger.send(chat_id, sentence)
                is_sent = True
            except DeliveryError:
                log.warning("Chat %s could not be reminded.", chat_id)
        return is_sent
