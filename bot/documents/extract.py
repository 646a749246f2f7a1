"""Extracts the text of a file in a child process with hard limits.

A document can make its reader hang or fill the memory (a PDF of 4 KB unpacks to 300 MB), so no
reader runs in the bot's own process. This module starts the child (`worker.py`), waits for it and
reads its result. File and text travel in anonymous memory files, never on disk. Linux only: memfd.
"""

import asyncio
import json
import logging
import os
import re
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from pathlib import Path, PurePath
from typing import Any, BinaryIO
from weakref import WeakKeyDictionary

from bot.documents.memory import memory_file
from bot.documents.reading import Reading
from bot.errors import DocumentError
from bot.models.document import MAX_FILE_BYTES, Document, DocumentProblem

_WORKER = Path(__file__).with_name("worker.py")
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
_SUFFIX = re.compile(r"\.[a-z0-9]{1,10}")  # all that `sniff` knows; a name may hold anything
_MAX_NAME_CHARS = 60
_LOGGED_BYTES = 2000

log = logging.getLogger(__name__)


class Extractor:
    """Extracts text: at most `workers` files at a time, each within `timeout_s` seconds."""

    def __init__(self, *, workers: int = 2, timeout_s: float = 30) -> None:
        self._slots = asyncio.Semaphore(workers)
        self._timeout_s = timeout_s

    async def extract(self, data: bytes, filename: str) -> Document:
        """The text of a file; raises `DocumentError`. A cancellation kills the child."""
        with memory_file(data) as file:
            return await self.extract_file(file, filename)

    async def extract_file(self, file: BinaryIO, filename: str, charset: str = "") -> Document:
        """The text of a memory file; `charset`: what the server of a link names.

        Raises `DocumentError`. A cancellation kills the child.
        """
        name = display_name(filename)
        size_bytes = file.seek(0, os.SEEK_END)
        if not size_bytes:
            raise DocumentError(DocumentProblem.EMPTY, name)
        if size_bytes > MAX_FILE_BYTES:
            raise DocumentError(DocumentProblem.TOO_LARGE, name)
        async with self._slots:
            try:
                async with asyncio.timeout(self._timeout_s):
                    reading = await _read(file, filename, charset)
            except TimeoutError:
                raise DocumentError(DocumentProblem.TIMEOUT, name) from None
        pages = tuple(enumerate(reading.parts, start=1)) if reading.paged else ()
        return Document("\f".join(reading.parts), pages, name, reading.truncated)


_shared: WeakKeyDictionary[asyncio.AbstractEventLoop, Extractor] = WeakKeyDictionary()


async def extract(data: bytes, filename: str) -> Document:
    """The text of a file, two files at a time; raises `DocumentError`.

    `text` has all pages, joined by form feeds.
    """
    # The semaphore of an Extractor belongs to one event loop.
    extractor = _shared.setdefault(asyncio.get_running_loop(), Extractor())
    return await extractor.extract(data, filename)


def display_name(filename: str) -> str:
    """A file name for people: printable and short, with its suffix."""
    name = "".join(character for character in filename if character.isprintable()).strip()
    if len(name) <= _MAX_NAME_CHARS:
        return name
    suffix = PurePath(name).suffix[-10:]
    return f"{name[: _MAX_NAME_CHARS - len(suffix) - 1]}…{suffix}"


async def _read(source: BinaryIO, filename: str, charset: str) -> Reading:
    suffix = PurePath(filename).suffix.lower()
    arguments = (suffix if _SUFFIX.fullmatch(suffix) else "", charset)
    source.seek(0)
    with memory_file() as result, memory_file() as errors:
        process = await start_worker(
            str(source.fileno()),
            str(result.fileno()),
            *arguments,
            stdout=DEVNULL,
            stderr=errors,
            pass_fds=(source.fileno(), result.fileno()),
        )
        try:
            code = await process.wait()
        finally:
            await _kill(process)
        if code == 0:
            return await asyncio.to_thread(_load, result, display_name(filename))
        raise DocumentError(_problem_of(code, errors), display_name(filename))


async def start_worker(*arguments: str, **options: Any) -> Process:
    """Start `worker.py` with these arguments after the first, its parent's id."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        str(_WORKER),
        str(os.getpid()),
        *arguments,
        stdin=DEVNULL,
        env=_ENVIRONMENT,
        cwd="/",
        start_new_session=True,
        **options,
    )


async def _kill(process: Process) -> None:
    """Kill the child and its own children where it still runs."""
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def _load(result: BinaryIO, name: str) -> Reading:
    """The result; INTERNAL where it has another form, for a document may have taken over its reader."""
    result.seek(0)
    try:
        answer = json.load(result)
        problem = DocumentProblem(answer["problem"]) if "problem" in answer else None
        parts = tuple(str(part) for part in answer.get("parts", ()))
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise DocumentError(DocumentProblem.INTERNAL, name) from error
    if problem or not parts:
        raise DocumentError(problem or DocumentProblem.INTERNAL, name)
    return Reading(parts, answer.get("paged") is True, answer.get("truncated") is True)


def _problem_of(code: int, errors: BinaryIO) -> DocumentProblem:
    """Why a child ended without a result: a limit, or an error in our code."""
    if code == -signal.SIGXCPU:
        return DocumentProblem.TIMEOUT
    if code < 0:  # SIGABRT: pdfium or Rust without memory; SIGKILL: the kernel
        return DocumentProblem.TOO_HEAVY
    size = errors.seek(0, os.SEEK_END)
    errors.seek(max(0, size - _LOGGED_BYTES))
    log.error("A document reader failed: %s", errors.read().decode(errors="replace"))
    return DocumentProblem.INTERNAL
