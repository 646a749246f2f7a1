"""Ends a wait for the next item of a stream that lasts too long.

`asyncio.timeout` sets a timer for each item; a stream has thousands. Here one timer looks now and
then whether the present wait is too old (python -m bench streaming).
"""

import asyncio
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self, TypeVar

T = TypeVar("T")


class IdleTimeout:
    """Watches the waits of one task; use as `with Watchdog(90) as watchdog:`.

    Args:
        silence_s: how long one wait may last.
    """

    def __init__(self, silence_s: float) -> None:
        self._silence_s = silence_s
        self._loop = asyncio.get_running_loop()
        self._waits_since: float | None = None
        self._task: asyncio.Task[object] | None = None
        self._cancels = 0
        self._has_bitten = False

    def __enter__(self) -> Self:
        self._timer = self._loop.call_later(self._silence_s, self._look)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()

    async def next(self, items: AsyncIterator[T]) -> T:
        """The next item; raises StopAsyncIteration at the end, TimeoutError after the silence."""
        self._task = task = asyncio.current_task()
        self._cancels = task.cancelling() if task is not None else 0
        self._waits_since = self._loop.time()
        try:
            return await anext(items)
        except asyncio.CancelledError as cancelled:
            # Somebody else may have cancelled the task as well; then it stays cancelled.
            if self._has_bitten and task is not None and task.uncancel() <= self._cancels:
                raise TimeoutError from cancelled
            raise
        finally:
            self._waits_since = None

    def _look(self) -> None:
        now = self._loop.time()
        since = self._waits_since if self._waits_since is not None else now
        left_s = since + self._silence_s - now
        if left_s > 0:
            self._timer = self._loop.call_later(left_s, self._look)
        elif self._task is not None:
            self._has_bitten = True
            self._task.cancel()
