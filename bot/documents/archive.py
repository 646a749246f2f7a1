"""Opens a zip container after a check of its table of contents.

The declared sizes may be false, so the check only refuses honest files early; hostile ones meet the
limits of the process.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from bot.errors import DocumentError
from bot.models.document import DocumentProblem

_MAX_ENTRIES = 5000
_MAX_TOTAL_BYTES = 100_000_000
_BIG_ENTRY_BYTES = 2_000_000
_MAX_RATIO = 100
_PROLOG_BYTES = 2048
_ENCRYPTED_FLAG = 0x1  # APPNOTE.TXT 4.4.4, bit 0


@contextmanager
def opened(data: bytes) -> Iterator[zipfile.ZipFile]:
    """The archive, checked; an error of zipfile within the block becomes DAMAGED."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive.infolist())
            yield archive
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        KeyError,
        NotImplementedError,
        ValueError,
    ) as error:
        raise DocumentError(DocumentProblem.DAMAGED) from error


def refuse_doctypes(archive: zipfile.ZipFile) -> None:
    """Raise DAMAGED for XML with a DOCTYPE: Office writes none, an entity bomb needs one."""
    for entry in archive.infolist():
        if entry.filename.endswith((".xml", ".rels")):
            with archive.open(entry) as part:
                if b"<!DOCTYPE" in part.read(_PROLOG_BYTES):
                    raise DocumentError(DocumentProblem.DAMAGED)


def _check(entries: list[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
        raise DocumentError(DocumentProblem.PASSWORD)
    total = sum(entry.file_size for entry in entries)
    if len(entries) > _MAX_ENTRIES or total > _MAX_TOTAL_BYTES or any(map(_is_bomb, entries)):
        raise DocumentError(DocumentProblem.TOO_LARGE)


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    """Does a big entry unpack to over 100 times its size? No text does."""
    packed = max(entry.compress_size, 1)
    return entry.file_size > _BIG_ENTRY_BYTES and entry.file_size / packed > _MAX_RATIO
