"""A document that was read, what is done until then, and why one cannot be read."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

MAX_FILE_MB = 20
"""The largest file that is read: what a bot may download (Bot API: getFile)."""
MAX_FILE_BYTES = MAX_FILE_MB * 1024 * 1024


MAX_IMAGE_MB = 7
"""The largest picture that a model is shown: in base64 it fits Model Studio's 10 MB."""


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a document; `truncated`: the end of it is missing.

    `pages` has (number, text) of each page, numbers from 1; empty for kinds without pages.
    """

    text: str
    pages: tuple[tuple[int, str], ...] = field(default=())
    filename: str = ""
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a document of some sentences; `page`: where it is, if the document has pages."""

    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class LoadProgress:
    """What is done with a document; `ahead`: how many others it waits for."""

    stage: Literal["waiting", "downloading", "reading"]
    ahead: int = 0


class DocumentProblem(StrEnum):
    """Why a document cannot be read; `texts/documents.py` has a sentence for each."""

    PASSWORD = "password"  # noqa: S105 -- not a password
    NO_TEXT_LAYER = "no_text_layer"
    NO_LETTERS = "no_letters"
    TOO_LARGE = "too_large"
    TOO_MANY_PARTS = "too_many_parts"
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
    LINK_INVALID = "link_invalid"
    LINK_FORBIDDEN = "link_forbidden"
    LINK_UNREACHABLE = "link_unreachable"
    LINK_REFUSED = "link_refused"
    LINK_TIMEOUT = "link_timeout"
    LINK_TOO_LARGE = "link_too_large"
    LINK_TYPE = "link_type"
