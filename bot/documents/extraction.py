"""Extracts the text of a file in a child process with hard limits.

A document can make its reader hang or fill the memory (a PDF of 4 KB unpacks to 300 MB), so no
reader runs in the bot's own process. This module starts the child (`worker.py`), waits for it and
reads its result. File and text travel in anonymous memory files, never on disk. Linux only: memfd.
The documents of an archive are unpacked in one child, and then each is read in one of its own.
"""

import asyncio
import json
import logging
import os
import re
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path, PurePath
from typing import Any, BinaryIO
from weakref import WeakKeyDictionary

from bot.documents.memory import memory_file
from bot.documents.reading import Reading, Unpacked
from bot.errors import DocumentError
from bot.models.document import (
    MAX_FILE_BYTES,
    MAX_SEVERAL,
    MAX_SEVERAL_CHARS,
    Document,
    DocumentProblem,
    Unread,
    combined,
)

_WORKER = Path(__file__).with_name("worker.py")
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
_SUFFIX = re.compile(r"\.[a-z0-9]{1,10}")  # all that `sniff` knows; a name may hold anything
_MAX_NAME_CHARS = 60
_LOGGED_BYTES = 2000
_MOST_RANGES = 10

log = logging.getLogger(__name__)


class Extractor:
    """Extracts text: at most `workers` files at a time, each within `timeout_s` seconds.

    The child's limit of CPU time is much shorter: so whether a file is read does not depend on what
    else the machine does.
    """

    def __init__(self, *, workers: int = 2, timeout_s: float = 120) -> None:
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
        reading = await self._read(file, filename, charset)
        if isinstance(reading, Unpacked):
            return await self._read_entries(reading, filename)
        return _document(reading, filename)

    async def _read_entries(self, unpacked: Unpacked, archive: str) -> Document:
        """Each document of an archive; raises the error of the first where none can be read."""
        members, left_chars = list[Document](), MAX_SEVERAL_CHARS
        unread = [_unread(problem, name) for problem, name in unpacked.unread]
        for name, content in unpacked.entries:
            try:
                with memory_file(content) as file:
                    reading = await self._read(file, name, "")
            except DocumentError as error:
                unread.append(_unread(error.problem, name))
                continue
            if isinstance(reading, Unpacked) or sum(map(len, reading.parts)) > left_chars:
                unread.append(_unread(DocumentProblem.TOO_LARGE, name))
                continue
            members.append(_document(reading, name))
            unread += members[-1].unread
            left_chars -= len(members[-1].text)
        if not members:
            first = unread[0]
            raise DocumentError(first.problem, first.name, **dict(first.values))
        return combined(members, unread, display_name(archive))

    async def _read(self, file: BinaryIO, filename: str, charset: str) -> Reading | Unpacked:
        """What one child makes of a file; raises `DocumentError`."""
        name = display_name(filename)
        size_bytes = file.seek(0, os.SEEK_END)
        if not size_bytes:
            raise DocumentError(DocumentProblem.EMPTY, name)
        if size_bytes > MAX_FILE_BYTES:
            raise DocumentError(DocumentProblem.TOO_LARGE, name)
        async with self._slots:
            try:
                async with asyncio.timeout(self._timeout_s):
                    return await _read(file, filename, charset)
            except TimeoutError:
                raise DocumentError(DocumentProblem.TIMEOUT, name) from None


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


def _document(reading: Reading, filename: str) -> Document:
    pages = tuple(enumerate(reading.parts, start=1)) if reading.paged else ()
    text, name = "\f".join(reading.parts), display_name(filename)
    ranges = (("pages", _ranges(reading.unread_pages)),)
    unread = Unread(DocumentProblem.UNREAD_PAGES, name, ranges)
    return Document(
        *(text, pages, name, reading.truncated), unread=(unread,) if reading.unread_pages else ()
    )


def _ranges(numbers: Sequence[int]) -> str:
    """The numbers, or the first ranges of them.

    >>> _ranges([3, 5, 6, 7])
    '3, 5–7'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    named = [f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    return ", ".join([*named[:_MOST_RANGES], *(["…"] if len(named) > _MOST_RANGES else [])])


def _unread(problem: DocumentProblem, name: str) -> Unread:
    values = (("limit", MAX_SEVERAL),) if problem is DocumentProblem.TOO_MANY else ()
    return Unread(problem, display_name(name), values)


async def _read(source: BinaryIO, filename: str, charset: str) -> Reading | Unpacked:
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
        with suppress(ProcessLookupError):  # it has ended, and asyncio was not told yet
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def _load(result: BinaryIO, name: str) -> Reading | Unpacked:
    """The result; INTERNAL where it has another form, for a document may have taken over its reader."""
    result.seek(0)
    try:
        answer = json.loads(result.readline())
        if "entries" in answer:
            return _unpacked(answer, result)
        problem = DocumentProblem(answer["problem"]) if "problem" in answer else None
        parts = tuple(str(part) for part in answer.get("parts", ()))
        unread_pages = tuple(int(number) for number in answer.get("unread_pages", ()))
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        OverflowError,
        RecursionError,
    ) as error:
        raise DocumentError(DocumentProblem.INTERNAL, name) from error
    if problem or not parts:
        raise DocumentError(problem or DocumentProblem.INTERNAL, name)
    return Reading(
        *(parts, answer.get("paged") is True, answer.get("truncated") is True), unread_pages
    )


def _unpacked(answer: dict[str, Any], result: BinaryIO) -> Unpacked:
    """An archive's entries, whose contents follow in the result; raises what a false form raises."""
    unread = tuple((DocumentProblem(problem), str(name)) for problem, name in answer["unread"])
    entries = [(str(name), result.read(int(size))) for name, size in answer["entries"]]
    if not (entries or unread) or len(entries) > MAX_SEVERAL:
        raise ValueError(answer)
    return Unpacked(tuple(entries), unread)


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
