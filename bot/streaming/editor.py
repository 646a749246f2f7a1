"""A message that grows while a model writes, whatever the platform does in between.

The newest text wins, one call is in flight at a time, a dropped edit is simply overtaken by the
next, and the final text waits as long as it must. Long answers go on in further messages.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from bot.errors import ChatGone, DeliveryRefused, DeliveryUnknown
from bot.models.chat import ChatKind, Keyboard, Styled
from bot.ports.chat import Reply
from bot.streaming.markdown import render
from bot.streaming.split import split, split_into

_UNSURE_TRIES = 8
_UNSURE_PAUSE_S = 8.0
_SETTLE_S = 0.02
_FINISH_S = 6.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a growing message is edited.

    The first text goes out after `first_chars` characters or `first_s` seconds; after each edit the
    pause grows by `growth` from `interval_s` to `most_s`: a burst is worth most at the beginning.
    """

    first_chars: int = 12
    first_s: float = 0.2
    interval_s: float = 0.5
    growth: float = 1.12
    most_s: float = 1.0

    @classmethod
    def of(cls, chat_kind: ChatKind) -> Self:
        """Slower in groups, whose flood budget is 20 calls a minute (Bots FAQ)."""
        if chat_kind == "private":
            return cls()
        return cls(interval_s=1.0, growth=1.25, most_s=5.0)


