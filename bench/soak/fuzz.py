"""Fuzzes, with hypothesis, what reads input from outside: tests/fakes/fuzz.py says what each promises.

Updates and presses come from anybody, Markdown and the router's answers from models, documents from
anywhere.
"""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.soak.report import Report
from tests.fakes.fuzz import READERS

INPUTS, SMALL_INPUTS = 50_000, 75


async def soak(*, small: bool) -> Report:
    """As many inputs for each reader; one that breaks its promise is shown in its shortest form."""
    inputs = SMALL_INPUTS if small else INPUTS
    report = Report(f"fuzz: up to {inputs} inputs for each reader")
    report.faults = dict.fromkeys(READERS, 0)
    for name, (strategy, read) in READERS.items():
        tried, error = _fuzz(strategy, read, inputs)
        report.counts[f"{name}, inputs"] = tried
        if error is not None:
            report.faults[name] = 1
            report.examples.append(f"{name}: {error!r} {' '.join(getattr(error, '__notes__', ()))}")
    return report


def _fuzz(
    strategy: st.SearchStrategy[Any], read: Callable[[Any], None], inputs: int
) -> tuple[int, Exception | None]:
    """How many inputs were tried, and what was raised, if anything."""
    tried = 0

    @settings(
        max_examples=inputs,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def run(made: object) -> None:
        nonlocal tried
        tried += 1
        read(made)

    try:
        run()
    except Exception as error:  # noqa: BLE001 -- whatever is raised is a finding
        return tried, error
    return tried, None
