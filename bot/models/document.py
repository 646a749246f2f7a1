"""A document that was read, the progress of reading one, and why one cannot be read."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

MAX_FILE_MB = 20
"""The largest file that is read: what a bot may download (Bot API: getFile)."""
MAX_FILE_BYTES = MAX_FILE_MB * 1024 * 1024


MAX_IMAGE_MB = 7
"""The largest picture that a model is shown: in base64 it fits Model Studio's 10 MB."""


MAX_SEVERAL = 20
"""Documents of one archive, or files and links of one message."""
MAX_SEVERAL_CHARS = 3_000_000
"""Of all of them together: as many as of one document."""


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a document; `truncated`: the end of it is missing.

    `pages` has (number, text) of each page, numbers from 1; empty for kinds without pages.
    `members`: the documents of an archive, an album or several links, which are one document then
    (`combined`); `unread`: what of that, or of its own pages, could not be read.
    """

    text: str
    pages: tuple[tuple[int, str], ...] = field(default=())
    filename: str = ""
    truncated: bool = False
    members: tuple["Document", ...] = ()
    unread: tuple["Unread", ...] = ()

    @property
    def title(self) -> str:
        """Its name, or those of its members; empty: it has none."""
        return self.filename or "》《".join(member.filename for member in self.members)


@dataclass(frozen=True, slots=True)
class Unread:
    """One of several documents, or pages of one, that could not be read; `values`: of its sentence."""

    problem: "DocumentProblem"
    name: str
    values: tuple[tuple[str, str | int], ...] = ()


def combined(
    members: Sequence[Document], unread: Sequence[Unread] = (), filename: str = ""
) -> Document:
    """Several documents as one, without pages: each begins with its name."""
    text = "\n\n".join(f"《{member.filename}》\n{member.text}" for member in members)
    truncated = any(member.truncated for member in members)
    return Document(text, (), filename, truncated, tuple(members), tuple(unread))


def content_hash(document: Document) -> str:
    """What is equal for documents of the same content, whatever their names.

    What could not be read counts with its name, which is nobody else's to see.
    """
    digest = hashlib.sha256(f"{document.truncated}\n".encode())
    for one in document.unread:
        digest.update(f"\n{one.problem} {one.name} {one.values}".encode(errors="replace"))
    for member in document.members:
        digest.update(f"\n{content_hash(member)} {member.filename}".encode(errors="replace"))
    for number, text in document.pages or ((0, document.text),):
        digest.update(f"\n{number} {len(text)}\n{text}".encode(errors="replace"))
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a document of some sentences; `page`: where it is, if the document has pages."""

    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class PassageIndex:
    """The passages of a document, in their order, and what makes them comparable with a question.

    `plain`: the text of each as its terms are looked up (chains/retrieval/terms.py).
    """

    passages: tuple[Passage, ...]
    plain: tuple[str, ...]


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
    UNREAD_PAGES = "unread_pages"
    TOO_LARGE = "too_large"
    TOO_MANY_PARTS = "too_many_parts"
    TOO_MANY = "too_many"
    TOO_HEAVY = "too_heavy"
    TIMEOUT = "timeout"
    IMAGE = "image"
    MEDIA = "media"
    ARCHIVE = "archive"
    NESTED_ARCHIVE = "nested_archive"
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
