"""Reads EPUB: the chapters in reading order (EPUB 3.3, sections 4.2.6 and 5).

kreuzberg refuses books whose content is in a wrapping folder, and they are common.
"""

import posixpath
import re
import zipfile
from html.parser import HTMLParser
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from bot.documents.archive import opened
from bot.documents.decode import decode, load_detector
from bot.documents.reading import Reading
from bot.errors import DocumentError
from bot.models.document import DocumentProblem

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_BLOCK_TAGS = frozenset({
    "p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6",
    "section", "article", "blockquote", "pre", "dt", "dd", "title",
})  # fmt: skip
_HIDDEN_TAGS = frozenset({"head", "script", "style", "svg"})


def prepare(_: bytes) -> None:
    """Load what a chapter takes that is not UTF-8."""
    load_detector()


def read(data: bytes) -> Reading:
    """The text of all chapters; raises PASSWORD (a protected book), DAMAGED, TOO_LARGE, EMPTY."""
    with opened(data) as archive:
        container = next(name for name in archive.namelist() if name.endswith(_CONTAINER))
        root = container.removesuffix(_CONTAINER)
        chapters = _chapters(archive, root)
        encrypted = _encrypted(archive, root)
        if any(chapter.removeprefix(root) in encrypted for chapter in chapters):
            raise DocumentError(DocumentProblem.PASSWORD)
        return Reading.of("\n\n".join(_text(archive.read(chapter)) for chapter in chapters))


def _chapters(archive: zipfile.ZipFile, root: str) -> list[str]:
    """The files of the spine that exist, in order."""
    package = _attributes(archive.read(root + _CONTAINER), "rootfile", "full-path")[0]
    folder = posixpath.dirname(root + package)
    content = archive.read(root + package)
    items = dict(
        zip(
            _attributes(content, "item", "id"),
            _attributes(content, "item", "href"),
            strict=True,
        )
    )
    spine = _attributes(content, "itemref", "idref")
    paths = [posixpath.normpath(posixpath.join(folder, unquote(items[i]))) for i in spine if i in items]  # fmt: skip
    return [path for path in paths if path in archive.namelist()]


def _encrypted(archive: zipfile.ZipFile, root: str) -> set[str]:
    """The encrypted files; in a book without a password, fonts often are."""
    if root + _ENCRYPTION not in archive.namelist():
        return set()
    return set(_attributes(archive.read(root + _ENCRYPTION), "CipherReference", "URI"))


def _attributes(xml: bytes, tag: str, name: str) -> list[str]:
    """One attribute of every element `tag`, in any namespace."""
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
    parser = _TextCollector()
    parser.feed(decoded.text)
    parser.close()
    return re.sub(r" *\n *", "\n", "".join(parser.texts))


class _TextCollector(HTMLParser):
    """Collects the visible text of an XHTML page, one line for each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._hidden_depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden_depth += tag in _HIDDEN_TAGS
        if tag in _BLOCK_TAGS:
            self.texts.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCK_TAGS:
            self.texts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden_depth = max(0, self._hidden_depth - (tag in _HIDDEN_TAGS))
        if tag in _BLOCK_TAGS:
            self.texts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden_depth:
            self.texts.append(re.sub(r"\s+", " ", data))
