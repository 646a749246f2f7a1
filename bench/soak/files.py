"""People send files of 19 MB at once: how much memory does the bot take, and how long do others wait?

The memory is that of the bot's process (VmRSS of proc(5)); beside it stand the files in memory, which
belong to no process, and the processes that read them. Others ask for /help all the while. There is no
flood budget, and no model.
"""

import asyncio
import io
import os
import re
import time
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.bot_process import bot_process
from bench.soak.report import Report
from bot.playground.server.state import BotApiUser
from tests.e2e.conftest import telegram_settings
from tests.fakes import files
from tests.fakes.process import clean_environment
from tests.fakes.telegram import TelegramServer

FILES, SMALL_FILES = 40, 8
MAX_MB = 300
_FILE_BYTES = 19_000_000
_ASKING = 5
_PAUSE_S = 0.2
_SAMPLES_S = 0.05
_TIMEOUT_S = 300
_UNDER_WAY = ("排队中", "下载中", "读取中", "总结中")


async def soak(*, small: bool) -> Report:
    """Send them, and watch."""
    count = SMALL_FILES if small else FILES
    kinds = [_pdf(), _word(), _text()]
    with TemporaryDirectory(prefix="files-") as folder:
        async with TelegramServer() as telegram:
            env = clean_environment(
                **telegram_settings(telegram),
                BOT_LLM__PROVIDER="offline",
                BOT_LOG__LEVEL="INFO",
                BOT_TELEGRAM__LIMITS="null",
            )
            async with bot_process(Path(folder), env) as process:
                crowd = Crowd(telegram, process.pid)
                await crowd.help(crowd.new_person())
                return await _measured(crowd, count, kinds)


