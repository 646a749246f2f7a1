"""Answers one request or button press in the thread it came from."""

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, BinaryIO

from bot.errors import DeliveryUnknown, MessageGone
from bot.handlers.messenger import TelegramMessenger
from bot.models.chat import ButtonPress, FileRef, Keyboard, Language, Request, StyledText
from bot.work.retry import RetryPolicy

if TYPE_CHECKING:
    from bot.handlers.update_attempt import UpdateAttempt

_UNKNOWN_SEND = RetryPolicy(base_s=0.5, max_s=8, attempts=9, jitter=False)
"""40 s in all; without jitter, since the flood budget spreads the calls."""


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
        attempt: "UpdateAttempt | None" = None,
        *,
        query_id: str | None = None,
    ) -> None:
        self._messenger = messenger
        self._cause = cause
        self._attempt = attempt
        self._query_id = query_id
        self._has_replied = False
        self._chat_id = cause.thread.chat_id
        messenger.mark_open(self._chat_id)

    @property
    def language(self) -> Language:
        """The language of the person who is answered."""
        return self._cause.language

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
        force_reply: bool = False,
    ) -> int:
        """Send to the request's thread, the first message in a group as a reply to the request."""
        nth, earlier_id = self._attempt.next() if self._attempt else (0, None)
        if earlier_id is not None and (
            force_reply or await self._replaced(earlier_id, text, keyboard)
        ):
            self._has_replied = True
            return earlier_id
        quotes = quote or (self._cause.chat_kind == "group" and not self._has_replied)
        message_id = await self._send(text, keyboard, quotes=quotes, force_reply=force_reply)
        self._has_replied = True
        if self._attempt:
            await self._attempt.note(nth, message_id)
        return message_id

    async def _replaced(self, message_id: int, text: str | StyledText, keyboard: Keyboard) -> bool:
        """Put the text into a message of an earlier attempt; False where that was deleted since."""
        try:
            return await self.edit(message_id, text, keyboard=keyboard)
        except MessageGone:
            return False

    async def _send(
        self, text: str | StyledText, keyboard: Keyboard, *, quotes: bool, force_reply: bool
    ) -> int:
        """Send, again where the delivery is unknown (docs/decisions/0072)."""
        return await _UNKNOWN_SEND.retrying(DeliveryUnknown)(
            self._messenger.send,
            self._chat_id,
            text,
            topic_id=self._cause.thread.topic_id,
            keyboard=keyboard,
            reply_to=self._cause.message_id if quotes else None,
            force_reply=force_reply,
            even_if_closed=False,
        )

    async def edit(
        self,
        message_id: int,
        text: str | StyledText,
        *,
        keyboard: Keyboard = (),
        cosmetic: bool = False,
    ) -> bool:
        """Replace a message of the chat; False where a cosmetic edit was dropped."""
        return await self._messenger.edit(
            self._chat_id, message_id, text, keyboard=keyboard, cosmetic=cosmetic
        )

    async def download(self, file: FileRef, into: BinaryIO) -> None:
        """Fetch a file."""
        await self._messenger.download(file, into)

    async def answer_press(self, text: str = "", *, alert: bool = False) -> None:
        """Answer the button press; Telegram takes one answer."""
        query_id, self._query_id = self._query_id, None
        if query_id is not None:
            await self._messenger.answer_press(query_id, text or None, alert=alert)
