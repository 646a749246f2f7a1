"""Web pages: the main text without navigation, by trafilatura."""

import re

import trafilatura

from bot.documents.decode import decode, decode_as
from bot.documents.reading import Reading
from bot.errors import DocumentError
from bot.models.document import DocumentProblem

_META_WINDOW_BYTES = 4096
_META = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_CHARSET = re.compile(r"""(<meta[^>]+charset\s*=\s*["']?\s*)[\w-]+""", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


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
    """Decode by mark, then by the page's own word, then by guess; then drop that word.

    lxml would decode a second time by a charset that is left standing.
    """
    named = _META.search(data[:_META_WINDOW_BYTES])
    marked = data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
    decoded = decode_as(data, named[1].decode("ascii")) if named and not marked else None
    decoded = decoded or decode(data)
    if decoded is None:
        raise DocumentError(DocumentProblem.BINARY)
    return _CHARSET.sub(r"\1utf-8", _DECLARATION.sub("", decoded.text))
