"""Messages nobody knows of: a send whose answer never came may stand in the chat or not.

Telegram takes no id of ours with a send and tells none without an answer, so the send is made again
and the first one, if it is there, is looked for. Ids grow with time: within a supergroup, else over
all private chats and basic groups of the bot. It stands between the newest id known before and the
one that came in the end. A change of buttons tells what stands there: where the buttons are the
ghost's own, Telegram answers "message is not modified"; to others it shows the changed message with
its text. Buttons alone prove nothing, two messages may bear the same.
"""

import asyncio
import logging
import secrets
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.error import BadRequest, NetworkError, TelegramError
from telegram.ext import ExtBot

log = logging.getLogger(__name__)

MOST_ASKED = 12
"""Ids that are asked; where more lie between, the ghost stays: each costs a call of the chat."""
_KEPT = 1000
_TRIES = 9
_PAUSE_S = 1.0
_FIRST_SUPERGROUP = -(10**12)


@dataclass(frozen=True, slots=True)
class Ghost:
    """What a message that may be there would look like."""

    text: str
    markup: InlineKeyboardMarkup | None


class Ghosts:
    """Finds them and takes them back."""

    def __init__(self, bot: ExtBot[Any]) -> None:
        self._bot = bot
        self._known: defaultdict[int, deque[int]] = defaultdict(lambda: deque(maxlen=_KEPT))

    def note(self, chat_id: int, message_id: int) -> None:
        """Remember a message of ours: it is no ghost."""
        self._known[_counter(chat_id)].append(message_id)

    def newest(self, chat_id: int) -> int:
        """The largest id known where the chat's ids are counted; 0: none is."""
        return max(self._known[_counter(chat_id)], default=0)

    async def take_back(self, chat_id: int, ghost: Ghost, *, after: int, before: int) -> None:
        """Delete the messages that look like `ghost` between two ids, if they are few enough."""
        known = self._known[_counter(chat_id)]
        unknown = [number for number in range(after + 1, before) if number not in known]
        if len(unknown) > MOST_ASKED:
            log.warning("Chat %s may show a message twice: too many lie between.", chat_id)
            return
        for message_id in unknown:
            try:
                if await self._is(chat_id, message_id, ghost):
                    await self._delete(chat_id, message_id)
            except TelegramError as error:
                log.warning("Chat %s may show a message twice: %s", chat_id, type(error).__name__)
                return

    async def _is(self, chat_id: int, message_id: int, ghost: Ghost) -> bool:
        """Does the message show its text? A foreign one loses its buttons, if they are others."""
        if ghost.markup is None:
            return await self._reads(chat_id, message_id, ghost.text, None)
        for attempt in range(_TRIES):
            try:
                shown = await self._bot.edit_message_reply_markup(
                    chat_id, message_id, reply_markup=ghost.markup
                )
            except BadRequest as error:
                if "message is not modified" not in error.message.lower():
                    return False
                # A try before may have put them there.
                buttons = ghost.markup if attempt == 0 else None
                return await self._reads(chat_id, message_id, ghost.text, buttons)
            except NetworkError:
                await asyncio.sleep(_PAUSE_S)
            else:  # another's search may have taken the ghost's buttons off
                return await self._compared(chat_id, message_id, shown, ghost.text, None)
        return False

    async def _reads(
        self, chat_id: int, message_id: int, text: str, buttons: InlineKeyboardMarkup | None
    ) -> bool:
        """Is that its text? If not, it gets `buttons` (back)."""
        for _ in range(_TRIES):
            try:
                shown = await self._bot.edit_message_reply_markup(
                    chat_id, message_id, reply_markup=_mark()
                )
            except BadRequest:
                return False
            except NetworkError:
                await asyncio.sleep(_PAUSE_S)
                continue
            return await self._compared(chat_id, message_id, shown, text, buttons)
        return False

    async def _compared(
        self,
        chat_id: int,
        message_id: int,
        shown: object,
        text: str,
        buttons: InlineKeyboardMarkup | None,
    ) -> bool:
        """Does the changed message show that text? If not, it gets `buttons` (back)."""
        if isinstance(shown, Message) and (shown.text or "").strip() == text.strip():
            return True
        await _done(
            lambda: self._bot.edit_message_reply_markup(chat_id, message_id, reply_markup=buttons)
        )
        return False

    async def _delete(self, chat_id: int, message_id: int) -> None:
        await _done(lambda: self._bot.delete_message(chat_id, message_id))


async def _done(call: Callable[[], Awaitable[object]]) -> None:
    """Make a call until its end is known; what is refused was done by an earlier try."""
    for _ in range(_TRIES):
        try:
            await call()
        except BadRequest:
            return
        except NetworkError:
            await asyncio.sleep(_PAUSE_S)
        else:
            return


def _counter(chat_id: int) -> int:
    """Where the ids of a chat are counted: supergroups and channels count for themselves."""
    return chat_id if chat_id < _FIRST_SUPERGROUP else 0


def _mark() -> InlineKeyboardMarkup:
    """Buttons no message has, nor one that another search has marked: the same would show no text."""
    button = InlineKeyboardButton("…", callback_data=f"-{secrets.token_hex(8)}")
    return InlineKeyboardMarkup([[button]])
