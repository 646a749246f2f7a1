"""PDF, page by page, by pypdfium2."""

import pypdfium2

from bot.documents.reading import MAX_CHARACTERS, Reading, tidy
from bot.errors import DocumentError
from bot.models.document import DocumentProblem

_MAX_PAGES = 3000
_JUDGED_PAGES = 5
_LEAST_VISIBLE_A_PAGE = 4  # a scan yields two or three stray characters a page


def read(data: bytes) -> Reading:
    """The text of each page; raises PASSWORD, DAMAGED, TOO_LARGE or NO_TEXT_LAYER."""
    try:
        with pypdfium2.PdfDocument(data) as document:
            pages = _pages(document)
    except pypdfium2.PdfiumError as error:
        # pdfium has no error class of its own for this; the message is "Incorrect password error".
        locked = "assword" in str(error)
        raise DocumentError(
            DocumentProblem.PASSWORD if locked else DocumentProblem.DAMAGED
        ) from error
    visible = sum(not character.isspace() for page in pages for character in page)
    if visible < _LEAST_VISIBLE_A_PAGE * min(len(pages), _JUDGED_PAGES):
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
    """One page; closed at once, since pdfium keeps what is open in memory."""
    page = document[number]
    text_page = page.get_textpage()
    try:
        return tidy(text_page.get_text_range())
    finally:
        text_page.close()
        page.close()
