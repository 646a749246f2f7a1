"""The result of a reader, and the clean-up and limits that all readers share."""

import re
from dataclasses import dataclass

from bot.errors import DocumentError
from bot.models.document import DocumentProblem

MAX_CHARACTERS = 3_000_000
"""Of one document; ten long novels, more than any model reads."""

_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\ufeff\ufffe\uffff\ud800-\udfff]")
_TRAILING = re.compile(r"[ \t\u3000]+\n")
_EMPTY_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of a document: a part for each page where it is `paged`, else one part.

    `unread_pages`: the numbers of those that are empty because they could not be read.
    """

    parts: tuple[str, ...]
    paged: bool = False
    truncated: bool = False
    unread_pages: tuple[int, ...] = ()

    @classmethod
    def of(cls, text: str) -> "Reading":
        """A text without pages, cleaned up and cut to `MAX_CHARACTERS`; raises EMPTY."""
        cleaned = clean_up(text)
        if not cleaned:
            raise DocumentError(DocumentProblem.EMPTY)
        return cls((cleaned[:MAX_CHARACTERS],), truncated=len(cleaned) > MAX_CHARACTERS)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What an archive has: names and contents of its documents, and what is none, with the reason."""

    entries: tuple[tuple[str, bytes], ...]
    unread: tuple[tuple[DocumentProblem, str], ...] = ()


def clean_up(text: str) -> str:
    """Drop what nobody sees: control characters, trailing spaces, runs of empty lines."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    return _EMPTY_LINES.sub("\n\n", _TRAILING.sub("\n", _INVISIBLE.sub("", unified))).strip()
