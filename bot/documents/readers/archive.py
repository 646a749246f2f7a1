"""Unpacks the documents of a zip archive; each is then read in a process of its own.

What is certainly no document is told by its first bytes and named, archives in it too: they are not
unpacked any further.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from bot.documents.archive import opened
from bot.documents.decode import decode, load_detector
from bot.documents.reading import Unpacked
from bot.documents.sniff import Family, sniff
from bot.errors import DocumentError
from bot.models.document import MAX_FILE_BYTES, MAX_SEVERAL, DocumentProblem

_UTF8_FLAG = 0x800  # APPNOTE.TXT 4.4.4, bit 11
_OF_SYSTEMS = re.compile(r"(^|/)(\.|__MACOSX/|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
"""What systems add to folders; nobody means it."""


def prepare(_: bytes) -> None:
    """Load what finds the encoding of names."""
    load_detector()


def unpack(data: bytes) -> Unpacked:
    """The documents, at most `MAX_SEVERAL` and as much as one file may have; raises EMPTY."""
    entries = list[tuple[str, bytes]]()
    unread = list[tuple[DocumentProblem, str]]()
    left_bytes = MAX_FILE_BYTES
    with opened(data) as archive:
        for info, name in _named(archive):
            if len(entries) == MAX_SEVERAL:
                unread.append((DocumentProblem.TOO_MANY, name))
                continue
            try:
                content = _content(archive, info, left_bytes)
                _require_document(content, name)
            except DocumentError as error:
                unread.append((error.problem, name))
                continue
            left_bytes -= len(content)
            entries.append((name, content))
    if not entries and not unread:
        raise DocumentError(DocumentProblem.EMPTY)
    return Unpacked(tuple(entries), tuple(unread))


def _named(archive: zipfile.ZipFile) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    """The files with their names, without folders before them.

    An old program writes names in the encoding of its system and does not say which; zipfile then
    reads them as code page 437, which loses nothing.
    """
    infos = [info for info in archive.infolist() if not info.is_dir()]
    unknown = [info for info in infos if not info.flag_bits & _UTF8_FLAG]
    raw = [info.filename.encode("cp437", errors="replace") for info in unknown]
    decoded = decode(b"\n".join(raw))  # all of them say more about their encoding than each
    names = decoded.text.split("\n") if decoded else []
    read = dict(zip(map(id, unknown), names, strict=True)) if len(names) == len(unknown) else {}
    for info in infos:
        name = read.get(id(info), info.filename).replace("\\", "/")
        if not _OF_SYSTEMS.search(name):
            yield info, PurePosixPath(name).name


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most_bytes: int) -> bytes:
    """What the entry unpacks to, whatever size it declares; raises TOO_LARGE."""
    with archive.open(info) as entry:
        content = entry.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise DocumentError(DocumentProblem.TOO_LARGE)
    if not content:
        raise DocumentError(DocumentProblem.EMPTY)
    return content


def _require_document(content: bytes, name: str) -> None:
    try:
        family = sniff(content, PurePosixPath(name).suffix.lower())
    except DocumentError as error:
        if error.problem is DocumentProblem.ARCHIVE:
            raise DocumentError(DocumentProblem.NESTED_ARCHIVE) from error
        raise
    if family is Family.ARCHIVE:
        raise DocumentError(DocumentProblem.NESTED_ARCHIVE)
