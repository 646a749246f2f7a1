"""A document as it is stored: JSON, compressed by zlib."""

import asyncio
import json
import zlib
from dataclasses import asdict

from bot.models.document import Document


async def pack(document: Document) -> bytes:
    """The bytes of a document; equal documents have equal bytes."""
    return await asyncio.to_thread(_packed, document)


async def unpack(packed: bytes) -> Document:
    """The document of those bytes."""
    return await asyncio.to_thread(_unpacked, packed)


def _packed(document: Document) -> bytes:
    return zlib.compress(json.dumps(asdict(document), ensure_ascii=False).encode(errors="replace"))


def _unpacked(packed: bytes) -> Document:
    fields = json.loads(zlib.decompress(packed))
    pages = tuple((number, text) for number, text in fields.pop("pages"))
    return Document(**fields, pages=pages)
