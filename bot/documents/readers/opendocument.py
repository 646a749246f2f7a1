"""Reads OpenDocument texts, tables and slides: one XML file in a zip (ODF 1.3, part 3)."""

from xml.etree import ElementTree as ET

from bot.documents.archive import opened, refuse_doctypes
from bot.documents.reading import Reading
from bot.errors import DocumentError
from bot.models.document import DocumentProblem

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_WHITE_SPACE = {f"{_TEXT}s": " ", f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_PARAGRAPHS = frozenset({f"{_TEXT}p", f"{_TEXT}h"})
_DELETED = f"{_TEXT}tracked-changes"
_CELL = f"{_TABLE}table-cell"
_ROW = f"{_TABLE}table-row"


def read(data: bytes) -> Reading:
    """The paragraphs, a table row on one line; raises PASSWORD, DAMAGED, TOO_LARGE or EMPTY."""
    with opened(data) as archive:
        manifest = archive.read("META-INF/manifest.xml")
        if b"encryption-data" in manifest:
            raise DocumentError(DocumentProblem.PASSWORD)
        refuse_doctypes(archive)
        content = archive.read("content.xml")
    try:
        root = ET.fromstring(content)  # noqa: S314 -- sandboxed, and a DOCTYPE was refused
    except ET.ParseError as error:
        raise DocumentError(DocumentProblem.DAMAGED) from error
    return Reading.of(_text(root))


def _text(element: ET.Element) -> str:
    if element.tag == _DELETED:
        return ""
    inner = "".join(
        [
            _WHITE_SPACE.get(element.tag, ""),
            element.text or "",
            *(_text(child) + (child.tail or "") for child in element),
        ]
    )
    if element.tag in _PARAGRAPHS:
        return f"{inner}\n"
    if element.tag == _CELL:
        return " ".join(inner.split()) + "\t"
    return f"{inner.strip()}\n" if element.tag == _ROW else inner
