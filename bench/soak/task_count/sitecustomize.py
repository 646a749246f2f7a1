"""Loaded by every Python whose PYTHONPATH has this folder: SIGUSR2 logs how many tasks are under way."""

import asyncio
import signal
import sys


def _log(*_: object) -> None:
    # `asyncio.all_tasks` needs the running loop, which a signal handler does not have.
    tasks = getattr(asyncio.tasks, "_all_tasks", None) or asyncio.tasks._scheduled_tasks  # type: ignore[attr-defined]  # by version  # noqa: SLF001
    sys.stderr.write(f"tasks {sum(not task.done() for task in list(tasks))}\n")


signal.signal(signal.SIGUSR2, _log)
