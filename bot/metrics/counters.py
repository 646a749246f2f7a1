"""Every metric that is counted where it happens; names and labels are a contract (design.md).

Every value of a label that is known beforehand begins at 0, so that rates see the first event.
"""

import time
from functools import lru_cache
from typing import TypeVar

from prometheus_client import Counter, Histogram, disable_created_metrics

Metric = TypeVar("Metric", Counter, Histogram)

# Otherwise each counter has a second series, with the time of its creation.
disable_created_metrics()  # type: ignore[no-untyped-call]  # prometheus_client

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)

UPDATES = Counter(
    "bot_updates_total",
    "Updates that were handled: kinds of Telegram, and http for questions over HTTP.",
    ["kind"],
)
FIRST_TEXT = Histogram(
    "bot_first_text_seconds",
    "From the arrival of an update to the first text that answers it; signs of work do not count.",
    buckets=_SECONDS,
)
STAGES = Histogram(
    "bot_stage_seconds",
    "Where that time goes: inbox (waits to be handled), router (finds the command of free text), "
    "model (its first token), flood (waits for the flood budget), telegram (one call).",
    ["stage"],
    buckets=_SECONDS,
)
TELEGRAM_CALLS = Counter(
    "bot_telegram_calls_total",
    "Calls of the Bot API that name a chat; dropped: cosmetic ones without room in the flood budget.",
    ["method", "outcome"],
)
RETRY_AFTER = Counter("bot_telegram_retry_after_total", "Calls that Telegram refused with a 429.")
MODEL_TOKENS = Counter(
    "bot_model_tokens_total",
    "Tokens that models read (in) and wrote (out).",
    ["model", "direction"],
)
MODEL_COST = Counter("bot_model_cost_total", "What they cost by llm.prices.", ["model"])
BUDGET_REFUSALS = Counter(
    "bot_budget_refusals_total", "Model calls that a limit of `budget` refused.", ["limit"]
)
CENSOR_CALLS = Counter(
    "bot_censor_calls_total", "Calls of the censor, by verdict or failure.", ["outcome"]
)
CACHE = Counter(
    "bot_cache_lookups_total", "Lookups of the cache, by what is cached.", ["cache", "outcome"]
)
ERRORS = Counter("bot_errors_total", "Errors that people or the log were told of.", ["type"])

_KNOWN: tuple[tuple[Counter | Histogram, tuple[tuple[str, ...], ...]], ...] = (
    (UPDATES, (("message",), ("edited_message",), ("callback_query",), ("http",))),
    (STAGES, (("inbox",), ("router",), ("model",), ("flood",), ("telegram",))),
    (
        TELEGRAM_CALLS,
        tuple(
            (method, outcome)
            for method in ("sendMessage", "editMessageText", "sendChatAction")
            for outcome in ("ok", "dropped", "failed")
        ),
    ),
    (
        BUDGET_REFUSALS,
        (
            ("person_minute",),
            ("person_day",),
            ("person_tokens",),
            ("chat_tokens",),
            ("bot_tokens",),
        ),
    ),
    (
        CENSOR_CALLS,
        (("pass",), ("review",), ("reject",), ("busy",), ("closed",), ("down",), ("refused",)),
    ),
    (CACHE, (("verdict", "hit"), ("verdict", "miss"))),
    (ERRORS, (("BotError",), ("StorageDown",), ("ModelUnavailable",))),
)


@lru_cache(maxsize=1024)
def of(metric: Metric, *labels: str) -> Metric:
    """The series with these values of its labels; `labels` itself takes a microsecond each time."""
    return metric.labels(*labels)


class stage:  # noqa: N801 -- used like a function, as `suppress` is
    """Time a block as one stage; a class, since a generator takes a microsecond more."""

    __slots__ = ("_began", "_series")

    def __init__(self, name: str) -> None:
        self._series = of(STAGES, name)

    def __enter__(self) -> None:
        self._began = time.monotonic()

    def __exit__(self, *_: object) -> None:
        self._series.observe(time.monotonic() - self._began)


for _metric, _labels in _KNOWN:
    for _values in _labels:
        _metric.labels(*_values)
