"""Documents and their indexes as they are stored: JSON, compressed by zlib."""

import asyncio
import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from bot.models.document import (
    Document,
    DocumentProblem,
    Passage,
    PassageIndex,
    Unread,
    combined,
)
from bot.storage.known_fields import known

_INDEX_FORMAT = 1
"""To be raised where passages are cut, or their plain forms made, in another way."""
_INDEX_LEVEL = 1
"""Of zlib; somebody waits for it. The text is there to be kept, and is compressed more."""


async def pack(document: Document) -> bytes:
    """The bytes of a document; equal documents have equal bytes."""
    return await asyncio.to_thread(_packed, document)


async def unpack(packed: bytes) -> Document:
    """The document of those bytes."""
    return await asyncio.to_thread(_unpacked, packed)


async def pack_index(index: PassageIndex) -> bytes:
    """The bytes of an index; a passage lies beside its plain form, which zlib then hardly writes."""
    return await asyncio.to_thread(_packed_index, index)


async def unpack_index(packed: bytes) -> PassageIndex | None:
    """The index of those bytes; None where it was made in another way than now."""
    return await asyncio.to_thread(_unpacked_index, packed)


def _packed(document: Document) -> bytes:
    # The text of pages or of several documents is made of theirs again, which saves half of the time.
    is_made = document.members or document.text == _text_of(document.pages)
    return _compressed(asdict(replace(document, text="") if is_made else document))


def _unpacked(packed: bytes) -> Document:
    return _document(json.loads(zlib.decompress(packed)))


def _document(fields: dict[str, Any]) -> Document:
    pages = tuple((number, text) for number, text in fields.pop("pages"))
    members = tuple(map(_document, fields.pop("members", ())))
    unread = tuple(map(_unread, fields.pop("unread", ())))
    if members:
        return combined(members, unread, fields["filename"])
    text = fields.pop("text") or _text_of(pages)
    return known(Document, fields | {"text": text, "pages": pages, "unread": unread})


def _text_of(pages: Sequence[tuple[int, str]]) -> str:
    """As documents/extraction.py joins them."""
    return "\f".join(text for _, text in pages)


def _unread(fields: dict[str, Any]) -> Unread:
    values = tuple((name, value) for name, value in fields["values"])
    return Unread(DocumentProblem(fields["problem"]), fields["name"], values)


def _packed_index(index: PassageIndex) -> bytes:
    rows = [
        (passage.page, passage.text, plain)
        for passage, plain in zip(index.passages, index.plain, strict=True)
    ]
    return _compressed({"format": _INDEX_FORMAT, "rows": rows}, _INDEX_LEVEL)


def _unpacked_index(packed: bytes) -> PassageIndex | None:
    fields = json.loads(zlib.decompress(packed))
    if fields["format"] != _INDEX_FORMAT:
        return None
    rows = fields["rows"]
    passages = tuple(Passage(text, page) for page, text, _ in rows)
    return PassageIndex(passages, tuple(plain for _, _, plain in rows))


def _compressed(value: Any, level: int = -1) -> bytes:  # noqa: ANN401 -- what JSON can hold
    return zlib.compress(json.dumps(value, ensure_ascii=False).encode(errors="replace"), level)
