"""Cutting a long text into parts that a model reads one by one."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.models.document import Document

_PAGE = re.compile(r"^\[p(\d+)\]", re.MULTILINE)
# From the best place for a cut to the worst; what is cut off stays with the piece before it.
_PLACES = (r"(?=^\[p\d+\])", r"(?<=\n\n)", r"(?<=\n)", r"(?<=[。！？.!?])", r"(?<=[ ，,])")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a document; `pages` are the first and last page in it, if it has pages."""

    text: str
    pages: tuple[int, int] | None = None

    def pages_label(self) -> str:
        """`3` or `3–5`."""
        first, last = self.pages or (0, 0)
        return str(first) if first == last else f"{first}–{last}"


def with_page_marks(document: Document) -> str:
    """The text with `[p3]` before the third page, as the prompts explain it."""
    if not document.pages:
        return document.text
    return "\n\n".join(f"[p{number}]\n{text}" for number, text in document.pages)


def split_text(text: str, most: int, count: Callable[[str], int]) -> list[Part]:
    """Cut into parts of at most `most` tokens; joined they are the text again.

    Cuts between pages where it can, else between paragraphs, lines, sentences, words; in the end
    anywhere.
    """
    parts: list[Part] = []
    page: int | None = None
    for stretch in _gathered(_atoms(text, most, count, _PLACES), most):
        numbers = [int(number) for number in _PAGE.findall(stretch)]
        starts_anew = bool(_PAGE.match(stretch))
        first = numbers[0] if numbers and (starts_anew or page is None) else page
        page = numbers[-1] if numbers else page
        pages = (first, page) if first is not None and page is not None else None
        parts.append(Part(stretch, pages))
    return parts


def _atoms(
    text: str, most: int, count: Callable[[str], int], places: tuple[str, ...]
) -> Iterator[tuple[str, int]]:
    """Pieces of at most `most` tokens with their size, cut at the best places that do."""
    size = count(text)
    if size <= most:
        yield text, size
    elif not places:
        # No place is left: halves, until they fit.
        middle = max(1, len(text) // 2)
        if len(text) == 1:
            yield text, size
            return
        yield from _atoms(text[:middle], most, count, ())
        yield from _atoms(text[middle:], most, count, ())
    else:
        for piece in re.split(places[0], text, flags=re.MULTILINE):
            if piece:
                yield from _atoms(piece, most, count, places[1:])


def _gathered(atoms: Iterator[tuple[str, int]], most: int) -> Iterator[str]:
    """Neighbours joined as long as they fit together."""
    held: list[str] = []
    size = 0
    for text, tokens in atoms:
        if held and size + tokens > most:
            yield "".join(held)
            held, size = [], 0
        held.append(text)
        size += tokens
    if held:
        yield "".join(held)
