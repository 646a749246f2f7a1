"""Reminding reviewers of posts that have waited for them too long."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import DeliveryError
from bot.moderation.card_messages import CardMessages
from bot.ports.posts import PostQueue, PostRepository
from bot.texts import post as texts

log = logging.getLogger(__name__)

_AFTER_S = 3600
_AGAIN_S = 24 * 3600
_AT_ONCE = 300
"""Of the longest waiting; their numbers fit into one message. More are told of when these are decided."""


@dataclass(frozen=True, slots=True)
class Reminders:
    """Tells reviewers of each post that has waited over an hour, and again every day.

    Args:
        line: knows, for the whole fleet, what was told already.
        desk: the posts.
        board: writes to reviewers in their language.
        reviewers: the chats that get cards.
    """

    line: PostQueue
    desk: PostRepository
    board: CardMessages
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
        if not await self._tell_all(due):
            for post_id in due:
                await self.line.forget(f"remind:{post_id}")

    async def _tell_all(self, due: Sequence[int]) -> bool:
        """Did any reviewer get it?"""
        told = False
        for chat_id in self.reviewers:
            language = await self.board.language_in(chat_id)
            numbers = " ".join(f"#{post_id}" for post_id in due)
            sentence = texts.REMINDER.to(language, count=len(due), numbers=numbers)
            try:
                await self.board.messenger.send(chat_id, sentence)
                told = True
            except DeliveryError:
                log.warning("Chat %s could not be reminded.", chat_id)
        return told
