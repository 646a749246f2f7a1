"""Reads web pages with trafilatura: the main text, without navigation."""

import importlib
import re

import trafilatura

from bot.documents.decode import decode, decode_as, is_utf8, load_detector
from bot.documents.reading import Reading
from bot.errors import DocumentError
from bot.models.document import DocumentProblem

_META_WINDOW_BYTES = 4096
_META_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_META_CHARSET_TEXT = re.compile(r"""(<meta[^>]+charset\s*=\s*["']?\s*)[\w-]+""", re.IGNORECASE)
# So short that trafilatura tries every way it knows; the host is looked up in a list of domains.
_SAMPLE = (
    "<html><head><title>Title</title><link rel='canonical' href='https://例子.中国/'></head>"
    "<body><nav><a href='/'>Home</a></nav><p>A page of 1 May 2024.</p></body></html>"
)
# Named or as they are, lxml refuses them in what trafilatura makes of a page.
_CONTROL_CHARACTER = re.compile(
    r"[\x00-\x08\x0b\x0e-\x1f]|&#(?:x0*(?:[0-8be-f]|1[0-9a-f])|0*(?:[0-8]|1[14-9]|2\d|3[01]));?(?![0-9a-f])",
    re.IGNORECASE,
)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def prepare(data: bytes) -> None:
    """Load what trafilatura and, for a page that is not UTF-8, the detection read from their files."""
    _text_and_title(_SAMPLE)
    importlib.import_module("_strptime")  # datetime.strptime imports it at its first call
    if not is_utf8(data):
        load_detector()


def read(data: bytes) -> Reading:
    """The main text under the page's title; raises BINARY or EMPTY."""
    page = _page(data)
    body, title = _text_and_title(page)
    if not body.strip():
        raise DocumentError(DocumentProblem.EMPTY)
    return Reading.of(body if body.startswith(title) else f"{title}\n\n{body}")


def _text_and_title(page: str) -> tuple[str, str]:
    body = trafilatura.extract(page, include_comments=False) or trafilatura.html2txt(page)
    # Not extensive: the date of the page is not needed, and its search loads a parser of dates.
    metadata = trafilatura.extract_metadata(page, extensive=False)
    return body, (metadata.title if metadata else None) or ""


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
    page = _CONTROL_CHARACTER.sub("", decoded.text)
    return _META_CHARSET_TEXT.sub(r"\1utf-8", _XML_DECLARATION.sub("", page))
