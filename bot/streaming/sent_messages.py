"""The messages that show one growing text, sent and edited in order; plain where formatting fails."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from bot.errors import DeliveryPostponed, DeliveryRefused, DeliveryUnknown, MessageGone
from bot.models.chat import Keyboard, StyledText
from bot.ports.chat import Reply
from bot.work.retry import RetryPolicy

_FINAL_EDIT = RetryPolicy(base_s=1, max_s=8, attempts=8, jitter=False)
"""39 s in all; without jitter, since the flood budget spreads the calls."""

_T = TypeVar("_T")


@dataclass(slots=True)
class _SentMessage:
    """One message and what it shows, as far as we know."""

    id: int
    part: StyledText
    keyboard: Keyboard


class SentMessages:
    """Shows the parts of a text, one a message.

    Args:
        reply: sends, edits and deletes.
        keyboard: below the last message while the text grows.
        earlier: ids of messages that the text replaces; they are edited before any is sent.
    """

    def __init__(self, reply: Reply, keyboard: Keyboard, earlier: Sequence[int] = ()) -> None:
        self._reply = reply
        self._keyboard = keyboard
        self._earlier = list(earlier)
        self._messages: list[_SentMessage] = []

    def __len__(self) -> int:
        """How many messages show the text; not those that it has not replaced yet."""
        return len(self._messages)

    @property
    def ids(self) -> tuple[int, ...]:
        """Of all messages, as far as they are known."""
        return (*(message.id for message in self._messages), *self._earlier)

    async def show(self, parts: Sequence[StyledText], *, sign: bool = False) -> bool:
        """Show the parts as far as the budget allows; False where an edit was dropped.

        `sign`: they are only a line of progress.

        No further message is sent before the one that the text has outgrown is whole, so that nothing
        is missing between them. Raises DeliveryPostponed where a message cannot be sent now.
        """
        last_sent = len(self._messages) - 1
        last = max(len(parts) - 1, last_sent)
        is_shown = True
        for index, part in enumerate(parts):
            keyboard = self._keyboard if index == last else ()
            if index <= last_sent:
                is_outgrown = index == last_sent and index < last
                is_shown &= await self._update(index, part, keyboard, or_plain=is_outgrown)
            elif is_shown:
                is_shown = await self._show_next(part, keyboard, sign=sign)
        return is_shown

    async def finish(self, parts: Sequence[StyledText], keyboard: Keyboard = ()) -> None:
        """Show the parts for good, with `keyboard` below the last one; delete messages beyond them.

        Raises DeliveryUnknown after some attempts.
        """
        for index, part in enumerate(parts):
            below = keyboard if index == len(parts) - 1 else ()
            if index < len(self._messages):
                await self._finish(index, part, below)
            else:
                await self._finish_next(part, below)
        await self._delete_from(len(parts))
        while self._earlier:
            await self._delete(self._earlier.pop())

    async def delete_shown(self) -> None:
        """Delete what was shown; messages of an earlier text that were not replaced stay."""
        await self._delete_from(0)

    async def remove_keyboard(self) -> None:
        """Leave the messages as they are, without buttons."""
        for index, message in enumerate(self._messages):
            if message.keyboard:
                await self._finish(index, message.part)

    async def _show_next(self, part: StyledText, keyboard: Keyboard, *, sign: bool = False) -> bool:
        """Show the part in the next message while it grows; False where that was dropped."""
        while self._earlier:
            edit = partial(self._reply.edit, self._earlier[0], keyboard=keyboard, cosmetic=True)
            try:
                if not await _styled_or_plain(part, edit):
                    return False
            except MessageGone:
                self._earlier.pop(0)
                continue
            self._messages.append(_SentMessage(self._earlier.pop(0), part, keyboard))
            return True
        send = partial(self._reply.send_now, keyboard=keyboard, sign=sign)
        message_id = await _styled_or_plain(part, send)
        self._messages.append(_SentMessage(message_id, part, keyboard))
        return True

    async def _update(
        self, index: int, part: StyledText, keyboard: Keyboard, *, or_plain: bool
    ) -> bool:
        """Show the part in a message while it grows; False where the edit was dropped."""
        message = self._messages[index]
        if message.part == part and message.keyboard == keyboard:
            return True
        edit = partial(self._reply.edit, message.id, keyboard=keyboard, cosmetic=True)
        try:
            is_done = await (_styled_or_plain(part, edit) if or_plain else edit(part))
        except MessageGone:
            return not self._is_sent_anew(index) or await self._show_next(part, keyboard)
        if is_done:
            message.part, message.keyboard = part, keyboard
        return is_done

    async def _finish_next(self, part: StyledText, keyboard: Keyboard) -> None:
        """Show the part for good in the next message, whose id is not known where it must wait."""
        while self._earlier:
            message_id = self._earlier.pop(0)
            with suppress(MessageGone):
                await self._edit_for_good(message_id, part, keyboard)
                self._messages.append(_SentMessage(message_id, part, keyboard))
                return
        sent_id = await _styled_or_plain(part, partial(self._reply.send, keyboard=keyboard))
        if sent_id is not None:
            self._messages.append(_SentMessage(sent_id, part, keyboard))

    async def _finish(self, index: int, part: StyledText, keyboard: Keyboard = ()) -> None:
        message = self._messages[index]
        if message.part == part and message.keyboard == keyboard:
            return
        try:
            await self._edit_for_good(message.id, part, keyboard)
        except MessageGone:
            if self._is_sent_anew(index):
                await self._finish_next(part, keyboard)
            return
        message.part, message.keyboard = part, keyboard

    async def _delete_from(self, count: int) -> None:
        while len(self._messages) > count:
            await self._delete(self._messages.pop().id)

    async def _delete(self, message_id: int) -> None:
        await _FINAL_EDIT.call(partial(self._reply.delete, message_id), DeliveryUnknown)

    async def _edit_for_good(self, message_id: int, part: StyledText, keyboard: Keyboard) -> None:
        """Edit until it is known to be done; an edit can be repeated, since the same text counts as done."""
        edit = partial(self._reply.edit, message_id, keyboard=keyboard)
        await _FINAL_EDIT.call(partial(_styled_or_plain, part, edit), DeliveryUnknown)

    def _is_sent_anew(self, index: int) -> bool:
        """The last message is sent anew where somebody deleted it; any other would be in the wrong place."""
        if index < len(self._messages) - 1:
            return False
        self._messages.pop()
        return True


async def _styled_or_plain(part: StyledText, call: Callable[[StyledText], Awaitable[_T]]) -> _T:
    """Make the call, once more without entities where those were refused."""
    try:
        return await call(part)
    except (DeliveryPostponed, MessageGone):
        raise
    except DeliveryRefused:
        if not part.spans:
            raise
        return await call(StyledText(part.text))
