"""Reads PDF page by page with pypdfium2, and refuses scans."""

import pypdfium2

from bot.documents.reading import MAX_CHARACTERS, Reading, clean_up
from bot.errors import DocumentError
from bot.models.document import DocumentProblem

_MAX_PAGES = 3000
_SCAN_CHECK_PAGES = 5
_MIN_VISIBLE_CHARS_PER_PAGE = 4  # a scan has two or three stray characters on a page


def read(data: bytes) -> Reading:
    """The text of each page; raises PASSWORD, DAMAGED, TOO_LARGE or NO_TEXT_LAYER."""
    try:
        with pypdfium2.PdfDocument(data) as document:
            pages = _pages(document)
    except pypdfium2.PdfiumError as error:
        # pypdfium2 has one class for all errors; this message is "Incorrect password error".
        locked = "assword" in str(error)
        raise DocumentError(
            DocumentProblem.PASSWORD if locked else DocumentProblem.DAMAGED
        ) from error
    visible = sum(not character.isspace() for page in pages for character in page)
    if visible < _MIN_VISIBLE_CHARS_PER_PAGE * min(len(pages), _SCAN_CHECK_PAGES):
        raise DocumentError(DocumentProblem.NO_TEXT_LAYER)
    return Reading(tuple(pages), paged=True)


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
        return clean_up(text_page.get_text_range())
    finally:
        text_page.close()
        page.close()
