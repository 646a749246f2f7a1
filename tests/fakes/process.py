"""The whole bot as a process: `python -m bot`, as an operator starts it."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
READY = "The bot is ready"
_OURS = ("BOT_", "TELEGRAM_", "DASHSCOPE_", "OPENAI_", "BAIDU_", "REDIS_")


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that has ended."""

    code: int
    stdout: str
    stderr: str


def clean_environment(**more: str) -> dict[str, str]:
    """The environment without any setting of the bot, and with these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    return kept | {"PYTHONPATH": str(ROOT), "BOT_LOG__LEVEL": "DEBUG"} | more


async def run_bot(*arguments: str, folder: Path, env: Mapping[str, str] = {}) -> Ended:
    """Run `python -m bot` in `folder` until it ends by itself."""
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


class BotProcess:
    """A bot that runs; its log is kept."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
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
        """Wait until it takes updates; fails with its log if it ended instead."""
        await self._ready.wait()
        assert any(READY in line for line in self.log), "\n".join(self.log)

    def kill(self) -> None:
        """End it at once (SIGKILL)."""
        self._process.kill()

    async def stop(self) -> int:
        """SIGTERM; return the exit code."""
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        return await self.ended()

    async def ended(self) -> int:
        """Wait for the end; return the exit code."""
        code = await self._process.wait()
        await self._reader
        return code


@asynccontextmanager
async def running_bot(folder: Path, *arguments: str, **env: str) -> AsyncIterator[BotProcess]:
    """`python -m bot` in `folder`, ready; ended at the end of the block."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments,
        cwd=folder,
        env=clean_environment(**env),
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    bot = BotProcess(process)
    try:
        await bot.ready()
        yield bot
    finally:
        if process.returncode is None:
            await bot.stop()
