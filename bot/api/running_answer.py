"""An answer that is being made, in a task of its own, for a response that reads it as fast as it can.

The task never waits for the reader: pieces that wait are joined, so what is held is at most one answer,
which the model's limit of length bounds. A reader that leaves cancels the task.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Literal

from bot.errors import BotError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """What is done before and while an answer is written.

    `found`: passages of a document; or parts of it, of which `done` are read.
    """

    stage: Literal["retrieving", "generating"]
    found: int = 0
    done: int | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing has come for as long as the reader waited."""


Event = str | Progress
"""A piece of the answer, or progress."""

_SILENCE = Silence()


class RunningAnswer:
    """The task and what it has made; it has one reader."""

    def __init__(self, events: AsyncGenerator[Event, None]) -> None:
        self._waiting: deque[Event] = deque()
        self._changed = asyncio.Event()
        self._task = asyncio.create_task(self._run(events))
        self._task.add_done_callback(lambda _: self._changed.set())

    async def _run(self, events: AsyncGenerator[Event, None]) -> None:
        async with aclosing(events):
            async for event in events:
                waiting = self._waiting
                if waiting and isinstance(event, str) and isinstance(waiting[-1], str):
                    waiting[-1] += event
                else:
                    waiting.append(event)
                self._changed.set()

    async def begun(self, timeout_s: float, after_progress_s: float) -> None:
        """Wait for text or the end; not longer than `after_progress_s` where there is progress only.

        Raises what the task raised before any event.
        """
        loop = asyncio.get_running_loop()
        ends_at, has_progress = loop.time() + timeout_s, False
        while not self._has_text() and not self._task.done():
            if self._waiting and not has_progress:
                ends_at, has_progress = loop.time() + after_progress_s, True
            if not await self._wait(ends_at - loop.time()):
                return
        if self._task.done() and not self._has_text():
            self._waiting.clear()
            self._check()

    async def next(self, timeout_s: float) -> Event | Silence | None:
        """The next event, None at the end; raises what the task raised once all was read."""
        while not self._waiting:
            if self._task.done():
                self._check()
                return None
            if not await self._wait(timeout_s):
                return _SILENCE
        return self._waiting.popleft()

    async def text(self) -> str:
        """The whole answer; raises what the task raises."""
        await asyncio.wait([self._task])
        self._check()
        return "".join([event for event in self._waiting if isinstance(event, str)])

    def cancel(self) -> None:
        """Stop it: the model's call is cancelled, and what was written is stored as a stopped answer."""
        self._task.cancel()

    def _has_text(self) -> bool:
        return any(isinstance(event, str) for event in self._waiting)

    async def _wait(self, timeout_s: float) -> bool:
        """Wait for a change; False where there is none in that time."""
        self._changed.clear()
        timer = asyncio.get_running_loop().call_later(max(0, timeout_s), self._changed.set)
        seen = len(self._waiting)
        try:
            await self._changed.wait()
        finally:
            timer.cancel()
        return len(self._waiting) > seen or self._task.done()

    def _check(self) -> None:
        if self._task.cancelled():
            raise BotError
        error = self._task.exception()
        if isinstance(error, BotError):
            raise error
        if error:
            log.error("An answer failed.", exc_info=error)
            raise BotError from error
