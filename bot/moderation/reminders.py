"""Reminding reviewers of posts that have waited for them too long."""

import logging
from dataclasses import dataclass

from bot.errors import DeliveryError
from bot.moderation.board import CardBoard
from bot.ports.posts import PostDesk, PostLine
from bot.texts import post as texts

log = logging.getLogger(__name__)

_AFTER_S = 3600
_AGAIN_S = 24 * 3600
_AT_ONCE = 30


@dataclass(frozen=True, slots=True)
class Reminders:
    """Tells reviewers of each post that has waited over an hour, and again every day.

    Args:
        line: knows, for the whole fleet, what was told already.
        desk: the posts.
        board: writes to reviewers in their language.
        reviewers: the chats that get cards.
    """

    line: PostLine
    desk: PostDesk
    board: CardBoard
    reviewers: tuple[int, ...]

    async def remind(self) -> None:
        """Tell in one message of all posts that are due; raises `errors.StorageDown`."""
        overdue = await self.desk.waiting_over(_AFTER_S, _AT_ONCE)
        due = [
            post_id
            for post_id in overdue
            if await self.line.first(f"remind:{post_id}", within_s=_AGAIN_S)
        ]
        if not due:
            return
        numbers = " ".join(f"#{post_id}" for post_id in due)
        for chat_id in self.reviewers:
            language = await self.board.language_in(chat_id)
            sentence = texts.REMINDER.to(language, count=len(due), numbers=numbers)
            try:
                await self.board.messenger.send(chat_id, sentence)
            except DeliveryError:
                log.warning("Chat %s could not be reminded.", chat_id)
