"""Reads .doc, Word 6 to 2003 ([MS-DOC]): kreuzberg garbles those that are not in a Western language."""

import re
import struct
from itertools import pairwise

from bot.documents.compound_file import CompoundFile
from bot.documents.decode import decode
from bot.errors import DocumentError
from bot.models.document import DocumentProblem

_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200  # FibBase, 2.5.2
_WORD_97 = 0xC1  # nFib; earlier versions write one byte a character
_CLX = 33  # FibRgFcLcb97, 2.5.6: the 34th pair
_PIECE_TABLE = 2  # Pcdt, 2.9.178
_COMPRESSED = 0x40000000  # FcCompressed, 2.9.73: cp1252
# 2.4.1 and 2.5.4: the parts of the text in their order; headers and their text boxes are left out.
_MAIN, _FOOTNOTES, _COMMENTS, _ENDNOTES, _TEXT_BOXES = 3, 4, 7, 8, 9
_PARTS = (3, 4, 5, 6, 7, 8, 9, 10)
_SHOWN = frozenset({_MAIN, _FOOTNOTES, _COMMENTS, _ENDNOTES, _TEXT_BOXES})
_FIELD_CODE = re.compile(r"\x13[^\x13\x14\x15]*(?:\x14([^\x13\x14\x15]*))?\x15")
_MAX_NESTED_FIELDS = 20
_SIGNS = str.maketrans({
    "\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\x1e": "-", "\x1f": None, "\xad": None,
})  # fmt: skip


def text_of(file: CompoundFile) -> str:
    """The text with its notes; raises PASSWORD or DAMAGED."""
    document = file.stream("WordDocument") or b""
    try:
        version, flags = struct.unpack_from("<2x H 6x H", document)
        if flags & _ENCRYPTED:
            raise DocumentError(DocumentProblem.PASSWORD)
        if version < _WORD_97:
            return _clean(_early_text(document))
        table = file.stream("1Table" if flags & _TABLE_1 else "0Table") or b""
        return "\n".join(map(_clean, _parts(document, table)))
    except (struct.error, IndexError) as error:
        raise DocumentError(DocumentProblem.DAMAGED) from error


def _early_text(document: bytes) -> str:
    """Word 6 and 95: the text lies in one place, in the code page of its system."""
    start, end = struct.unpack_from("<24x I I", document)
    decoded = decode(document[start:end])
    if decoded is None:
        raise DocumentError(DocumentProblem.DAMAGED)
    return decoded.text


def _parts(document: bytes, table: bytes) -> list[str]:
    at = 34 + 2 * struct.unpack_from("<H", document, 32)[0]  # after FibBase and FibRgW
    (count,) = struct.unpack_from("<H", document, at)
    lengths = struct.unpack_from(f"<{count}i", document, at + 2)
    places_at = at + 4 + 4 * count
    clx_at, clx_bytes = struct.unpack_from("<2I", document, places_at + 8 * _CLX)
    text = _pieces(document, table[clx_at : clx_at + clx_bytes])
    parts, start = [], 0
    for part in _PARTS:
        # Texts are counted in UTF-16 code units, of which a piece has two bytes each.
        end = start + 2 * max(0, lengths[part])
        if part in _SHOWN:
            parts.append(text[start:end].decode("utf-16-le", errors="replace"))
        start = end
    return parts


def _pieces(document: bytes, clx: bytes) -> bytes:
    """All pieces of the text as UTF-16; each is stored so, or as cp1252."""
    at = 0
    while clx[at : at + 1] == b"\x01":  # Prc: formats
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    kind, size_bytes = struct.unpack_from("<B I", clx, at)
    if kind != _PIECE_TABLE:
        raise DocumentError(DocumentProblem.DAMAGED)
    count = (size_bytes - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", clx, at + 5)
    pieces_at = at + 5 + 4 * (count + 1)
    texts = []
    for number, (start, end) in enumerate(pairwise(ends)):
        (place,) = struct.unpack_from("<2x I", clx, pieces_at + 8 * number)
        length = max(0, end - start)
        if place & _COMPRESSED:
            first = (place & ~_COMPRESSED) // 2
            western = document[first : first + length].decode("cp1252", errors="replace")
            texts.append(western.encode("utf-16-le"))
        else:
            texts.append(document[place : place + 2 * length])
    return b"".join(texts)


def _clean(text: str) -> str:
    """Fields become what they show; cells are divided by tabs, a row ends with two marks."""
    for _ in range(_MAX_NESTED_FIELDS):
        shown = _FIELD_CODE.sub(lambda field: field[1] or "", text)
        if shown == text:
            break
        text = shown
    return text.replace("\x07\x07", "\n").replace("\x07", "\t").translate(_SIGNS)
