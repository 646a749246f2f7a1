"""A message that grows while a model writes, whatever the platform does in between.

The newest text wins, one call is in flight at a time, a dropped edit is simply overtaken by the
next, and the final text waits as long as it must. Long answers go on in further messages.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from bot.errors import ChatGone, DeliveryError, DeliveryRefused, DeliveryUnknown, MessageGone
from bot.models.chat import Keyboard, StyledText
from bot.ports.chat import Reply
from bot.streaming.escape import normalise
from bot.streaming.markdown import render
from bot.streaming.split import split, spread

_UNSURE_TRIES = 8
_UNSURE_PAUSE_S = 8.0
_SETTLE_S = 0.02
_FINISH_S = 6.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a growing message is edited.

    The first text goes out after `first_chars` characters or `first_s` seconds. Then the chat's
    budget tells the pauses (`Reply.pause_s`), but none is below `least_s`, where readers see no
    difference, nor below `of_call` times what the last call took: who is slow is asked less.
    """

    first_chars: int = 12
    first_s: float = 0.2
    least_s: float = 0.5
    of_call: float = 2
    most_s: float = 3

    def pause_s(self, told_s: float, took_s: float) -> float:
        """Seconds until the next edit, from what the budget tells and what the last call took."""
        return max(told_s, self.least_s, min(self.most_s, self.of_call * took_s))


_PACE = Pace()


class StreamEditor:
    """Shows a growing Markdown text as one or more messages of `reply`.

    Use as `async with StreamEditor(reply) as editor:`, then `show`, `append` and at the end
    `finish`, which alone waits for delivery. Leaving without `finish` ends the background work and
    leaves what was shown, without the buttons.
    """

    def __init__(self, reply: Reply, *, pace: Pace = _PACE, keyboard: Keyboard = ()) -> None:
        self._reply = reply
        self._pace = pace
        self._keyboard = keyboard
        self._markdown = ""
        self._status = ""
        self._changed = asyncio.Event()
        self._messages: list[_Message] = []
        self._loop: asyncio.Task[None] | None = None
        self._call = asyncio.Lock()  # held while a call is in flight
        self._finished = False

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
        if not self._finished:
            with suppress(DeliveryError):
                await self._whole(self._take_buttons_away())

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
        self._finished = True
        await self._whole(self._deliver(note))
        return tuple(message.id for message in self._messages)

    async def _whole(self, last_calls: Coroutine[Any, Any, None]) -> None:
        """Make the last calls; a cancellation meanwhile waits for them, but not long."""
        work = asyncio.create_task(last_calls)
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            await asyncio.wait([work], timeout=_FINISH_S)
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
            raise

    async def _deliver(self, note: str) -> None:
        await self._end_loop()
        whole = _with_note(_rendered(self._markdown), note)
        if not whole.text.strip():
            await self._take_buttons_away()
            return
        # Messages cannot be taken back, so the text fills at least those that are there.
        for index, part in enumerate(spread(split(whole), len(self._messages))):
            if index < len(self._messages):
                await self._finalise(index, part)
            else:
                await self._open(part, keyboard=())

    async def _take_buttons_away(self) -> None:
        for index, message in enumerate(self._messages):
            if message.keyboard:
                await self._finalise(index, message.part)

    async def _grow(self) -> None:
        """Show the newest text again and again, as often as the chat bears."""
        now = asyncio.get_running_loop().time
        await self._changed.wait()
        await self._gather_first()
        # An answer that comes in one piece is finished by then and costs one call in place of two.
        await asyncio.sleep(_SETTLE_S)
        while True:
            await self._changed.wait()
            self._changed.clear()
            async with self._call:
                began = now()
                # What fails here the next edit or the final one makes good for.
                with suppress(ChatGone, DeliveryRefused, DeliveryUnknown):
                    await self._show_newest()
                took_s = now() - began
            await asyncio.sleep(self._pace.pause_s(self._reply.pause_s, took_s))

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
        parts = split(render(self._markdown) if self._markdown else StyledText(self._status))
        if not parts[0].text.strip():
            return
        for index in range(min(len(parts), len(self._messages) - 1)):
            await self._edit(index, parts[index], keyboard=(), cosmetic=True)
        await self._show_tail(parts)

    async def _show_tail(self, parts: Sequence[StyledText]) -> None:
        """Finish the messages that are full, grow the last, open what is missing."""
        last = len(parts) - 1
        for index in range(max(0, len(self._messages) - 1), len(parts)):
            keyboard = self._keyboard if index == last else ()
            if index == len(self._messages):
                await self._open(parts[index], keyboard=keyboard)
            else:
                await self._edit(index, parts[index], keyboard=keyboard, cosmetic=index == last)

    async def _open(self, part: StyledText, *, keyboard: Keyboard) -> None:
        """Send a new message, plain if its entities are refused."""
        try:
            message_id = await self._reply.send(part, keyboard=keyboard)
        except DeliveryRefused:
            if not part.spans:
                raise
            part = StyledText(part.text)
            message_id = await self._reply.send(part, keyboard=keyboard)
        self._messages.append(_Message(message_id, part, keyboard))

    async def _edit(
        self, index: int, part: StyledText, *, keyboard: Keyboard, cosmetic: bool
    ) -> None:
        """Let a message show that; the last one is sent anew where somebody deleted it."""
        message = self._messages[index]
        if message.shows(part, keyboard):
            return
        try:
            done = await self._reply.edit(message.id, part, keyboard=keyboard, cosmetic=cosmetic)
        except MessageGone:
            if index == len(self._messages) - 1:
                self._messages.pop()
                await self._open(part, keyboard=keyboard)
                return
            done = True  # below the others it would stand in the wrong place
        if done:
            message.part, message.keyboard = part, keyboard
        else:
            self._changed.set()  # dropped: try again after the pause, with what is newest then

    async def _finalise(self, index: int, part: StyledText) -> None:
        """Edit until it is surely there: an edit may be repeated, the same text counts as done.

        Raises DeliveryUnknown after `_UNSURE_TRIES` of them.
        """
        unsure = 0
        while True:
            try:
                await self._edit(index, part, keyboard=(), cosmetic=False)
            except DeliveryUnknown:
                unsure += 1
                if unsure == _UNSURE_TRIES:
                    raise
                await asyncio.sleep(min(2.0 ** (unsure - 1), _UNSURE_PAUSE_S))
            except DeliveryRefused:
                if not part.spans:
                    raise
                part = StyledText(part.text)
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
    part: StyledText
    keyboard: Keyboard

    def shows(self, part: StyledText, keyboard: Keyboard) -> bool:
        return self.part == part and self.keyboard == keyboard


def _rendered(markdown: str) -> StyledText:
    """The final text: where nothing but marks was written, the marks."""
    styled = render(markdown)
    return styled if styled.text.strip() else StyledText(normalise(markdown))


def _with_note(styled: StyledText, note: str) -> StyledText:
    if not note:
        return styled
    body = styled.text.rstrip()
    return StyledText(f"{body}\n\n{note}" if body else note, styled.spans)
