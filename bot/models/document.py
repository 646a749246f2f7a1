"""A document as it was read, and why one could not be."""

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a document and, where it has pages, (number from 1, text) of each.

    `truncated`: the document was longer than what is kept; a summary must say so.
    """

    text: str
    pages: tuple[tuple[int, str], ...] = field(default=())
    filename: str = ""
    truncated: bool = False


class DocumentProblem(StrEnum):
    """Why a document cannot be read; each has its own sentence in `texts/documents.py`."""

    PASSWORD = "password"  # noqa: S105 -- the name of a problem
    NO_TEXT_LAYER = "no_text_layer"
    TOO_LARGE = "too_large"
    TOO_HEAVY = "too_heavy"
    TIMEOUT = "timeout"
    IMAGE = "image"
    MEDIA = "media"
    ARCHIVE = "archive"
    BINARY = "binary"
    UNSUPPORTED = "unsupported"
    DAMAGED = "damaged"
    EMPTY = "empty"
    INTERNAL = "internal"
    LINK_FORBIDDEN = "link_forbidden"
    LINK_UNREACHABLE = "link_unreachable"
    LINK_REFUSED = "link_refused"
    LINK_TIMEOUT = "link_timeout"
    LINK_TOO_LARGE = "link_too_large"
    LINK_TYPE = "link_type"
