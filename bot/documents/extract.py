"""Turns a file into text, in a process of its own.

A document can be made to hang its reader or to fill the memory (a PDF of 4 KB unpacks to 300 MB),
so no reader ever runs in the bot: each file gets a child with hard limits (`sandbox.py`), and this
is the side that starts it, waits, and tells what became of it. The file and the text pass through
anonymous memory, so a document never touches the disk. Linux only: memfd, namespaces.
"""

import asyncio
import json
import logging
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import BinaryIO
from weakref import WeakKeyDictionary

from bot.documents.reading import Reading
from bot.errors import DocumentError
from bot.models.document import Document, DocumentProblem

MAX_BYTES = 20 * 1024 * 1024
"""The largest file that is read, as Telegram's getFile allows a bot to download (Bot API)."""

_WORKER = Path(__file__).with_name("worker.py")
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
_SHOWN_CHARACTERS = 60
_COMPLAINT_BYTES = 2000

_log = logging.getLogger(__name__)


class Extractor:
    """Reads files, at most `workers` at a time, each within `wall_s` seconds."""

    def __init__(self, *, workers: int = 2, wall_s: float = 30) -> None:
        self._slots = asyncio.Semaphore(workers)
        self._wall_s = wall_s

    async def extract(self, data: bytes, filename: str) -> Document:
        """The text of a file, whatever its name says it is; raises `DocumentError`.

        Cancelling it ends the child.
        """
        name = shown(filename)
        if not data:
            raise DocumentError(DocumentProblem.EMPTY, name)
        if len(data) > MAX_BYTES:
            raise DocumentError(DocumentProblem.TOO_LARGE, name)
        async with self._slots:
            try:
                async with asyncio.timeout(self._wall_s):
                    reading = await _read(data, filename)
            except TimeoutError:
                raise DocumentError(DocumentProblem.TIMEOUT, name) from None
        pages = tuple(enumerate(reading.parts, start=1)) if reading.paged else ()
        return Document("\f".join(reading.parts), pages, name, reading.truncated)


_shared: WeakKeyDictionary[asyncio.AbstractEventLoop, Extractor] = WeakKeyDictionary()


async def extract(data: bytes, filename: str) -> Document:
    """The text of a file, read in a sandbox, two files at a time; raises `DocumentError`.

    `text` is that of all pages, joined by form feeds; `pages` is empty for kinds without pages.
    """
    # A semaphore belongs to one event loop; a process that starts a second one gets another.
    extractor = _shared.setdefault(asyncio.get_running_loop(), Extractor())
    return await extractor.extract(data, filename)


def shown(filename: str) -> str:
    """A file's name as people see it: printable and short, its ending kept."""
    name = "".join(character for character in filename if character.isprintable()).strip()
    if len(name) <= _SHOWN_CHARACTERS:
        return name
    suffix = PurePath(name).suffix[-10:]
    return f"{name[: _SHOWN_CHARACTERS - len(suffix) - 1]}…{suffix}"


async def _read(data: bytes, filename: str) -> Reading:
    with _memory(data) as source, _memory() as result, _memory() as complaints:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            str(_WORKER),
            str(source.fileno()),
            str(result.fileno()),
            str(os.getpid()),
            PurePath(filename).suffix.lower(),
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=complaints,
            env=_ENVIRONMENT,
            cwd="/",
            pass_fds=(source.fileno(), result.fileno()),
            start_new_session=True,
        )
        try:
            code = await process.wait()
        finally:
            await _end(process)
        if code == 0:
            return await asyncio.to_thread(_reading, result, shown(filename))
        raise DocumentError(_death(code, complaints), shown(filename))


async def _end(process: Process) -> None:
    """Kill the child's whole session, if it still runs, and wait until it is gone."""
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def _reading(result: BinaryIO, name: str) -> Reading:
    result.seek(0)
    answer = json.load(result)
    if "problem" in answer:
        raise DocumentError(DocumentProblem(answer["problem"]), name)
    return Reading(tuple(answer["parts"]), answer["paged"], answer["truncated"])


def _death(code: int, complaints: BinaryIO) -> DocumentProblem:
    """Why a child ended without an answer: by a limit, or by a mistake of ours."""
    if code == -signal.SIGXCPU:
        return DocumentProblem.TIMEOUT
    if code < 0:  # SIGABRT: pdfium and Rust give up when memory is refused; SIGKILL: the kernel did
        return DocumentProblem.TOO_HEAVY
    size = complaints.seek(0, os.SEEK_END)
    complaints.seek(max(0, size - _COMPLAINT_BYTES))
    _log.error("A document reader failed: %s", complaints.read().decode(errors="replace"))
    return DocumentProblem.INTERNAL


@contextmanager
def _memory(data: bytes = b"") -> Iterator[BinaryIO]:
    """An anonymous file in memory, at its beginning."""
    with os.fdopen(os.memfd_create("document"), "w+b") as file:
        file.write(data)
        file.seek(0)
        yield file
