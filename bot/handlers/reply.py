"""A reply: the messenger, bound to the request or press that is answered."""

from typing import Protocol

from bot.errors import MessageGone
from bot.handlers.messenger import TelegramMessenger
from bot.models.chat import ButtonPress, FileRef, Keyboard, Language, Request, StyledText


class Journal(Protocol):
    """What was sent for one update, kept for another try at it."""

    def next(self) -> tuple[int, int | None]:
        """The number of the message that is sent now, and its id if an earlier try sent it."""

    async def note(self, nth: int, message_id: int) -> None:
        """Remember that the nth message was sent."""


class TelegramReply:
    """Implements `ports.chat.Reply`: a messenger bound to one request or press.

    Args:
        messenger: the way out.
        cause: what is answered.
        journal: of the update; a message that an earlier try at it sent is edited, not sent again.
        query_id: of the press, if it is one; it is answered at most once.
    """

    def __init__(
        self,
        messenger: TelegramMessenger,
        cause: Request | ButtonPress,
        journal: Journal | None = None,
        *,
        query_id: str | None = None,
    ) -> None:
        self._messenger = messenger
        self._cause = cause
        self._journal = journal
        self._query_id = query_id
        self._has_replied = False
        messenger.mark_open(cause.thread.chat_id)

    @property
    def pause_s(self) -> float:
        """Seconds to leave until the next cosmetic edit, by what the chat's budget has left."""
        return self._messenger.pause_s(self._cause.thread.chat_id)

    @property
    def language(self) -> Language:
        """The language of the person who is answered."""
        return self._cause.language

    async def send(
        self,
        text: str | StyledText,
        *,
        keyboard: Keyboard = (),
        quote: bool = False,
        asks: bool = False,
    ) -> int:
        """Send to the request's thread, the first message in a group as a reply to it."""
        if self._journal is None:
            return await self._send(text, keyboard, quote=quote, asks=asks)
        nth, earlier_id = self._journal.next()
        if earlier_id is not None and (asks or await self._takes_up(earlier_id, text, keyboard)):
            self._has_replied = True
            return earlier_id
        message_id = await self._send(text, keyboard, quote=quote, asks=asks)
        await self._journal.note(nth, message_id)
        return message_id

    async def _takes_up(self, message_id: int, text: str | StyledText, keyboard: Keyboard) -> bool:
        """Put the text into a message of an earlier try; False where that was deleted since."""
        try:
            await self.edit(message_id, text, keyboard=keyboard)
        except MessageGone:
            return False
        return True

    async def _send(
        self, text: str | StyledText, keyboard: Keyboard, *, quote: bool, asks: bool
    ) -> int:
        quotes = quote or (self._cause.chat_kind == "group" and not self._has_replied)
        thread = self._cause.thread
        message_id = await self._messenger.send_surely(
            thread.chat_id,
            text,
            topic_id=thread.topic_id,
            keyboard=keyboard,
            reply_to=self._cause.message_id if quotes else None,
            after=self._cause.message_id,
            asks=asks,
        )
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
        """Replace a message of the thread."""
        chat_id = self._cause.thread.chat_id
        if cosmetic:
            return await self._messenger.edit_if_room(chat_id, message_id, text, keyboard=keyboard)
        await self._messenger.edit(chat_id, message_id, text, keyboard=keyboard)
        return True

    async def typing(self) -> None:
        """Show "typing…"."""
        thread = self._cause.thread
        await self._messenger.typing(thread.chat_id, thread.topic_id)

    async def download(self, file: FileRef) -> bytes:
        """Fetch a file."""
        return await self._messenger.download(file)

    async def notice(self, text: str, *, alert: bool = False) -> None:
        """Answer the press; Telegram takes one answer."""
        query_id, self._query_id = self._query_id, None
        if query_id is not None:
            await self._messenger.answer_press(query_id, text or None, alert=alert)
