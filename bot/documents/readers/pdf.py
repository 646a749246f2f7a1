"""Reads PDF page by page with pypdfium2; refuses scans, and fonts that do not name their letters."""

import pypdfium2
from pypdfium2 import raw

from bot.documents.columns import Box, lines_of, reading_order
from bot.documents.nonsense import is_nonsense, without_symbol_codes
from bot.documents.reading import MAX_CHARACTERS, Reading, clean_up
from bot.documents.wrapped_lines import unwrap
from bot.errors import DocumentError
from bot.models.document import DocumentProblem

_MAX_PAGES = 3000
_SCAN_CHECK_PAGES = 5
_MIN_VISIBLE_CHARS_PER_PAGE = 4  # a scan has two or three stray characters on a page


_UNEVEN = 0.15  # of the width: letters are of different widths, and only counted
_RUNNING_ON = 0.25  # of a page's lines at least, where it is text: there are no empty lines in it
_SAMPLE_PAGES = 20
_SAMPLED_CHARACTERS = 400  # of a page


def read(data: bytes) -> Reading:
    """The text of each page; raises PASSWORD, DAMAGED, TOO_LARGE, NO_TEXT_LAYER or NO_LETTERS."""
    try:
        with pypdfium2.PdfDocument(data) as document:
            pages = _pages(document)
            raw_text = "\n".join(pages)
            if sum(not character.isspace() for character in raw_text) < _least_visible(pages):
                raise DocumentError(DocumentProblem.NO_TEXT_LAYER)
            if is_nonsense(raw_text, _unmapped(document)):
                raise DocumentError(DocumentProblem.NO_LETTERS)
    except pypdfium2.PdfiumError as error:
        # pypdfium2 has one class for all errors; this message is "Incorrect password error".
        locked = "assword" in str(error)
        raise DocumentError(
            DocumentProblem.PASSWORD if locked else DocumentProblem.DAMAGED
        ) from error
    return Reading(
        tuple(unwrap(clean_up(page), slack=_UNEVEN, least=_RUNNING_ON) for page in pages),
        paged=True,
    )


def _least_visible(pages: list[str]) -> int:
    return _MIN_VISIBLE_CHARS_PER_PAGE * min(len(pages), _SCAN_CHECK_PAGES)


def _pages(document: pypdfium2.PdfDocument) -> list[str]:
    if not 0 < len(document) <= _MAX_PAGES:
        raise DocumentError(DocumentProblem.TOO_LARGE if len(document) else DocumentProblem.EMPTY)
    pages: list[str] = []
    total = 0
    for number in range(len(document)):
        pages.append(_text(document, number))
        total += len(pages[-1])
        if total > MAX_CHARACTERS:
            raise DocumentError(DocumentProblem.TOO_LARGE)
    return pages


def _text(document: pypdfium2.PdfDocument, number: int) -> str:
    """The text of a page, which is closed at once: pdfium keeps open pages in memory."""
    page = document[number]
    text_page = page.get_textpage()
    try:
        rects = [Box(*text_page.get_rect(n)) for n in range(text_page.count_rects())]
        areas = reading_order(lines_of(rects))
        if areas:
            text = "\n".join(text_page.get_text_bounded(*area) for area in areas)
        else:
            text = text_page.get_text_range()
        # U+FFFE: a hyphen at the end of a line, whose word pdfium has already joined.
        return without_symbol_codes(text.replace("\ufffe", ""))
    finally:
        text_page.close()
        page.close()


def _unmapped(document: pypdfium2.PdfDocument) -> float:
    """The share of characters that the fonts do not name, of some pages."""
    seen = unmapped = 0
    for number in range(0, len(document), max(1, len(document) // _SAMPLE_PAGES)):
        page = document[number]
        text_page = page.get_textpage()
        count = text_page.count_chars()
        for index in range(0, count, max(1, count // _SAMPLED_CHARACTERS)):
            seen += 1
            unmapped += raw.FPDFText_HasUnicodeMapError(text_page, index) == 1
        text_page.close()
        page.close()
    return unmapped / max(1, seen)
