"""One attempt at handling an update: what it has sent and left, so that another goes on from there."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from bot.errors import StorageDown
from bot.handlers import outbox
from bot.handlers.albums import NO_ALBUM, AlbumContent
from bot.handlers.outbox import OutgoingMessage
from bot.models.chat_settings import AS_CONFIGURED, ChatSettings
from bot.models.inbox import ClaimedUpdate
from bot.models.work import Outcome
from bot.ports.inbox import Inbox

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
"""An update that failed for no known reason so many times is given up."""
MAX_CRASHES = 5
"""So is one whose process died so many times. More, since kill -9 hits innocent updates too: where a
process is killed every 2.5 s (bench/soak/replicas.py), one answer in 400 is hit three times in a row."""
_POSTPONED_S = 15.0
"""Until an update is handled again whose reply could not be sent: the calls took a minute already."""
_MAX_POSTPONED_S = 3600.0
EXPIRES_S = 60.0
"""What a busy group is told after that, about how to use a command, nobody waits for any more."""


class UpdateAttempt:
    """Numbers the messages that are sent for an update, and collects those that wait for the chat.

    Args:
        update: with what earlier attempts sent.
        inbox: notes what this attempt sends; None for an update that could not be stored.
    """

    def __init__(self, update: ClaimedUpdate, inbox: Inbox | None = None) -> None:
        self.update = update
        self.outcome = Outcome()
        self.settings = AS_CONFIGURED
        """What the chat of the update has set; known before a handler runs."""
        self.album = NO_ALBUM
        """What further messages bring to it."""
        self._inbox = inbox
        self._sent_earlier = dict(update.sent)
        self._count = 0
        self._parked: list[OutgoingMessage] = []
        self._park_s = 0.0

    @property
    def is_stored(self) -> bool:
        """Can another attempt at the update be made?"""
        return self._inbox is not None

    def next(self) -> int:
        """The number of the message that is sent now."""
        nth, self._count = self._count, self._count + 1
        return nth

    def sent_earlier(self, nth: int) -> int | None:
        """The id of the nth message if an earlier attempt sent it."""
        return self._sent_earlier.get(nth)

    def give_back(self, nth: int) -> None:
        """That message was not sent; the next one has its number."""
        self._count = nth

    async def note(self, nth: int, message_id: int) -> None:
        """Remember that the nth message was sent."""
        if self._inbox is None:
            return
        try:
            await self._inbox.note(self.update, nth, message_id)
        except StorageDown:
            log.warning("Redis does not answer: a crash now would repeat a message.")

    async def must_wait(self) -> bool:
        """Do replies to others of the chat, or earlier ones of this attempt, wait for the chat?"""
        if self._parked:
            return True
        update = self.update
        if self._inbox is None or not update.parked_before or update.parked_s is not None:
            return False
        try:
            return await self._inbox.is_parked_behind(update)
        except StorageDown:
            return False

    def park(self, message: OutgoingMessage, after_s: float) -> None:
        """Leave a message to the attempt that is made when the chat may be called."""
        if not self._parked:
            self._park_s = after_s
        self._parked.append(message)

    async def settle(self) -> None:
        """Store what was left, and let the update come back when the chat may be called.

        If that fails, or the process dies before, the update is handled once more.
        """
        if not self._parked or self._inbox is None or self.outcome.kind != "done":
            return
        self.outcome = postponed(self._park_s)
        expires_s = EXPIRES_S if all(message.expires for message in self._parked) else None
        try:
            await self._inbox.note_outbox(self.update, outbox.to_json(self._parked), expires_s)
        except StorageDown:
            log.warning("Redis does not answer: update %s is repeated.", self.update.update_id)

    def resume(self) -> list[OutgoingMessage]:
        """The messages that an earlier attempt left; further ones are numbered after them."""
        messages = outbox.from_json(self.update.outbox) if self.update.outbox else []
        self._count = max((m.nth + 1 for m in messages if m.is_new), default=0)
        return messages

    @property
    def is_last(self) -> bool:
        """Is the update given up if this attempt fails?"""
        return self._inbox is None or self.update.lease.attempts >= MAX_ATTEMPTS

    @property
    def superseded(self) -> list[int]:
        """Messages that an earlier attempt sent and this one did not need."""
        return [message_id for nth, message_id in self._sent_earlier.items() if nth >= self._count]


def postponed(after_s: float) -> Outcome:
    """The update comes back after the others of its chat that wait; `after_s` 0: nobody knows when."""
    delay_s = min(after_s or _POSTPONED_S, _MAX_POSTPONED_S)
    return Outcome("park", delay_ms=int(delay_s * 1000))


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


def current_settings() -> ChatSettings:
    """What the chat of the update under way has set."""
    attempt = current_attempt()
    return attempt.settings if attempt else AS_CONFIGURED


def current_album() -> AlbumContent:
    """What further messages of an album bring to the update under way."""
    attempt = current_attempt()
    return attempt.album if attempt else NO_ALBUM
