"""Streams a text into a chat: shows it while a model writes it, by editing messages.

The newest text wins: one call is in flight at a time, a dropped edit is replaced by the next one,
and the final text is sent when the chat's budget allows it. A long text goes on in further messages.
Until there is text, people see signs of work (signs.py).
"""

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from bot.errors import DeliveryError, DeliveryPostponed
from bot.metrics.first_text import text_shown
from bot.models.blank import is_blank
from bot.models.chat import Keyboard, StyledText
from bot.ports.chat import Reply
from bot.streaming.growing_text import GrowingText
from bot.streaming.sent_messages import SentMessages
from bot.streaming.signs import SILENCE_S, STATUS_AFTER_S, typing
from bot.texts import signs as texts
from bot.work.tasks import cancel_and_wait

_SETTLE_S = 0.02
_FINISH_S = 6.0


@dataclass(frozen=True, slots=True)
class EditPacing:
    """When a growing text is shown first, and how long to pause between edits.

    The chat's budget says how long (`Reply.pause_s`), but a pause is at least `min_s`, below which
    readers see no difference, and `call_factor` times what the last call took, up to `max_s`: a slow
    server is called less often.
    """

    first_chars: int = 12
    first_s: float = 0.2
    min_s: float = 0.5
    call_factor: float = 2
    max_s: float = 3

    def pause_s(self, budget_s: float, call_s: float) -> float:
        """How long to pause, by what the budget says and what the last call took."""
        return max(budget_s, self.min_s, min(self.max_s, self.call_factor * call_s))


_PACING = EditPacing()


