"""What a process of the bot uses: memory, file handles, tasks (see task_count/)."""

import asyncio
import os
import signal
from pathlib import Path
from typing import NamedTuple

from tests.fakes.process import BotProcess

_TIMEOUT_S = 10
_TASKS = "tasks "
_ESTABLISHED = "01"


class ProcessUse(NamedTuple):
    """A moment's figures; `tasks` 0: they were not counted.

    `connections`: established ones over TCP. Pools keep as many as were once needed, so they are no leak
    below the pools' limits. `handles`: all others, with connections that only the other side has closed.
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
    connections = len(_established(process).intersection(handles))
    memory_mb = pages * os.sysconf("SC_PAGE_SIZE") / 1024**2
    tasks = await _tasks(bot) if count_tasks else 0
    return ProcessUse(memory_mb, len(handles) - connections, connections, tasks)


def _target(handle: Path) -> str:
    try:
        return str(handle.readlink())
    except FileNotFoundError:  # closed meanwhile
        return ""


def _established(process: Path) -> set[str]:
    """Its connections as /proc names them; columns 4 and 10 of the table are state and inode."""
    rows = [row.split() for row in (process / "net" / "tcp").read_text().splitlines()[1:]]
    return {f"socket:[{row[9]}]" for row in rows if row[3] == _ESTABLISHED}


async def _tasks(bot: BotProcess) -> int:
    before = len(bot.log)
    os.kill(bot.pid, signal.SIGUSR2)
    async with asyncio.timeout(_TIMEOUT_S):
        while True:
            for line in bot.log[before:]:
                if line.startswith(_TASKS):
                    return int(line.removeprefix(_TASKS))
            await asyncio.sleep(0.05)
