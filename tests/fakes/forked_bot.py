"""Forks bots from a process that has imported their libraries, which takes seconds of CPU.

This is the fork server of multiprocessing. A forked bot has an environment, a folder, a log, signals
and an exit code of its own, as `python -m bot` has.
"""

import asyncio
import multiprocessing
import os
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Self

from bot.__main__ import main

_IMPORTED = [__name__, "uvloop", "bot.app.run", "bot.chains.experts", "bot.chains.factory"]
assert all(map(find_spec, _IMPORTED)), "the fork server passes over what it cannot import"
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(_IMPORTED)


class ForkedBot:
    """Has what the tests use of `asyncio.subprocess.Process`."""

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        reader, writer = _CONTEXT.Pipe(duplex=False)
        self._process = _CONTEXT.Process(target=_run, args=(folder, env, writer))
        self._process.start()
        writer.close()
        self._log = os.fdopen(os.dup(reader.fileno()), "rb", buffering=0)
        reader.close()
        self.stderr = asyncio.StreamReader()

    @classmethod
    async def start(cls, folder: Path, env: Mapping[str, str]) -> Self:
        """Fork one; it runs in `folder` with just this environment."""
        made = cls(folder, env)
        await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(made.stderr), made._log
        )
        return made

    @property
    def returncode(self) -> int | None:
        """The exit code; None while it is running."""
        return self._process.exitcode

    def kill(self) -> None:
        """SIGKILL."""
        self._process.kill()

    def terminate(self) -> None:
        """SIGTERM."""
        self._process.terminate()

    async def wait(self) -> int:
        """Wait until it has ended; returns the exit code."""
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self._process.sentinel, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(self._process.sentinel)
        return self.returncode or 0


def _run(folder: Path, env: Mapping[str, str], log: Connection) -> None:
    """Become `python -m bot`; runs in the forked process."""
    os.dup2(log.fileno(), sys.stderr.fileno())
    log.close()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = ["bot"]
    sys.exit(main())
