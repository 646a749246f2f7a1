"""The calls of metrics that one update makes, timed alone: those of a question that a model answers.

Processor time, since they wait for nothing: other programs on the machine do not count.
"""

import time

from bench.figure import Figure
from bot.metrics import model_use
from bot.metrics.counters import STAGES, TELEGRAM_CALLS, UPDATES, of, stage
from bot.metrics.first_text import text_shown, timing

UPDATES_A_RUN = 5_000
RUNS = 7
# typing…, the first text, the whole answer
_CALLS = ("sendChatAction", "sendMessage", "editMessageText")


def _one_update() -> None:
    of(UPDATES, "message").inc()
    of(STAGES, "inbox").observe(0.002)
    with timing(0.002):
        of(STAGES, "model").observe(0.4)
        for method in _CALLS:
            if method == "sendMessage":
                with stage("flood"):
                    pass
            with stage("telegram"):
                pass
            of(TELEGRAM_CALLS, method, "ok").inc()
        text_shown()
        model_use.count_tokens("qwen-plus", 900, 300)


def _run_us() -> float:
    began = time.process_time()
    for _ in range(UPDATES_A_RUN):
        _one_update()
    return (time.process_time() - began) / UPDATES_A_RUN * 1e6


def figures(command: str = "python -m bench metrics") -> list[Figure]:
    """Measure."""
    _run_us()
    return [
        Figure(
            "metric calls of a question that a model answers", "µs", 25,
            [_run_us() for _ in range(RUNS)], command,
        )
    ]  # fmt: skip
