"""One attempt at handling an update: what it has sent, so that another attempt goes on from there."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from bot.errors import StorageDown
from bot.handlers.messenger import TelegramMessenger
from bot.handlers.reply import TelegramReply
from bot.models.chat import ButtonPress, Request
from bot.models.inbox import ClaimedUpdate
from bot.models.work import Outcome
from bot.ports.inbox import Inbox

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
"""An update that ended a process, or failed for no known reason, so many times is given up."""


class UpdateAttempt:
    """Numbers the messages that are sent for an update; implements `reply.Journal`.

    Args:
        update: with what earlier attempts sent.
        inbox: notes what this attempt sends; None for an update that could not be stored.
    """

    def __init__(self, update: ClaimedUpdate, inbox: Inbox | None = None) -> None:
        self.update = update
        self.outcome = Outcome()
        self._inbox = inbox
        self._sent_earlier = dict(update.sent)
        self._count = 0

    def next(self) -> tuple[int, int | None]:
        """The number of the message that is sent now, and its id if an earlier attempt sent it."""
        nth, self._count = self._count, self._count + 1
        return nth, self._sent_earlier.get(nth)

    async def note(self, nth: int, message_id: int) -> None:
        """Remember that the nth message was sent."""
        if self._inbox is None:
            return
        try:
            await self._inbox.note(self.update, nth, message_id)
        except StorageDown:
            log.warning("Redis does not answer: a crash now would repeat a message.")

    @property
    def is_last(self) -> bool:
        """Is the update given up if this attempt fails?"""
        return self._inbox is None or self.update.lease.attempts >= MAX_ATTEMPTS

    @property
    def superseded(self) -> list[int]:
        """Messages that an earlier attempt sent and this one did not need."""
        return [message_id for nth, message_id in self._sent_earlier.items() if nth >= self._count]


_current: ContextVar[UpdateAttempt | None] = ContextVar("update_attempt", default=None)


@contextmanager
def attempting(attempt: UpdateAttempt) -> Iterator[None]:
    """Inside the block, `current_attempt` is this one."""
    token = _current.set(attempt)
    try:
        yield
    finally:
        _current.reset(token)


def current_attempt() -> UpdateAttempt | None:
    """The attempt under way in this task; None outside of one."""
    return _current.get()


class Replies:
    """Makes replies; those to one update share its attempt."""

    def __init__(self, messenger: TelegramMessenger) -> None:
        self.messenger = messenger

    def to(self, cause: Request | ButtonPress, *, query_id: str | None = None) -> TelegramReply:
        """A reply to a request or button press."""
        return TelegramReply(self.messenger, cause, current_attempt(), query_id=query_id)
