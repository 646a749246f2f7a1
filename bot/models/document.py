"""A document as it was read."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a document and, where it has pages, (number from 1, text) of each.

    `truncated`: the document was longer than what is kept; a summary must say so.
    """

    text: str
    pages: tuple[tuple[int, str], ...] = field(default=())
    filename: str = ""
    truncated: bool = False
