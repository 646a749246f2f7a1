"""Runs the whole bot as a process: `python -m bot`, as an operator starts it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.fakes.forked_bot import ForkedBot

ROOT = Path(__file__).parent.parent.parent
READY = "The bot is ready"
PROFILE_IMPORTS = {"PYTHONPROFILEIMPORTTIME": "1"}
"""Lets Python write a line for each import to stderr; see `imported_packages`."""
_SETTINGS_PREFIXES = ("BOT_", "TELEGRAM_", "DASHSCOPE_", "OPENAI_", "BAIDU_", "REDIS_")


@dataclass(frozen=True, slots=True)
class Ended:
    """The result of a process."""

    code: int
    stdout: str
    stderr: str


def clean_environment(**more: str) -> dict[str, str]:
    """This environment without settings of the bot, plus the given ones."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(_SETTINGS_PREFIXES)
    }
    return kept | {"PYTHONPATH": str(ROOT), "BOT_LOG__LEVEL": "DEBUG"} | more


async def run_bot(*arguments: str, folder: Path, env: Mapping[str, str] = {}) -> Ended:
    """Run `python -m bot` in `folder` until it exits by itself."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments,
        cwd=folder,
        env=clean_environment(**env),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        out, err = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    return Ended(process.returncode or 0, out.decode(), err.decode())


async def run_forked(*arguments: str, folder: Path, env: Mapping[str, str] = {}) -> Ended:
    """As `run_bot`, without the seconds for imports: where they are not what is tested."""
    process = await ForkedBot.start(folder, arguments, clean_environment(**env))
    out, err = await asyncio.gather(process.stdout.read(), process.stderr.read())
    return Ended(await process.wait(), out.decode(), err.decode())


def imported_packages(log: Iterable[str]) -> set[str]:
    """The packages that a process with `PROFILE_IMPORTS` imported, by its stderr."""
    lines = [line for line in log if line.startswith("import time:")]
    return {line.rsplit("|", 1)[1].strip().split(".")[0] for line in lines}


class BotProcess:
    """A running bot, and its log."""

    def __init__(self, process: asyncio.subprocess.Process | ForkedBot) -> None:
        self._process = process
        self._ready = asyncio.Event()
        self.log: list[str] = []
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            self.log.append(line.decode().rstrip())
            if READY in self.log[-1]:
                self._ready.set()
        self._ready.set()

    async def ready(self) -> None:
        """Wait until it takes updates; fails with its log if it exited instead."""
        await self._ready.wait()
        assert any(READY in line for line in self.log), "\n".join(self.log)

    @property
    def pid(self) -> int:
        """Of the process."""
        assert isinstance(self._process, asyncio.subprocess.Process), "not of a forked one"
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Has it not exited yet?"""
        return self._process.returncode is None

    def kill(self) -> None:
        """SIGKILL."""
        self._process.kill()

    async def stop(self) -> int:
        """SIGTERM; returns the exit code."""
        if self.is_running:
            self._process.terminate()
        return await self.ended()

    async def ended(self) -> int:
        """Wait until it exits; returns the exit code."""
        code = await self._process.wait()
        await self._reader
        return code


@asynccontextmanager
async def running_bot(folder: Path, *arguments: str, **env: str) -> AsyncIterator[BotProcess]:
    """`python -m bot` in `folder`, ready; stopped at the end of the block."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments,
        cwd=folder,
        env=clean_environment(**env),
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    async with _stopped_at_the_end(BotProcess(process)) as bot:
        yield bot


@asynccontextmanager
async def forked_bot(folder: Path, *arguments: str, **env: str) -> AsyncIterator[BotProcess]:
    """As `running_bot`, but without the seconds for imports: where the start is not what is tested."""
    process = await ForkedBot.start(folder, arguments, clean_environment(**env))
    async with _stopped_at_the_end(BotProcess(process)) as bot:
        yield bot


@asynccontextmanager
async def _stopped_at_the_end(bot: BotProcess) -> AsyncIterator[BotProcess]:
    try:
        await bot.ready()
        yield bot
    finally:
        if bot.is_running:
            await bot.stop()
