"""Answers one request or button press in the thread it came from.

While its chat's budget is spent, a message is left to a later attempt at the update, as finished text.
"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import BinaryIO

from bot.errors import (
    DeliveryError,
    DeliveryPostponed,
    DeliveryRefused,
    DeliveryUnknown,
    MessageGone,
)
from bot.handlers.messenger import TelegramMessenger
from bot.handlers.outbox import OutgoingMessage
from bot.handlers.rate_limiter import MAX_WAIT_S
from bot.handlers.update_attempt import UpdateAttempt
from bot.metrics.first_text import text_shown
from bot.models.chat import ButtonPress, FileRef, Keyboard, Language, Request, StyledText
from bot.models.flood import PROMPT_S
from bot.work.retry import RetryPolicy

log = logging.getLogger(__name__)

_UNKNOWN_SEND = RetryPolicy(base_s=0.5, max_s=8, attempts=9, jitter=False)
"""40 s in all; without jitter, since the flood budget spreads the calls."""

_BEHIND_OTHERS_S = 1.0
"""Until a message that waited behind others is tried, should they be gone meanwhile."""

_TYPING_S = 4.5
"""For so long clients surely show that somebody is typing (Bot API: sendChatAction)."""


class TelegramReply:
    """Implements `ports.chat.Reply` over a messenger.

    Args:
        messenger: makes the calls.
        cause: what is answered.
        attempt: at the update; a message that an earlier attempt sent is edited, not sent again.
        query_id: of the button press, if it is one; it is answered at most once.
    """

    def __init__(
        self,
        messenger: TelegramMessenger,
        cause: Request | ButtonPress,
        attempt: UpdateAttempt | None = None,
        *,
        query_id: str | None = None,
    ) -> None:
        self._messenger = messenger
        self._cause = cause
        self._attempt = attempt
        self._query_id = query_id
        self._has_replied = False
        self._typed_at: float | None = None
        self._now = asyncio.get_running_loop().time
        self._began = self._now()
        self._chat_id = cause.thread.chat_id
        self._can_park = attempt is not None and attempt.is_stored
        # What cannot be left to another attempt waits in this one.
        self._wait_s = PROMPT_S if self._can_park else MAX_WAIT_S
        messenger.mark_open(self._chat_id)

    @property
    def language(self) -> Language:
        """The language of the person who is answered."""
        return self._cause.language

    @property
    def age_s(self) -> float:
        """Seconds since the request began to be handled."""
        return self._now() - self._began

    async def show_typing(self) -> bool:
        """Show "typing…" for five seconds, in a group once; False where there is no room now."""
        if self._typed_at is not None and (
            self._cause.chat_kind != "private" or self._now() < self._typed_at + _TYPING_S
        ):
            return True
        is_shown = await self._messenger.show_typing(self._chat_id, self._cause.thread.topic_id)
        if is_shown:
            self._typed_at = self._now()
        return is_shown

    def growing(self) -> AbstractContextManager[None]:
        """Inside the block a message of this reply grows."""
        return self._messenger.budget.growing(self._chat_id)

    @property
    def pause_s(self) -> float:
        """Seconds to leave until the next cosmetic edit, by what the chat's budget has left."""
        return self._messenger.budget.pause_s(self._chat_id)

    async def send(
        self,
        text: str | StyledText,
        *,
        keyboard: Keyboard = (),
        quote: bool = False,
        expires: bool = False,
    ) -> int | None:
        """Send to the request's thread, the first message in a group as a reply to the request."""
        message = self._outgoing(text, keyboard, quote=quote, expires=expires)
        with self._numbered(message):
            return await self.deliver(message)

    async def send_now(
        self,
        text: str | StyledText,
        *,
        keyboard: Keyboard = (),
        force_reply: bool = False,
        sign: bool = False,
    ) -> int:
        """Send soon and return the message's id; raises DeliveryPostponed where the chat is busy."""
        await self._require_turn()
        message = self._outgoing(text, keyboard)
        with self._numbered(message):
            message_id = await self._send(message, force_reply=force_reply, sign=sign)
        self._has_replied = True
        return message_id

    async def edit(
        self,
        message_id: int,
        text: str | StyledText,
        *,
        keyboard: Keyboard = (),
        cosmetic: bool = False,
    ) -> bool:
        """Replace a message of the chat; False where a cosmetic edit was dropped."""
        if cosmetic:
            return await self._edit(message_id, text, keyboard, cosmetic=True)
        await self.deliver(OutgoingMessage(_styled(text), keyboard, edits=message_id))
        return True

    async def delete(self, message_id: int) -> None:
        """Delete a message of the chat."""
        await self.deliver(OutgoingMessage(StyledText(""), deletes=message_id))

    async def remove_keyboard(self, message_id: int) -> bool:
        """Take the buttons of a message away; False where the budget has no room to spare."""
        return await self._messenger.remove_keyboard(self._chat_id, message_id)

    async def deliver(self, message: OutgoingMessage) -> int | None:
        """Send, edit or delete a message; None: left to a later attempt, since the chat is busy."""
        message_id = message.edits
        try:
            await self._require_turn()
            if message.deletes is not None:
                await self._delete(message.deletes)
            elif message_id is None:
                message_id = await self._send(message)
            else:
                await self._edit(message_id, message.text, message.keyboard)
                text_shown()
        except DeliveryPostponed as busy:
            if self._attempt is None or not self._can_park:
                raise
            self._attempt.park(message, busy.after_s)
            message_id = None
        self._has_replied = True
        return message_id

    async def react(self, emoji: str) -> bool:
        """React to the request; False where the chat forbids it, or the budget is short."""
        with suppress(DeliveryError):
            await self._messenger.react(self._chat_id, self._cause.message_id, emoji)
            return True
        return False

    async def deliver_stored(self, message: OutgoingMessage, *, is_last: bool) -> None:
        """Deliver what an earlier attempt left: without styling if that is refused.

        A message to edit that is gone meanwhile is sent anew, if it is the last: any other would be in
        the wrong place.
        """
        try:
            if message.edits is not None:
                await _UNKNOWN_SEND.call(partial(self.deliver, message), DeliveryUnknown)
            else:
                await self.deliver(message)
        except MessageGone:
            if is_last and message.edits is not None:
                await self.send(message.text, keyboard=message.keyboard)
        except DeliveryRefused:
            if not message.text.spans:
                raise
            await self.deliver(replace(message, text=StyledText(message.text.text)))

    async def _require_turn(self) -> None:
        """Raise DeliveryPostponed where others wait for the chat, so that none is overtaken."""
        if self._attempt is not None and self._can_park and await self._attempt.must_wait():
            raise DeliveryPostponed(_BEHIND_OTHERS_S, reason="others wait for the chat")

    def _outgoing(
        self,
        text: str | StyledText,
        keyboard: Keyboard,
        *,
        quote: bool = False,
        expires: bool = False,
    ) -> OutgoingMessage:
        nth = self._attempt.next() if self._attempt else 0
        quotes = quote or (self._cause.chat_kind == "group" and not self._has_replied)
        return OutgoingMessage(_styled(text), keyboard, nth=nth, quotes=quotes, expires=expires)

    @contextmanager
    def _numbered(self, message: OutgoingMessage) -> Iterator[None]:
        """Give the message's number back where it was not sent, so that every attempt counts alike."""
        try:
            yield
        except DeliveryError:
            if self._attempt:
                self._attempt.give_back(message.nth)
            raise

    async def _send(
        self, message: OutgoingMessage, *, force_reply: bool = False, sign: bool = False
    ) -> int:
        """Send a message, or put it into the one that an earlier attempt sent; return its id."""
        earlier_id = self._attempt.sent_earlier(message.nth) if self._attempt else None
        if earlier_id is not None and (force_reply or await self._replaced(earlier_id, message)):
            return earlier_id
        # Again where the delivery is unknown (docs/decisions/0072). What may be seen is no longer a
        # mere sign: a message that nobody edits would stay.
        may_be_dropped = iter([sign])

        async def send() -> int:
            return await self._messenger.send(
                self._chat_id,
                message.text,
                topic_id=self._cause.thread.topic_id,
                keyboard=message.keyboard,
                reply_to=self._cause.message_id if message.quotes else None,
                force_reply=force_reply,
                even_if_closed=False,
                wait_s=self._wait_s,
                sign=next(may_be_dropped, False),
            )

        message_id = await _UNKNOWN_SEND.call(send, DeliveryUnknown)
        if not sign:
            text_shown()
        if self._attempt:
            await self._attempt.note(message.nth, message_id)
        return message_id

    async def _replaced(self, message_id: int, message: OutgoingMessage) -> bool:
        """Put the text into a message of an earlier attempt; False where that was deleted since."""
        try:
            return await self._edit(message_id, message.text, message.keyboard)
        except MessageGone:
            return False

    async def _edit(
        self,
        message_id: int,
        text: str | StyledText,
        keyboard: Keyboard,
        *,
        cosmetic: bool = False,
    ) -> bool:
        return await self._messenger.edit(
            self._chat_id,
            message_id,
            text,
            keyboard=keyboard,
            cosmetic=cosmetic,
            wait_s=self._wait_s,
        )

    async def _delete(self, message_id: int) -> None:
        try:
            await self._messenger.delete(self._chat_id, message_id, wait_s=self._wait_s)
        except DeliveryPostponed:
            raise
        except DeliveryRefused as refused:  # somebody's rights changed, or it is too old: it stays
            log.info("A message was not deleted: %r", refused.__cause__ or refused)

    async def download(self, file: FileRef, into: BinaryIO) -> None:
        """Fetch a file."""
        await self._messenger.files.download(file, into)

    async def answer_press(self, text: str = "", *, alert: bool = False) -> None:
        """Answer the button press; Telegram takes one answer."""
        query_id, self._query_id = self._query_id, None
        if query_id is not None:
            await self._messenger.answer_press(query_id, text or None, alert=alert)
            if text:
                text_shown()


def _styled(text: str | StyledText) -> StyledText:
    return StyledText(text) if isinstance(text, str) else text
