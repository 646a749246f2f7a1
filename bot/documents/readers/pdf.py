"""Reads PDF page by page with pypdfium2; refuses scans, and fonts that do not name their letters.

Where such fonts are on some pages only, these are left out and named.
"""

from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw

from bot.documents.columns import Box, lines_of, reading_order
from bot.documents.nonsense import is_nonsense, is_nonsense_page, without_symbol_codes
from bot.documents.reading import MAX_CHARACTERS, Reading, clean_up
from bot.documents.wrapped_lines import unwrap
from bot.errors import DocumentError
from bot.models.document import DocumentProblem

_MAX_PAGES = 3000
_SCAN_CHECK_PAGES = 5
_MIN_VISIBLE_CHARS_PER_PAGE = 4  # a scan has two or three stray characters on a page


_UNEVEN = 0.15  # of the width: letters are of different widths, and only counted
_RUNNING_ON = 0.25  # of a page's lines at least, where it is text: there are no empty lines in it
_SAMPLED_CHARACTERS = 100  # of a page


class _Page(NamedTuple):
    """A page's text, and the share of its characters that the fonts do not name."""

    text: str
    unmapped: float


def read(data: bytes) -> Reading:
    """The text of each page; raises PASSWORD, DAMAGED, TOO_LARGE, NO_TEXT_LAYER or NO_LETTERS."""
    try:
        with pypdfium2.PdfDocument(data) as document:
            pages = _pages(document)
            raw_text = "\n".join(page.text for page in pages)
            if sum(not character.isspace() for character in raw_text) < _least_visible(pages):
                raise DocumentError(DocumentProblem.NO_TEXT_LAYER)
            if is_nonsense(raw_text, _unmapped(pages)):
                raise DocumentError(DocumentProblem.NO_LETTERS)
    except pypdfium2.PdfiumError as error:
        # pypdfium2 has one class for all errors; this message is "Incorrect password error".
        locked = "assword" in str(error)
        raise DocumentError(
            DocumentProblem.PASSWORD if locked else DocumentProblem.DAMAGED
        ) from error
    unread = [number for number, page in enumerate(pages, start=1) if is_nonsense_page(*page)]
    texts = ["" if n in unread else page.text for n, page in enumerate(pages, start=1)]
    return Reading(
        tuple(unwrap(clean_up(text), slack=_UNEVEN, least=_RUNNING_ON) for text in texts),
        paged=True,
        unread_pages=tuple(unread),
    )


def _least_visible(pages: list[_Page]) -> int:
    return _MIN_VISIBLE_CHARS_PER_PAGE * min(len(pages), _SCAN_CHECK_PAGES)


def _pages(document: pypdfium2.PdfDocument) -> list[_Page]:
    if not 0 < len(document) <= _MAX_PAGES:
        raise DocumentError(DocumentProblem.TOO_LARGE if len(document) else DocumentProblem.EMPTY)
    pages: list[_Page] = []
    total = 0
    for number in range(len(document)):
        pages.append(_page(document, number))
        total += len(pages[-1].text)
        if total > MAX_CHARACTERS:
            raise DocumentError(DocumentProblem.TOO_LARGE)
    return pages


def _page(document: pypdfium2.PdfDocument, number: int) -> _Page:
    """A page, which is closed at once: pdfium keeps open pages in memory."""
    page = document[number]
    text_page = page.get_textpage()
    try:
        return _Page(_text(text_page), _unmapped_share(text_page))
    finally:
        text_page.close()
        page.close()


def _text(text_page: pypdfium2.PdfTextPage) -> str:
    rects = [Box(*text_page.get_rect(n)) for n in range(text_page.count_rects())]
    areas = reading_order(lines_of(rects))
    if areas:
        text = "\n".join(text_page.get_text_bounded(*area) for area in areas)
    else:
        text = text_page.get_text_range()
    # U+FFFE: a hyphen at the end of a line, whose word pdfium has already joined.
    return without_symbol_codes(text.replace("\ufffe", ""))


def _unmapped_share(text_page: pypdfium2.PdfTextPage) -> float:
    count = text_page.count_chars()
    sample = range(0, count, max(1, count // _SAMPLED_CHARACTERS))
    unmapped: int = sum(raw.FPDFText_HasUnicodeMapError(text_page, index) == 1 for index in sample)
    return unmapped / max(1, len(sample))


def _unmapped(pages: list[_Page]) -> float:
    """The share of characters of the whole document that the fonts do not name."""
    characters = sum(len(page.text) for page in pages)
    return sum(len(page.text) * page.unmapped for page in pages) / max(1, characters)
