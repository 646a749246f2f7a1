"""An answer that is being made, in a task of its own, for a response that reads it as fast as it can.

The task never waits for the reader: pieces that wait are joined, so what is held is at most one answer,
which the model's limit of length bounds. A reader that leaves cancels the task.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Literal

from starlette.requests import ClientDisconnect

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
    """Nothing has come since `poke`."""


Event = str | Progress
"""A piece of the answer, or progress."""

_SILENCE = Silence()


class RunningAnswer:
    """The task and what it has made; it has one reader."""

    def __init__(self, events: AsyncGenerator[Event, None]) -> None:
        self._waiting: deque[Event] = deque()
        self._changed = asyncio.Event()
        self._is_poked = self._is_cancelled = False
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

        Raises what the task raised before any event, ClientDisconnect where it was cancelled.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s) as waits:
                has_progress = False
                while not self._has_text() and not self._task.done():
                    if self._waiting and not has_progress:
                        has_progress = True
                        waits.reschedule(asyncio.get_running_loop().time() + after_progress_s)
                    await self._change()
        if self._task.done() and not self._has_text():
            self._waiting.clear()
            self._check()

    async def next(self) -> Event | Silence | None:
        """The next event, None at the end; raises what the task raised once all was read."""
        while not self._waiting:
            if self._task.done():
                self._check()
                return None
            if self._is_poked:
                self._is_poked = False
                return _SILENCE
            await self._change()
        self._is_poked = False
        return self._waiting.popleft()

    def poke(self) -> None:
        """Let a reader that waits have `Silence`. A timer for each event would cost 5 µs."""
        self._is_poked = True
        self._changed.set()

    async def text(self) -> str:
        """The whole answer; raises what the task raises."""
        await asyncio.wait([self._task])
        self._check()
        return "".join([event for event in self._waiting if isinstance(event, str)])

    def cancel(self) -> None:
        """Stop it: the model's call is cancelled, and what was written is stored as a stopped answer."""
        if not self._is_cancelled:  # a second time would cancel the storing
            self._is_cancelled = True
            self._task.cancel()

    def _has_text(self) -> bool:
        return any(isinstance(event, str) for event in self._waiting)

    async def _change(self) -> None:
        self._changed.clear()
        await self._changed.wait()

    def _check(self) -> None:
        if self._task.cancelled():
            raise ClientDisconnect
        error = self._task.exception()
        if isinstance(error, BotError):
            raise error
        if error:
            log.error("An answer failed.", exc_info=error)
            raise BotError from error
