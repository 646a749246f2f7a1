"""Times an update until the first text that answers it, wherever that is shown."""

import time
from contextvars import ContextVar

from bot.metrics.counters import FIRST_TEXT


class _Timer:
    __slots__ = ("began", "is_running")

    def __init__(self, began: float) -> None:
        self.began = began
        self.is_running = True


_current: ContextVar[_Timer | None] = ContextVar("first_text", default=None)


class timing:  # noqa: N801 -- used like a function, as `suppress` is
    """In the block, and in tasks begun there, `text_shown` ends the time; `waited_s`: before it."""

    __slots__ = ("_token", "_waited_s")

    def __init__(self, waited_s: float = 0.0) -> None:
        self._waited_s = waited_s

    def __enter__(self) -> None:
        self._token = _current.set(_Timer(time.monotonic() - self._waited_s))

    def __exit__(self, *_: object) -> None:
        _current.reset(self._token)


def text_shown() -> None:
    """People see text; only the first one of an update counts."""
    timer = _current.get()
    if timer is not None and timer.is_running:
        timer.is_running = False
        FIRST_TEXT.observe(time.monotonic() - timer.began)
