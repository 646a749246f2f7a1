"""Cancelling asyncio tasks and waiting until they have ended."""

import asyncio
from collections.abc import Iterable
from typing import Any


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
