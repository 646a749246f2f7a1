"""What the handling of one update has done so far, so that another try goes on from there."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from bot.errors import StorageDown
from bot.handlers.messenger import TelegramMessenger
from bot.handlers.reply import TelegramReply
from bot.models.chat import ButtonPress, Request
from bot.models.inbox import ClaimedUpdate, Outcome
from bot.ports.inbox import Inbox

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
"""An update that ended a process, or failed for no known reason, so many times is given up."""


class UpdateAttempt:
    """One attempt at an update: what it sends, and what earlier ones sent.

    Args:
        delivery: the update, with what earlier tries sent.
        inbox: notes what this try sends; None for an update that could not be stored.
    """

    def __init__(self, delivery: ClaimedUpdate, inbox: Inbox | None = None) -> None:
        self.delivery = delivery
        self.ending = Outcome()
        self._inbox = inbox
        self._earlier = dict(delivery.sent)
        self._count = 0

    def next(self) -> tuple[int, int | None]:
        """The number of the message that is sent now, and its id if an earlier try sent it."""
        nth, self._count = self._count, self._count + 1
        return nth, self._earlier.get(nth)

    async def note(self, nth: int, message_id: int) -> None:
        """Remember that the nth message was sent."""
        if self._inbox is None:
            return
        try:
            await self._inbox.note(self.delivery, nth, message_id)
        except StorageDown:
            log.warning("Redis does not answer: a crash now would repeat a message.")

    @property
    def is_last_try(self) -> bool:
        """Is the update given up if it fails once more?"""
        return self._inbox is None or self.delivery.attempts >= MAX_ATTEMPTS

    @property
    def left_over(self) -> list[int]:
        """Messages that an earlier try sent and this one had no use for."""
        return [message_id for nth, message_id in self._earlier.items() if nth >= self._count]


class Replies:
    """Makes replies; those to one update share its handling."""

    def __init__(self, messenger: TelegramMessenger) -> None:
        self.messenger = messenger
        self._under_way: dict[int, UpdateAttempt] = {}

    @contextmanager
    def within(self, handling: UpdateAttempt) -> Iterator[None]:
        """Inside the block, replies to its update go through `handling`."""
        update_id = handling.delivery.update_id
        self._under_way[update_id] = handling
        try:
            yield
        finally:
            del self._under_way[update_id]

    def handling_of(self, update_id: int) -> UpdateAttempt:
        """The handling of an update that is under way."""
        return self._under_way.get(update_id) or UpdateAttempt(
            ClaimedUpdate(update_id, raw="", is_priority=False, token=0, attempts=1)
        )

    def to(self, cause: Request | ButtonPress, *, query_id: str | None = None) -> TelegramReply:
        """A reply to a request or press."""
        journal = self.handling_of(cause.update_id)
        return TelegramReply(self.messenger, cause, journal, query_id=query_id)
