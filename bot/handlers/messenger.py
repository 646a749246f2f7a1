"""Messages become Bot API calls; their failures become errors of the house."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar

from telegram import ForceReply, LinkPreviewOptions
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, TelegramError
from telegram.ext import ExtBot

from bot.errors import DeliveryUnknown, FileTooBig
from bot.handlers.conversion import (
    inline_keyboard,
    reply_parameters,
    text_and_entities,
    translate_errors,
)
from bot.handlers.ghosts import Ghost, Ghosts
from bot.handlers.rate_limiter import COSMETIC, CallDropped, FloodRateLimiter
from bot.models.chat import FileRef, Keyboard, StyledText

log = logging.getLogger(__name__)

DOWNLOAD_LIMIT_BYTES = 20 * 1024 * 1024
"""What getFile hands out (Bot API: getFile)."""

_UNSURE_PAUSES_S = (0.5, 1, 2, 4, 8, 8, 8, 8)
"""Before a send whose end is unknown is made again."""
_ASKING = ForceReply(selective=True)
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

_T = TypeVar("_T")


ChatMoved = Callable[[int, int], Awaitable[None]]
"""Told when a group became a supergroup: (old id, new id)."""


class TelegramMessenger:
    """Implements `ports.chat.Messenger` over the Bot API.

    Args:
        bot: with our rate limiter, which waits or drops.
        chat_moved: told before a call is repeated at the group's new id.
    """

    def __init__(self, bot: ExtBot[Any], chat_moved: ChatMoved) -> None:
        self._bot = bot
        self._chat_moved = chat_moved
        self._ghosts = Ghosts(bot)
        limiter = bot.rate_limiter
        self._limiter = limiter if isinstance(limiter, FloodRateLimiter) else None

    def mark_open(self, chat_id: int) -> None:
        """A chat that was closed to the bot may be open again: somebody spoke, or let it in."""
        if self._limiter is not None:
            self._limiter.open(chat_id)

    def _refuse_if_closed(self, chat_id: int) -> None:
        if self._limiter is not None:
            self._limiter.refuse_if_closed(chat_id)

    def pause_s(self, chat_id: int) -> float:
        """How long a growing message of the chat best waits for its next edit."""
        return self._limiter.pause_s(chat_id) if self._limiter is not None else 0

    async def send(
        self,
        chat_id: int,
        text: str | StyledText,
        *,
        topic_id: int | None = None,
        keyboard: Keyboard = (),
        reply_to: int | None = None,
        asks: bool = False,
    ) -> int:
        """Send a message (Bot API: sendMessage); return its id.

        Tried even where the chat shut the bot out a short while ago: a post may be sent once more
        because the bot was let in again.
        """
        self.mark_open(chat_id)
        plain, entities = text_and_entities(text)

        async def call(chat: int) -> int:
            message = await self._bot.send_message(
                chat,
                plain,
                entities=entities,
                message_thread_id=topic_id,
                reply_markup=_ASKING if asks else inline_keyboard(keyboard),
                reply_parameters=reply_parameters(reply_to),
                link_preview_options=_NO_PREVIEW,
            )
            self._ghosts.note(chat, message.message_id)
            return message.message_id

        return await self._at_its_chat(chat_id, call)

    async def send_surely(
        self,
        chat_id: int,
        text: str | StyledText,
        *,
        topic_id: int | None,
        keyboard: Keyboard,
        reply_to: int | None,
        after: int,
        asks: bool = False,
    ) -> int:
        """As `send`, but made again where its end is unknown; what such a send left is taken back.

        `after`: an id of the chat from before. One that `asks` stays, since what cannot be edited
        cannot be recognised (Bot API: ForceReply). Raises DeliveryUnknown where no try has an end.
        """
        after = max(after, self._ghosts.newest(chat_id))

        async def send() -> int:
            with translate_errors():
                self._refuse_if_closed(chat_id)
            return await self.send(
                chat_id, text, topic_id=topic_id, keyboard=keyboard, reply_to=reply_to, asks=asks
            )

        is_sure = True
        for pause_s in _UNSURE_PAUSES_S:
            try:
                message_id = await send()
                break
            except DeliveryUnknown:
                is_sure = False
                await asyncio.sleep(pause_s)
        else:
            message_id = await send()
        if not is_sure and not asks:
            ghost = Ghost(text_and_entities(text)[0], inline_keyboard(keyboard))
            await self._ghosts.take_back(chat_id, ghost, after=after, before=message_id)
        return message_id

    async def edit(
        self, chat_id: int, message_id: int, text: str | StyledText, *, keyboard: Keyboard = ()
    ) -> None:
        """Replace a message (Bot API: editMessageText); the same text again counts as done."""
        await self._edit(chat_id, message_id, text, keyboard, None)

    async def edit_if_room(
        self, chat_id: int, message_id: int, text: str | StyledText, *, keyboard: Keyboard = ()
    ) -> bool:
        """Replace a message unless the chat's budget is spent; False where it was not made."""
        try:
            await self._edit(chat_id, message_id, text, keyboard, COSMETIC)
        except CallDropped:
            return False
        return True

    async def _edit(
        self,
        chat_id: int,
        message_id: int,
        text: str | StyledText,
        keyboard: Keyboard,
        rate_limit_args: str | None,
    ) -> None:
        plain, entities = text_and_entities(text)

        async def call(chat: int) -> None:
            try:
                await self._bot.edit_message_text(
                    plain,
                    chat,
                    message_id,
                    entities=entities,
                    reply_markup=inline_keyboard(keyboard),
                    link_preview_options=_NO_PREVIEW,
                    rate_limit_args=rate_limit_args,
                )
            except BadRequest as error:
                if "message is not modified" not in error.message.lower():
                    raise

        await self._at_its_chat(chat_id, call)

    async def delete(self, chat_id: int, message_id: int) -> None:
        """Take a message back (Bot API: deleteMessage); one that is gone already is no harm."""
        with suppress(BadRequest, Forbidden):
            await self._bot.delete_message(chat_id, message_id)

    async def send_photo(
        self, chat_id: int, photo: str, caption: str = "", *, topic_id: int | None = None
    ) -> int:
        """Send a picture by its file_id (Bot API: sendPhoto); return the message's id."""

        async def call(chat: int) -> int:
            message = await self._bot.send_photo(
                chat, photo, caption=caption or None, message_thread_id=topic_id
            )
            return message.message_id

        return await self._at_its_chat(chat_id, call)

    async def retract(self, chat_id: int, message_id: int) -> None:
        """Delete a message (Bot API: deleteMessage); one that is gone already counts as done."""

        async def call(chat: int) -> None:
            try:
                await self._bot.delete_message(chat, message_id)
            except BadRequest as error:
                if "message to delete not found" not in error.message.lower():
                    raise

        await self._at_its_chat(chat_id, call)

    async def typing(self, chat_id: int, topic_id: int | None = None) -> None:
        """Show "typing…" (Bot API: sendChatAction); nothing depends on it."""
        with suppress(CallDropped, BadRequest, Forbidden, NetworkError):
            await self._bot.send_chat_action(
                chat_id, ChatAction.TYPING, message_thread_id=topic_id, rate_limit_args=COSMETIC
            )

    async def download(self, file: FileRef) -> bytes:
        """Fetch a file (Bot API: getFile); the size is compared before anything is asked for."""
        if file.size_bytes is not None and file.size_bytes > DOWNLOAD_LIMIT_BYTES:
            raise FileTooBig(size_mb=round(file.size_bytes / 1024 / 1024))
        with translate_errors():
            try:
                source = await self._bot.get_file(file.file_id)
            except BadRequest as error:
                if "file is too big" in error.message.lower():
                    raise FileTooBig(size_mb="20+") from error
                raise
            return bytes(await source.download_as_bytearray())

    async def answer_press(self, query_id: str, text: str | None, *, alert: bool) -> None:
        """End a press's waiting sign (Bot API: answerCallbackQuery); too late is no harm."""
        try:
            await self._bot.answer_callback_query(
                query_id, text[:200] if text else None, show_alert=alert
            )
        except TelegramError as error:
            log.debug("A press was not answered: %s", type(error).__name__)

    async def _at_its_chat(self, chat_id: int, call: Callable[[int], Awaitable[_T]]) -> _T:
        with translate_errors():
            try:
                return await call(chat_id)
            except ChatMigrated as moved:
                await self._chat_moved(chat_id, moved.new_chat_id)
                return await call(moved.new_chat_id)
