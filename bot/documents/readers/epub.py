"""EPUB: the chapters in reading order (EPUB 3.3, sections 4.2.6 and 5).

An own reader, because books whose content lies in one wrapping folder are common and refused
elsewhere.
"""

import posixpath
import zipfile
from html.parser import HTMLParser
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from bot.documents.archive import opened
from bot.documents.decode import decode
from bot.documents.reading import Reading
from bot.errors import DocumentError
from bot.models.document import DocumentProblem

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_BREAKING = frozenset(
    [
        "p",
        "div",
        "br",
        "li",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "blockquote",
        "pre",
        "dt",
        "dd",
        "title",
    ]
)
_SILENT = frozenset({"head", "script", "style", "svg"})


def read(data: bytes) -> Reading:
    """The text of all chapters; raises PASSWORD (a protected book), DAMAGED, TOO_LARGE or EMPTY."""
    with opened(data) as archive:
        container = next(name for name in archive.namelist() if name.endswith(_CONTAINER))
        root = container.removesuffix(_CONTAINER)
        chapters = _chapters(archive, root)
        locked = _locked(archive, root)
        if any(chapter.removeprefix(root) in locked for chapter in chapters):
            raise DocumentError(DocumentProblem.PASSWORD)
        return Reading.of("\n\n".join(_text(archive.read(chapter)) for chapter in chapters))


def _chapters(archive: zipfile.ZipFile, root: str) -> list[str]:
    """The members of the spine, in order, as far as they exist."""
    package = _attributes(archive.read(root + _CONTAINER), "rootfile", "full-path")[0]
    folder = posixpath.dirname(root + package)
    described = archive.read(root + package)
    items = dict(
        zip(
            _attributes(described, "item", "id"),
            _attributes(described, "item", "href"),
            strict=True,
        )
    )
    spine = _attributes(described, "itemref", "idref")
    paths = [posixpath.normpath(posixpath.join(folder, unquote(items[i]))) for i in spine if i in items]  # fmt: skip
    return [path for path in paths if path in archive.namelist()]


def _locked(archive: zipfile.ZipFile, root: str) -> set[str]:
    """What is encrypted; fonts often are, in books that anyone may read."""
    if root + _ENCRYPTION not in archive.namelist():
        return set()
    return set(_attributes(archive.read(root + _ENCRYPTION), "CipherReference", "URI"))


def _attributes(xml: bytes, tag: str, name: str) -> list[str]:
    """One attribute of every element called `tag`, whatever its namespace."""
    try:
        tree = ET.fromstring(xml)  # noqa: S314 -- sandboxed; expat limits entity growth
    except ET.ParseError as error:
        raise DocumentError(DocumentProblem.DAMAGED) from error
    found = [element.get(name, "") for element in tree.iterfind(f".//{{*}}{tag}")]
    if not found and tag == "rootfile":
        raise DocumentError(DocumentProblem.DAMAGED)
    return found


def _text(chapter: bytes) -> str:
    decoded = decode(chapter)
    if decoded is None:
        raise DocumentError(DocumentProblem.DAMAGED)
    parser = _Words()
    parser.feed(decoded.text)
    parser.close()
    return "".join(parser.words)


class _Words(HTMLParser):
    """Collects the visible text of an XHTML page, a line a block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag in _BREAKING:
            self.words.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKING:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))
        if tag in _BREAKING:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(
                " ".join(data.split()) if not data.strip() else data.replace("\n", " ")
            )
