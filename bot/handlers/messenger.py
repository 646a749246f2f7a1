"""Sends, edits and deletes messages, answers button presses: the Bot API calls. PTB's errors leave as ours."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from cachetools import LRUCache
from telegram import ForceReply, InputMediaPhoto, LinkPreviewOptions, Message
from telegram.constants import ChatAction
from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from bot.errors import DeliveryPostponed
from bot.handlers.conversion import (
    inline_keyboard,
    reply_parameters,
    text_and_entities,
    translate_errors,
)
from bot.handlers.migrated_chats import MigratedChats
from bot.handlers.rate_limiter import COSMETIC, RESERVED, SIGN, CallDropped, FloodRateLimiter
from bot.handlers.telegram_files import Download, TelegramFiles
from bot.models.chat import Keyboard, Picture, StyledText
from bot.models.flood import PROMPT_S
from bot.models.message_link import message_link
from bot.ports.chat import ChatMigrations
from bot.ports.flood_budget import FloodBudget

log = logging.getLogger(__name__)

_FORCE_REPLY = ForceReply(selective=True)
_PHOTO_NAME = "photo.jpg"
"""Of an upload: Telegram reads the format from the content."""
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_MAX_USERNAMES = 1000


class TelegramMessenger:
    """Implements `ports.chat.Messenger` over the Bot API; replies go out through it too.

    Args:
        bot: makes the calls.
        limiter: that of `bot`; knows the flood budget and the chats that refused the bot.
        migrations: knows the supergroups that groups became, and is told of new ones.
        download: fetches files (telegram_files.py).
    """

    def __init__(
        self,
        bot: ExtBot[Any],
        limiter: FloodRateLimiter,
        migrations: ChatMigrations,
        download: Download,
    ) -> None:
        self.files = TelegramFiles(bot, download)
        self._bot = bot
        self._limiter = limiter
        self._migrations = migrations
        self._chats = MigratedChats(migrations)
        self._usernames: LRUCache[int, str] = LRUCache(_MAX_USERNAMES)

    @property
    def budget(self) -> FloodBudget:
        """The flood budget of all calls."""
        return self._limiter.budget

    def mark_open(self, chat_id: int) -> None:
        """Allow calls to a chat that refused the bot: somebody wrote there, or its rights changed."""
        self._limiter.open(chat_id)

    async def send(  # noqa: PLR0913 -- the parameters of sendMessage, and how it may be delivered
        self,
        chat_id: int,
        text: str | StyledText,
        *,
        topic_id: int | None = None,
        keyboard: Keyboard = (),
        reply_to: int | None = None,
        force_reply: bool = False,
        even_if_closed: bool = True,
        wait_s: float = PROMPT_S,
        reserved: bool = False,
        sign: bool = False,
    ) -> int:
        """Send a message (Bot API: sendMessage); return its id.

        `sign`: raise `errors.DeliveryPostponed` where the budget has not as much room as a sign of work
        needs.
        `even_if_closed`: also where the chat refused the bot a moment ago; a post may be sent again
        because the bot was added back.
        """
        if even_if_closed:
            self.mark_open(chat_id)
        plain, entities = text_and_entities(text)

        async def call(chat: int) -> int:
            message = await self._bot.send_message(
                chat,
                plain,
                entities=entities,
                message_thread_id=topic_id,
                reply_markup=_FORCE_REPLY if force_reply else inline_keyboard(keyboard),
                # What it replies to stayed in the old chat; its id is another message's in the new one.
                reply_parameters=reply_parameters(reply_to if chat == chat_id else None),
                link_preview_options=_NO_PREVIEW,
                rate_limit_args=SIGN if sign else RESERVED if reserved else wait_s,
            )
            return self._id_of(message)

        try:
            return await self._chats.to_current(chat_id, call)
        except CallDropped:
            raise DeliveryPostponed(reason="no room for a sign of work") from None

    async def show_typing(self, chat_id: int, topic_id: int | None) -> bool:
        """Show "typing…" for five seconds (Bot API: sendChatAction); False where there is no room now.

        It is given up where Telegram refuses it or does not answer: an answer never fails for it.
        """
        try:
            await self._bot.send_chat_action(
                await self._migrations.current(chat_id),
                ChatAction.TYPING,
                message_thread_id=topic_id,
                rate_limit_args=SIGN,
            )
        except CallDropped:
            return False
        except TelegramError as error:
            log.debug("typing… was not shown: %s", type(error).__name__)
        return True

    async def remove_keyboard(self, chat_id: int, message_id: int) -> bool:
        """Take the buttons of a message away (Bot API: editMessageReplyMarkup).

        False where the budget has no room to spare.
        """
        with suppress(TelegramError):
            try:
                await self._bot.edit_message_reply_markup(chat_id, message_id, rate_limit_args=SIGN)
            except CallDropped:
                return False
        return True

    async def edit(
        self,
        chat_id: int,
        message_id: int,
        text: str | StyledText,
        *,
        keyboard: Keyboard = (),
        cosmetic: bool = False,
        wait_s: float = PROMPT_S,
    ) -> bool:
        """Replace a message (Bot API: editMessageText); the same text again counts as done.

        A `cosmetic` edit is dropped (False) where the chat's budget is spent.
        """
        plain, entities = text_and_entities(text)

        async def call() -> bool:
            try:
                await self._bot.edit_message_text(
                    plain,
                    chat_id,
                    message_id,
                    entities=entities,
                    reply_markup=inline_keyboard(keyboard),
                    link_preview_options=_NO_PREVIEW,
                    rate_limit_args=COSMETIC if cosmetic else wait_s,
                )
            except CallDropped:
                return False
            except BadRequest as error:
                if "message is not modified" not in error.message.lower():
                    raise
            return True

        return await self._chats.in_place(chat_id, call)

    async def react(self, chat_id: int, message_id: int, emoji: str) -> None:
        """React to a message (Bot API: setMessageReaction), soon or not at all."""

        async def call() -> None:
            await self._bot.set_message_reaction(
                chat_id, message_id, emoji, rate_limit_args=PROMPT_S
            )

        await self._chats.in_place(chat_id, call)

    async def send_pictures(
        self,
        chat_id: int,
        pictures: Sequence[Picture],
        caption: str | StyledText = "",
        *,
        topic_id: int | None = None,
        wait_s: float = PROMPT_S,
    ) -> tuple[int, ...]:
        """Send a picture (Bot API: sendPhoto) or an album (sendMediaGroup); return the messages' ids."""
        self.mark_open(chat_id)
        plain, entities = text_and_entities(caption)
        media = [await self.files.media_of(picture) for picture in pictures]
        shared: dict[str, Any] = {"message_thread_id": topic_id, "rate_limit_args": wait_s}

        async def call(chat: int) -> tuple[int, ...]:
            captioned = {"caption": plain or None, "caption_entities": entities, **shared}
            if len(media) > 1:
                album = [InputMediaPhoto(item, filename=_PHOTO_NAME) for item in media]
                messages = await self._bot.send_media_group(chat, album, **captioned)
                return tuple(map(self._id_of, messages))
            if pictures[0].kind == "document":
                message = await self._bot.send_document(chat, media[0], **captioned)
            else:
                message = await self._bot.send_photo(
                    chat, media[0], filename=_PHOTO_NAME, **captioned
                )
            return (self._id_of(message),)

        return await self._chats.to_current(chat_id, call)

    async def send_image(
        self, chat_id: int, png: bytes, caption: str = "", *, topic_id: int | None = None
    ) -> int:
        """Send a picture that the bot has made (Bot API: sendPhoto); return the message's id."""

        async def call(chat: int) -> int:
            message = await self._bot.send_photo(
                chat,
                png,
                caption=caption or None,
                filename="picture.png",
                message_thread_id=topic_id,
                rate_limit_args=PROMPT_S,
            )
            return message.message_id

        return await self._chats.to_current(chat_id, call)

    async def send_document(
        self,
        chat_id: int,
        filename: str,
        data: bytes,
        caption: str = "",
        *,
        topic_id: int | None = None,
        wait_s: float = PROMPT_S,
    ) -> int:
        """Send a file (Bot API: sendDocument); return the message's id."""

        async def call(chat: int) -> int:
            message = await self._bot.send_document(
                chat,
                data,
                filename=filename,
                caption=caption or None,
                message_thread_id=topic_id,
                rate_limit_args=wait_s,
            )
            return message.message_id

        return await self._chats.to_current(chat_id, call)

    async def delete(self, chat_id: int, message_id: int, *, wait_s: float = PROMPT_S) -> None:
        """Delete a message (Bot API: deleteMessage); one that is gone already counts as done."""

        async def call() -> None:
            try:
                await self._bot.delete_message(chat_id, message_id, rate_limit_args=wait_s)
            except BadRequest as error:
                if "message to delete not found" not in error.message.lower():
                    raise

        await self._chats.in_place(chat_id, call)

    async def reserve(self, chat_id: int) -> None:
        """Take the chat's budget for one message, which is then sent as `reserved`."""
        self.mark_open(chat_id)
        with translate_errors(chat_id):
            await self._limiter.reserve(await self._migrations.current(chat_id))

    async def current_chat(self, chat_id: int) -> int:
        """Where a message to that chat arrives: in the supergroup, if it became one."""
        return await self._migrations.current(chat_id)

    def link(self, chat_id: int, message_id: int) -> str:
        """A link to a message, by the chat's public name where one was seen; else empty or for members."""
        return message_link(chat_id, self._usernames.get(chat_id, ""), message_id)

    async def answer_press(self, query_id: str, text: str | None, *, alert: bool) -> None:
        """Answer a button press (Bot API: answerCallbackQuery); one too late is only logged."""
        try:
            await self._bot.answer_callback_query(
                query_id, text[:200] if text else None, show_alert=alert
            )
        except TelegramError as error:
            log.debug("A button press was not answered: %s", type(error).__name__)

    def _id_of(self, message: Message) -> int:
        """The id of a message that was sent; the public name of its chat is remembered for links."""
        if message.chat.username and message.chat.id < 0:
            self._usernames[message.chat.id] = message.chat.username
        return message.message_id
