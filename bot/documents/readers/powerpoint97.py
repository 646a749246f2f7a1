"""Reads .ppt, PowerPoint 97 to 2003 ([MS-PPT]), slide by slide.

Kreuzberg gives the prompts of the slide master ("Click to edit…") and slides that were deleted, too.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from bot.documents.compound_file import CompoundFile
from bot.errors import DocumentError
from bot.models.document import DocumentProblem

_RECORD = struct.Struct("<H H I")  # 2.3.1
_CONTAINER = 0xF
_ENCRYPTED = 0xF3D1C4DF  # CurrentUserAtom.headerToken, 2.3.2
_SLIDE_LIST, _SLIDE_PERSIST, _PERSIST_DIRECTORY = 0x0FF0, 0x03F3, 0x1772
_UTF16_TEXT, _LATIN_TEXT = 0x0FA0, 0x0FA8
_SLIDES, _NOTES = 0, 2  # SlideListWithText, by instance: 2.4.14.3 and 2.4.14.6
_FIELDS = frozenset({"*", ""})
"""What stands for the number of a slide or the date."""
_LINES = str.maketrans({"\r": "\n", "\x0b": "\n"})
_MAX_EDITS = 1000
_MAX_DEPTH = 30


class _Record(NamedTuple):
    kind: int
    instance: int
    is_container: bool
    content: bytes


def text_of(file: CompoundFile) -> str:
    """The slides in their order, then the notes; raises PASSWORD or DAMAGED."""
    try:
        return _Presentation(
            file.stream("PowerPoint Document") or b"", file.stream("Current User") or b""
        ).text()
    except struct.error as error:
        raise DocumentError(DocumentProblem.DAMAGED) from error


class _Presentation:
    def __init__(self, stream: bytes, user: bytes) -> None:
        self._stream = stream
        token, edit_at = struct.unpack_from("<12x I I", user)
        if token == _ENCRYPTED:
            raise DocumentError(DocumentProblem.PASSWORD)
        self._places, self._document_id = self._directory(edit_at)

    def text(self) -> str:
        lists = {
            record.instance: record.content
            for record in _records(self._object(self._document_id))
            if record.kind == _SLIDE_LIST
        }
        slides = [*self._slides(lists.get(_SLIDES, b"")), *self._slides(lists.get(_NOTES, b""))]
        return "\n\n".join(filter(None, slides))

    def _directory(self, edit_at: int) -> tuple[dict[int, int], int]:
        """Where each object is, of the newest edit that has it (2.1.2), and the document's id."""
        places = dict[int, int]()
        document_id = 0
        for _ in range(_MAX_EDITS):
            before, directory_at, document = struct.unpack_from(
                "<8x 8x I I I", self._stream, edit_at
            )
            document_id = document_id or document
            content = _record(self._stream, directory_at).content
            for number, place in _entries(content):
                places.setdefault(number, place)
            if not before:
                return places, document_id
            edit_at = before
        raise DocumentError(DocumentProblem.DAMAGED)

    def _object(self, number: int) -> bytes:
        if number not in self._places:
            raise DocumentError(DocumentProblem.DAMAGED)
        return _record(self._stream, self._places[number]).content

    def _slides(self, slide_list: bytes) -> Iterator[str]:
        """Of each slide the texts in the outline, then those of its own boxes."""
        slides = list[tuple[int, list[str]]]()
        for record in _records(slide_list):
            if record.kind == _SLIDE_PERSIST:
                slides.append((struct.unpack_from("<I", record.content)[0], []))
            elif slides:
                slides[-1][1].extend(_own_text(record))
        for number, texts in slides:
            own = [text for text in _texts(self._object(number)) if text not in texts]
            yield "\n".join(text for text in texts + own if text not in _FIELDS)


def _entries(directory: bytes) -> Iterator[tuple[int, int]]:
    """The pairs of id and place (2.3.5): runs of ids, each with a head."""
    numbers = struct.unpack(f"<{len(directory) // 4}I", directory[: len(directory) // 4 * 4])
    at = 0
    while at < len(numbers):
        first, count = numbers[at] & 0xFFFFF, numbers[at] >> 20
        yield from enumerate(numbers[at + 1 : at + 1 + count], start=first)
        at += 1 + count


def _record(stream: bytes, at: int) -> _Record:
    head, kind, size_bytes = _RECORD.unpack_from(stream, at)
    start = at + _RECORD.size
    return _Record(kind, head >> 4, head & 0xF == _CONTAINER, stream[start : start + size_bytes])


def _records(content: bytes) -> Iterator[_Record]:
    at = 0
    while at + _RECORD.size <= len(content):
        record = _record(content, at)
        yield record
        at += _RECORD.size + len(record.content)


def _texts(content: bytes, depth: int = 0) -> Iterator[str]:
    """All texts of a container, however deep."""
    for record in _records(content):
        if record.is_container and depth < _MAX_DEPTH:
            yield from _texts(record.content, depth + 1)
        else:
            yield from _own_text(record)


def _own_text(record: _Record) -> Iterator[str]:
    if record.kind == _UTF16_TEXT:
        yield record.content.decode("utf-16-le", errors="replace").translate(_LINES).strip()
    elif record.kind == _LATIN_TEXT:
        yield record.content.decode("latin-1").translate(_LINES).strip()
