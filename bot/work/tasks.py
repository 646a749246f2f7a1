"""Asyncio tasks in the background, and how tasks are cancelled."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Hashable, Iterable
from typing import Any, Generic, TypeVar

from bot.metrics.errors import saw_error

log = logging.getLogger(__name__)

_Key = TypeVar("_Key", bound=Hashable)


async def cancel_and_wait(tasks: Iterable[asyncio.Task[Any]], *, again_s: float = 0.2) -> None:
    """Cancel tasks and wait until they have ended; their results and errors are ignored.

    A cancellation can be lost when it meets a finished `asyncio.wait_for`, which redis-py uses
    (python/cpython#86296, fixed in 3.12), so it is repeated every `again_s` seconds.
    """
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=again_s)


class KeyedTasks(Generic[_Key]):
    """Work in the background of this process: at most one task for each key at a time."""

    def __init__(self) -> None:
        self._tasks: dict[_Key, asyncio.Task[None]] = {}

    def begin(self, key: _Key, work: Callable[[], Coroutine[Any, Any, None]]) -> asyncio.Task[None]:
        """The task of the key: the one under way, or a new one that does `work`."""
        task = self._tasks.get(key)
        if task is None:
            task = self._tasks[key] = asyncio.create_task(work())
            task.add_done_callback(lambda ended: self._end(key, ended))
        return task

    async def finish(self) -> None:
        """Wait for what is under way."""
        while self._tasks:
            await asyncio.wait(list(self._tasks.values()))

    async def aclose(self) -> None:
        """Cancel what is under way."""
        await cancel_and_wait(list(self._tasks.values()))

    def _end(self, key: _Key, task: asyncio.Task[None]) -> None:
        del self._tasks[key]
        if not task.cancelled() and (error := task.exception()):
            saw_error(error)
            log.error("Work in the background failed.", exc_info=error)
