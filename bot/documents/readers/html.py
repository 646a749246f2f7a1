"""Reads web pages with trafilatura: the main text, without navigation."""

import re

import trafilatura

from bot.documents.decode import decode, decode_as
from bot.documents.reading import Reading
from bot.errors import DocumentError
from bot.models.document import DocumentProblem

_META_WINDOW_BYTES = 4096
_META_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_META_CHARSET_TEXT = re.compile(r"""(<meta[^>]+charset\s*=\s*["']?\s*)[\w-]+""", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def read(data: bytes) -> Reading:
    """The main text under the page's title; raises BINARY or EMPTY."""
    page = _page(data)
    body = trafilatura.extract(page, include_comments=False) or trafilatura.html2txt(page)
    metadata = trafilatura.extract_metadata(page)
    title = (metadata.title if metadata else None) or ""
    if not body.strip():
        raise DocumentError(DocumentProblem.EMPTY)
    return Reading.of(body if body.startswith(title) else f"{title}\n\n{body}")


def _page(data: bytes) -> str:
    """Decode by the byte order mark, the charset that the page declares, or a guess.

    The declaration becomes utf-8, or lxml would decode a second time.
    """
    declared = _META_CHARSET.search(data[:_META_WINDOW_BYTES])
    has_mark = data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
    decoded = decode_as(data, declared[1].decode("ascii")) if declared and not has_mark else None
    decoded = decoded or decode(data)
    if decoded is None:
        raise DocumentError(DocumentProblem.BINARY)
    return _META_CHARSET_TEXT.sub(r"\1utf-8", _XML_DECLARATION.sub("", decoded.text))
