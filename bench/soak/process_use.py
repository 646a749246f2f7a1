"""What a process of the bot uses: memory, file handles, tasks (see task_count/)."""

import asyncio
import os
import signal
from pathlib import Path
from typing import NamedTuple

from tests.fakes.process import BotProcess

_TIMEOUT_S = 10
_TASKS = "tasks "


class ProcessUse(NamedTuple):
    """A moment's figures; `tasks` 0: they were not counted.

    `connections`: sockets. Pools keep as many as were once needed, also those that the other side has
    closed until they are used again; they are no leak below the pools' limits. `handles`: all others.
    """

    memory_mb: float
    handles: int
    connections: int
    tasks: int = 0


async def use_of(bot: BotProcess, *, count_tasks: bool = False) -> ProcessUse:
    """Look into /proc, and ask the process for its tasks."""
    process = Path(f"/proc/{bot.pid}")
    pages = int((process / "statm").read_text().split()[1])
    handles = [_target(handle) for handle in (process / "fd").iterdir()]
    connections = sum(handle.startswith("socket:") for handle in handles)
    memory_mb = pages * os.sysconf("SC_PAGE_SIZE") / 1024**2
    tasks = await _tasks(bot) if count_tasks else 0
    return ProcessUse(memory_mb, len(handles) - connections, connections, tasks)


def _target(handle: Path) -> str:
    try:
        return str(handle.readlink())
    except FileNotFoundError:  # closed meanwhile
        return ""


async def _tasks(bot: BotProcess) -> int:
    before = len(bot.log)
    os.kill(bot.pid, signal.SIGUSR2)
    async with asyncio.timeout(_TIMEOUT_S):
        while True:
            for line in bot.log[before:]:
                if line.startswith(_TASKS):
                    return int(line.removeprefix(_TASKS))
            await asyncio.sleep(0.05)