class StreamEditor:
    """Shows a growing Markdown text as one or more messages of `reply`.

    Use as `async with StreamEditor(reply, pace=…) as editor:`, then `show`, `append` and at the end
    `finish`, which alone waits for delivery. Leaving without `finish` ends the background work and
    leaves what was shown.
    """

    def __init__(self, reply: Reply, *, pace: Pace, keyboard: Keyboard = ()) -> None:
        self._reply = reply
        self._pace = pace
        self._keyboard = keyboard
        self._markdown = ""
        self._status = ""
        self._changed = asyncio.Event()
        self._messages: list[_Message] = []
        self._loop: asyncio.Task[None] | None = None
        self._call = asyncio.Lock()  # held while a call is in flight
        self._unsure = False  # a message was sent and nobody can tell whether it is there

    async def __aenter__(self) -> Self:
        self._loop = asyncio.create_task(self._grow())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._end_loop()

    def show(self, status: str) -> None:
        """Show a line of progress until text comes; the newest wins."""
        if not self._markdown and status != self._status:
            self._status = status
            self._changed.set()

    def append(self, piece: str) -> None:
        """Let the text grow."""
        if piece:
            self._markdown += piece
            self._changed.set()

    async def finish(self, note: str = "") -> tuple[int, ...]:
        """Deliver the whole text, then `note` as a paragraph of its own; return the messages' ids.

        Waits for the chat's budget. A cancellation meanwhile is held back for some seconds, so
        that the message does not stay half.
        """
        delivery = asyncio.create_task(self._deliver(note))
        try:
            await asyncio.shield(delivery)
        except asyncio.CancelledError:
            await asyncio.wait([delivery], timeout=_FINISH_S)
            delivery.cancel()
            await asyncio.gather(delivery, return_exceptions=True)
            raise
        return tuple(message.id for message in self._messages)

    async def _deliver(self, note: str) -> None:
        await self._end_loop()
        whole = _with_note(render(self._markdown), note)
        if not whole.text.strip():
            await self._take_buttons_away()
            return
        # Messages cannot be taken back, so the text fills at least those that are there.
        for index, part in enumerate(split_into(whole, len(self._messages))):
            if index < len(self._messages):
                await self._finalise(self._messages[index], part)
            else:
                await self._open(part, keyboard=())

    async def _take_buttons_away(self) -> None:
        for message in self._messages:
            await self._finalise(message, message.part)

    async def _grow(self) -> None:
        """Show the newest text again and again, as often as the pace allows."""
        await self._changed.wait()
        await self._gather_first()
        # An answer that comes in one piece is finished by then and costs one call in place of two.
        await asyncio.sleep(_SETTLE_S)
        pause_s = self._pace.interval_s
        while True:
            await self._changed.wait()
            self._changed.clear()
            async with self._call:
                # What fails here the next edit or the final one makes good for.
                with suppress(ChatGone, DeliveryRefused, DeliveryUnknown):
                    await self._show_newest()
            if self._unsure:
                return
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * self._pace.growth, self._pace.most_s)

    async def _gather_first(self) -> None:
        """Wait for the first few characters, but not long."""
        try:
            async with asyncio.timeout(self._pace.first_s):
                while len(self._markdown) < self._pace.first_chars:
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            self._changed.set()

    async def _show_newest(self) -> None:
        parts = split(render(self._markdown) if self._markdown else Styled(self._status))
        if not parts[0].text.strip():
            return
        for message, part in zip(self._messages[:-1], parts, strict=False):
            await self._edit(message, part, keyboard=(), cosmetic=True)
        await self._show_tail(parts)

    async def _show_tail(self, parts: Sequence[Styled]) -> None:
        """Finish the messages that are full, grow the last, open what is missing."""
        last = len(parts) - 1
        for index in range(max(0, len(self._messages) - 1), len(parts)):
            keyboard = self._keyboard if index == last else ()
            if index == len(self._messages):
                await self._open(parts[index], keyboard=keyboard)
            else:
                await self._edit(
                    self._messages[index], parts[index], keyboard=keyboard, cosmetic=index == last
                )

    async def _open(self, part: Styled, *, keyboard: Keyboard) -> None:
        """Send a new message, plain if its entities are refused.

        A send whose end nobody knows is not repeated: nothing more is sent until the final text,
        which then comes whole in messages of its own, below a beginning that may be there.
        """
        try:
            try:
                message_id = await self._reply.send(part, keyboard=keyboard)
            except DeliveryRefused:
                if not part.spans:
                    raise
                part = Styled(part.text)
                message_id = await self._reply.send(part, keyboard=keyboard)
        except DeliveryUnknown:
            self._unsure = True
            raise
        self._messages.append(_Message(message_id, part, keyboard))

    async def _edit(
        self, message: "_Message", part: Styled, *, keyboard: Keyboard, cosmetic: bool
    ) -> None:
        if message.shows(part, keyboard):
            return
        if await self._reply.edit(message.id, part, keyboard=keyboard, cosmetic=cosmetic):
            message.part, message.keyboard = part, keyboard
        else:
            self._changed.set()  # dropped: try again after the pause, with what is newest then

    async def _finalise(self, message: "_Message", part: Styled) -> None:
        """Edit until it is surely there: an edit may be repeated, the same text counts as done.

        Raises DeliveryUnknown after `_UNSURE_TRIES` of them.
        """
        unsure = 0
        while True:
            try:
                await self._edit(message, part, keyboard=(), cosmetic=False)
            except DeliveryUnknown:
                unsure += 1
                if unsure == _UNSURE_TRIES:
                    raise
                await asyncio.sleep(min(2.0 ** (unsure - 1), _UNSURE_PAUSE_S))
            except DeliveryRefused:
                if not part.spans:
                    raise
                part = Styled(part.text)
            else:
                return

    async def _end_loop(self) -> None:
        """End the background work. A call in flight is awaited: it must not overtake the final one."""
        task, self._loop = self._loop, None
        if task is None:
            return
        async with self._call:
            task.cancel()
        await asyncio.wait([task])
        if not task.cancelled():
            task.result()  # a fault of ours must not pass in silence


@dataclass(slots=True)
class _Message:
    """What one of our messages shows, as far as we know."""

    id: int
    part: Styled
    keyboard: Keyboard

    def shows(self, part: Styled, keyboard: Keyboard) -> bool:
        return self.part == part and self.keyboard == keyboard


def _with_note(styled: Styled, note: str) -> Styled:
    if not note:
        return styled
    body = styled.text.rstrip()
    return Styled(f"{body}\n\n{note}" if body else note, styled.spans)
