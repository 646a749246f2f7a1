"""Counts errors by type, and keeps the last ones of this process for /health."""

import time
from collections import deque

from bot.errors import (
    BotError,
    CensorError,
    DeliveryError,
    ModelAuth,
    ModelCut,
    ModelQuota,
    ModelRefused,
    ModelSilent,
    ModelThrottled,
    ModelUnavailable,
    StorageDown,
)
from bot.metrics.counters import ERRORS, of

_FAILURES = (
    StorageDown,
    CensorError,
    DeliveryError,
    ModelAuth,
    ModelCut,
    ModelQuota,
    ModelRefused,
    ModelSilent,
    ModelThrottled,
    ModelUnavailable,
)
"""Our errors that an operator wants to see; the others are answers to what a person did."""
_KEPT = 5
_recent: deque[tuple[float, str]] = deque(maxlen=_KEPT)


def saw_error(error: BaseException) -> None:
    """Count an error that a person or the log was told of; its text is kept nowhere."""
    name = type(error).__name__
    of(ERRORS, name).inc()
    is_ours = isinstance(error, BotError) and type(error) is not BotError
    if isinstance(error, _FAILURES) or not is_ours:
        _recent.append((time.time(), name))


def recent_errors() -> list[tuple[float, str]]:
    """When (s since 1970) and which, oldest first."""
    return list(_recent)