async def _measured(crowd: "Crowd", count: int, kinds: Sequence[tuple[str, bytes]]) -> Report:
    rest_mb = resident_mb(crowd.bot_pid)
    alone_ms = [await crowd.help(crowd.new_person()) for _ in range(20)]
    watch = MemoryWatch(crowd.bot_pid)
    started = time.monotonic()
    async with asyncio.TaskGroup() as group:
        is_over = asyncio.Event()
        group.create_task(watch.run(is_over))
        for _ in range(_ASKING):
            group.create_task(crowd.ask_for_help(is_over))
        unread = await crowd.send_files(count, kinds)
        took_s = time.monotonic() - started
        is_over.set()
    report = Report(f"files: {count} files of {_FILE_BYTES / 1e6:g} MB at once")
    waits_ms = sorted(crowd.waits_ms)
    report.counts = {
        "at rest MB": round(rest_mb),
        "peak MB": round(watch.bot_mb),
        "files in memory MB": round(watch.files_mb),
        "all with readers MB": round(watch.all_mb),
        "all read after s": round(took_s, 1),
        "/help alone p50 ms": round(sorted(alone_ms)[len(alone_ms) // 2], 1),
        "/help p50 ms": round(waits_ms[len(waits_ms) // 2], 1),
        "p95 ms": round(waits_ms[int(len(waits_ms) * 0.95)], 1),
        "worst ms": round(waits_ms[-1], 1),
        "of": len(waits_ms),
    }
    report.faults = {
        f"over {MAX_MB} MB more than at rest": int(watch.bot_mb - rest_mb > MAX_MB),
        "not read": len(unread),
    }
    report.examples = unread
    return report


class Crowd:
    """People with private chats, each of whom writes for the first time."""

    def __init__(self, telegram: TelegramServer, bot_pid: int) -> None:
        self.bot_pid = bot_pid
        self.waits_ms: list[float] = []
        self._telegram = telegram
        self._next_id = 5000

    def new_person(self) -> int:
        """Somebody with an empty chat; returns the id."""
        self._next_id += 1
        user = BotApiUser(self._next_id, f"人{self._next_id}", None, "zh-hans")
        self._telegram.state.add_user(user)
        return user.id

    async def help(self, person: int) -> float:
        """Ask for /help; return the milliseconds until the answer stands in the chat."""
        started = time.perf_counter()
        self._telegram.say(person, person, "/help")
        await self._telegram.wait_for(lambda: self._answer(person), _TIMEOUT_S)
        return (time.perf_counter() - started) * 1000

    async def ask_for_help(self, is_over: asyncio.Event) -> None:
        """Ask again and again."""
        while not is_over.is_set():
            self.waits_ms.append(await self.help(self.new_person()))
            await asyncio.sleep(_PAUSE_S)

    async def send_files(self, count: int, kinds: Sequence[tuple[str, bytes]]) -> list[str]:
        """Send a file each; return the last words to those whose file was not read."""
        people = [self.new_person() for _ in range(count)]
        for number, person in enumerate(people):
            suffix, data = kinds[number % len(kinds)]
            self._telegram.send_file(person, person, data, f"文件{number}{suffix}")
        with suppress(AssertionError):  # the report says what is missing
            await self._telegram.wait_for(
                lambda: all(_is_end(self._answer(person)) for person in people), _TIMEOUT_S
            )
        answers = [self._answer(person) for person in people]
        return [answer or "no answer" for answer in answers if not answer.startswith("《")]

    def _answer(self, person: int) -> str:
        message = self._telegram.last(person)
        return str(message.get("text", "")) if message["from"]["is_bot"] else ""


def _is_end(answer: str) -> bool:
    return bool(answer) and not answer.startswith(_UNDER_WAY)


@dataclass
class MemoryWatch:
    """The peaks, in megabytes (10^6 bytes), of the bot, of files in memory, and of all with the readers."""

    bot_pid: int
    bot_mb: float = 0
    files_mb: float = 0
    all_mb: float = 0

    async def run(self, is_over: asyncio.Event) -> None:
        """Look again and again."""
        while not is_over.is_set():
            bot_mb, files_mb = resident_mb(self.bot_pid), memory_files_mb(self.bot_pid)
            readers_mb = sum(map(resident_mb, _readers_of(self.bot_pid)))
            self.bot_mb = max(self.bot_mb, bot_mb)
            self.files_mb = max(self.files_mb, files_mb)
            self.all_mb = max(self.all_mb, bot_mb + files_mb + readers_mb)
            await asyncio.sleep(_SAMPLES_S)


def resident_mb(pid: int) -> float:
    """The resident memory of a process; 0 where it has ended."""
    try:
        found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0
    return int(found[1]) * 1024 / 1e6 if found else 0


def memory_files_mb(pid: int) -> float:
    """The size of the memory files (memfd) that a process has open."""
    size_bytes = 0
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):  # closed meanwhile
            if str(descriptor.readlink()).startswith("/memfd:"):
                size_bytes += descriptor.stat().st_blocks * 512
    return size_bytes / 1e6


def _readers_of(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children if _is_reader(child)]


def _is_reader(pid: str) -> bool:
    with suppress(OSError):  # ended meanwhile
        return b"worker.py" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


def _pdf() -> tuple[str, bytes]:
    """A hundred pages, and comments that no compression makes smaller."""
    pages = [f"Page {number} tells the story of a city and of its people." for number in range(100)]
    filler = b"%" + os.urandom(_FILE_BYTES // 200).hex().encode() + b"\n"
    return ".pdf", files.pdf(pages, filler=filler)


def _word() -> tuple[str, bytes]:
    """Some paragraphs, and a picture."""
    document = files.docx([files.PROSE] * 50)
    buffer = io.BytesIO(document)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("word/media/image1.png", os.urandom(_FILE_BYTES - len(document)))
    return ".docx", buffer.getvalue()


def _text() -> tuple[str, bytes]:
    """A text longer than what is read of one."""
    line = (files.PROSE + "\n").encode()
    return ".txt", line * (_FILE_BYTES // len(line))
