"""Forks bots from a process that has imported their libraries, which takes seconds of CPU.

This is the fork server of multiprocessing. A forked bot has an environment, a folder, output, signals
and an exit code of its own, as `python -m bot` has.
"""

import asyncio
import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
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

    def __init__(self, folder: Path, arguments: Sequence[str], env: Mapping[str, str]) -> None:
        pipes = [_CONTEXT.Pipe(duplex=False) for _ in range(2)]
        writers = [writer for _, writer in pipes]
        self._process = _CONTEXT.Process(target=_run, args=(folder, arguments, env, *writers))
        self._process.start()
        self._output = [
            os.fdopen(os.dup(reader.fileno()), "rb", buffering=0) for reader, _ in pipes
        ]
        for end in (end for pipe in pipes for end in pipe):
            end.close()
        self.stdout, self.stderr = asyncio.StreamReader(), asyncio.StreamReader()

    @classmethod
    async def start(cls, folder: Path, arguments: Sequence[str], env: Mapping[str, str]) -> Self:
        """Fork one; it runs in `folder` with just this environment."""
        made = cls(folder, arguments, env)
        loop = asyncio.get_running_loop()
        for reader, file in zip((made.stdout, made.stderr), made._output, strict=True):
            await loop.connect_read_pipe(partial(asyncio.StreamReaderProtocol, reader), file)
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


def _run(
    folder: Path,
    arguments: Sequence[str],
    env: Mapping[str, str],
    stdout: Connection,
    stderr: Connection,
) -> None:
    """Become `python -m bot`; runs in the forked process."""
    for pipe, stream in ((stdout, sys.stdout), (stderr, sys.stderr)):
        os.dup2(pipe.fileno(), stream.fileno())
        pipe.close()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = ["bot", *arguments]
    sys.exit(main())
