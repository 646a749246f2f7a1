"""Moves the clock of an event loop on, where real connections rule out `looptime`."""

import asyncio


def let_pass(seconds: float) -> None:
    """What waits for so long is over now; so a time limit can be long, and none is met by a busy machine."""
    loop = asyncio.get_running_loop()
    now = loop.time
    loop.time = lambda: now() + seconds  # type: ignore[method-assign]  # on purpose