class StreamEditor:
    """Shows a growing Markdown text as one or more messages of `reply`.

    Use as `async with StreamEditor(reply) as editor:`, then `show`, `append` and at the end
    `finish`, which alone raises `DeliveryError`. Leaving without `finish`
    ends the background tasks and leaves what was shown, without the buttons.

    Args:
        reply: where the text is shown.
        pacing: when it is edited.
        keyboard: below it while it grows.
        earlier: messages of an earlier text, which this one replaces.
    """

    def __init__(
        self,
        reply: Reply,
        *,
        pacing: EditPacing = _PACING,
        keyboard: Keyboard = (),
        earlier: Sequence[int] = (),
    ) -> None:
        self._reply = reply
        self._pacing = pacing
        self._messages = SentMessages(reply, keyboard, earlier)
        self._text = GrowingText()
        self._length = 0
        self._status = self._line = ""  # the step under way; what is shown of it
        self._changed = asyncio.Event()
        self._has_text = asyncio.Event()
        self._calling = asyncio.Event()  # the first call has begun
        self._call = asyncio.Lock()  # held while a call is in flight
        self._growing = ExitStack()
        self._now = asyncio.get_running_loop().time
        self._progressed_at = self._now()
        self._task: asyncio.Task[None] | None = None
        self._signs: asyncio.Task[None] | None = None
        self._is_finished = False

    async def __aenter__(self) -> Self:
        self._growing.enter_context(self._reply.growing())
        self._task = asyncio.create_task(self._grow())
        self._signs = asyncio.create_task(self._show_signs())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._growing:
            await self._end_tasks()
            if not self._is_finished:
                with suppress(DeliveryError):
                    await _delaying_cancellation(self._messages.remove_keyboard())

    @property
    def has_shown(self) -> bool:
        """Is there a message that people see?"""
        return len(self._messages) > 0

    @property
    def message_ids(self) -> tuple[int, ...]:
        """The messages of the text, in order; not those that wait for the chat's budget."""
        return self._messages.ids

    def show(self, status: str) -> None:
        """Show a line of progress until text comes; the newest wins."""
        self._progressed_at = self._now()
        self._status = status
        self._show_line(status)

    def _show_line(self, line: str) -> None:
        if not self._length and line != self._line:
            self._line = line
            self._changed.set()

    def append(self, markdown: str) -> None:
        """Add text at the end."""
        if markdown:
            self._text.append(markdown)
            self._length += len(markdown)
            self._has_text.set()
            self._changed.set()

    async def finish(self, note: str = "", keyboard: Keyboard = ()) -> None:
        """Deliver the whole text, then `note` as its last paragraph, as `Reply.send` does.

        Of neither, nothing is left: a line of progress is deleted.
        `keyboard` is below the last message. A cancellation is delayed for some seconds meanwhile, so
        that the text does not stay incomplete.
        """
        self._is_finished = True
        await _delaying_cancellation(self._deliver(note, keyboard))

    async def _deliver(self, note: str, keyboard: Keyboard) -> None:
        await self._end_tasks()
        parts = self._text.final_parts(note)
        if not is_blank(parts[0].text):
            await self._messages.finish(parts, keyboard)
        else:
            await self._messages.delete_shown()  # a line of progress, at most

    async def _grow(self) -> None:
        """Show the newest text again and again, as often as the budget allows."""
        await self._changed.wait()
        await self._first_chars()
        # An answer that comes at once is finished by then, and costs one call instead of two.
        await asyncio.sleep(_SETTLE_S)
        self._calling.set()
        while True:
            await self._changed.wait()
            self._changed.clear()
            had_text = self._has_text.is_set()
            async with self._call:
                started = self._now()
                with suppress(DeliveryError):  # the next edit or the final one repeats it
                    await self._show_newest()
                call_s = self._now() - started
            pause_s = self._pacing.pause_s(self._reply.pause_s, call_s)
            if had_text:
                await asyncio.sleep(pause_s)
            else:
                await self._pause_until_text(pause_s)

    async def _pause_until_text(self, pause_s: float) -> None:
        """Pause; the first text does not wait longer because a line of progress was shown."""
        with suppress(TimeoutError):
            async with asyncio.timeout(pause_s):
                await self._has_text.wait()
            await self._first_chars()

    async def _first_chars(self) -> None:
        """Wait for the first few characters, but not long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._pacing.first_s):
                while self._length < self._pacing.first_chars:
                    self._changed.clear()
                    await self._changed.wait()
        self._changed.set()

    async def _show_newest(self) -> None:
        parts = self._text.parts() if self._length else [StyledText(self._line)]
        if is_blank(parts[0].text):
            return
        try:
            is_shown = await self._messages.show(parts, sign=not self._length)
        except DeliveryPostponed:
            is_shown = False
        if is_shown and self._length:
            text_shown()
        if not is_shown:
            self._changed.set()  # dropped: try again after the pause, with what is newest then

    async def _show_signs(self) -> None:
        """Until the first call "typing…"; then a line of progress, which tells of a long silence."""
        async with typing(self._reply):
            with suppress(TimeoutError):
                async with asyncio.timeout(STATUS_AFTER_S - self._reply.age_s):
                    await self._calling.wait()
            if not self._status:
                self._status = texts.THINKING.to(self._reply.language)
                self._show_line(self._status)
            await self._calling.wait()
        while not self._length:
            silent_s = self._now() - self._progressed_at
            if silences := round(silent_s) // round(SILENCE_S):
                self._show_silence(silences * round(SILENCE_S))
            await asyncio.sleep((silences + 1) * SILENCE_S - silent_s)

    def _show_silence(self, seconds: int) -> None:
        language = self._reply.language
        self._show_line(texts.SILENT.to(language, status=self._status, seconds=seconds))

    async def _end_tasks(self) -> None:
        """End the background tasks. A call in flight is awaited: it must not overtake the final one."""
        signs, self._signs = self._signs, None
        if signs is not None:
            await cancel_and_wait([signs])
        task, self._task = self._task, None
        if task is None:
            return
        try:
            async with self._call:
                pass
        finally:  # also where this is cancelled: a call that hangs must not go on for ever
            task.cancel()
        await asyncio.wait([task])
        if not task.cancelled():
            task.result()  # an error of ours must not pass unnoticed


async def _delaying_cancellation(last_calls: Coroutine[Any, Any, None]) -> None:
    """Make the last calls; a cancellation meanwhile waits for them, but not long."""
    task = asyncio.create_task(last_calls)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=_FINISH_S)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        raise
