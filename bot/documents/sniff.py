"""Finds the format of a file from its bytes, not from its name."""

import io
import re
import zipfile
from enum import StrEnum

from bot.errors import DocumentError
from bot.models.document import DocumentProblem


class Family(StrEnum):
    """The families of formats; `readers/<family>.py` reads one."""

    PDF = "pdf"
    OFFICE = "office"
    OPENDOCUMENT = "opendocument"
    EPUB = "epub"
    HTML = "html"
    MAIL = "mail"
    WEB_ARCHIVE = "web_archive"
    NOTEBOOK = "notebook"
    TEXT = "text"
    ARCHIVE = "archive"


_PDF_WINDOW_BYTES = 1024
_REFUSED: tuple[tuple[bytes, DocumentProblem], ...] = (
    (rb"\xff\xd8\xff|\x89PNG\r\n|GIF8[79]a|II\*\0|MM\0\*|BM.{4}\0{4}", DocumentProblem.IMAGE),
    (rb"RIFF.{4}WEBP|.{4}ftyp(?:heic|heix|mif1|avif)", DocumentProblem.IMAGE),
    (
        rb"RIFF|OggS|ID3[\x02-\x04]|\xff[\xfb\xf3\xf2]|fLaC|\x1aE\xdf\xa3|.{4}ftyp",
        DocumentProblem.MEDIA,
    ),
    (
        rb"\x1f\x8b\x08|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\xfd7zXZ\0|PK\x05\x06",
        DocumentProblem.ARCHIVE,
    ),
    (rb"BZh[1-9]1AY&SY|\x28\xb5\x2f\xfd|.{257}ustar", DocumentProblem.ARCHIVE),
    (rb"\x7fELF|MZ.{0,62}\0|SQLite format 3\0|\xca\xfe\xba\xbe|\0asm", DocumentProblem.BINARY),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Possessive: with "<!---->" thirty times there are a billion ways to read a part of it.
_HTML = re.compile(
    rb"\s*+(?:<\?xml[^>]*+>\s*+|<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_WINDOW_BYTES = 2048
# The headers that browsers begin a saved page with (RFC 2557; Chromium, Internet Explorer, Word).
_WEB_ARCHIVE = re.compile(
    rb"(?:[!-9;-~]+:[^\n]*+\r?\n(?:[ \t][^\n]*+\r?\n)*+)*?Content-Type:\s*multipart/related\b",
    re.IGNORECASE,
)
_WEB_ARCHIVE_NAMES = frozenset({".mht", ".mhtml"})
_NOTEBOOK = re.compile(rb'"nbformat"\s*:\s*[34]\b')
_HTML_NAMES = frozenset({".html", ".htm", ".xhtml"})


def sniff(data: bytes, suffix: str = "") -> Family:
    """The family of a file; raises `DocumentError` for what is certainly not a document.

    `suffix` (".html") decides only between kinds of text, and whether a zip file is an archive.
    """
    if _is_pdf(data):
        return Family.PDF
    if data.startswith(b"PK\x03\x04"):
        return _of_zip(data, suffix)
    if data.startswith((_OLE, b"{\\rtf")):
        return Family.OFFICE
    for pattern, problem in _REFUSED:
        if re.match(pattern, data[:512], re.DOTALL):
            raise DocumentError(problem)
    return _of_text(data, suffix)


def _is_pdf(data: bytes) -> bool:
    """A PDF may begin after other bytes (ISO 32000-1, note 13); a text may contain the mark."""
    at = data[:_PDF_WINDOW_BYTES].find(b"%PDF-")
    return at == 0 or (at > 0 and (b"startxref" in data or b" obj" in data))


def _of_zip(data: bytes, suffix: str) -> Family:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise DocumentError(DocumentProblem.DAMAGED) from error
    if any(name.startswith(("word/", "ppt/", "xl/")) for name in names):
        return Family.OFFICE
    if any(name.endswith("META-INF/container.xml") for name in names):
        return Family.EPUB
    if "content.xml" in names:
        return Family.OPENDOCUMENT
    if (
        suffix != ".zip"
    ):  # what an archive unpacks to is taken from the budget by its name (loader.py)
        raise DocumentError(DocumentProblem.ARCHIVE)
    return Family.ARCHIVE


def _of_text(data: bytes, suffix: str) -> Family:
    if suffix == ".eml":
        return Family.MAIL
    if suffix in _WEB_ARCHIVE_NAMES or _WEB_ARCHIVE.match(data[:_HTML_WINDOW_BYTES]):
        return Family.WEB_ARCHIVE
    if data.lstrip()[:1] == b"{" and b'"cells"' in data and _NOTEBOOK.search(data):
        return Family.NOTEBOOK
    if suffix in _HTML_NAMES or _HTML.match(
        data[:_HTML_WINDOW_BYTES].removeprefix(b"\xef\xbb\xbf")
    ):
        return Family.HTML
    return Family.TEXT
