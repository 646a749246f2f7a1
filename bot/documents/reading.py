"""What a reader hands over, and the limits that all readers share."""

import re
from dataclasses import dataclass

from bot.errors import DocumentError
from bot.models.document import DocumentProblem

MAX_CHARACTERS = 3_000_000
"""What is kept of a document; ten long novels, more than any model reads."""

_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\ufeff\ufffe\uffff\ud800-\udfff]")
_TRAILING = re.compile(r"[ \t\u3000]+\n")
_GAPS = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of a document; one part a page where it is `paged`, else one part."""

    parts: tuple[str, ...]
    paged: bool = False
    truncated: bool = False

    @classmethod
    def of(cls, text: str) -> "Reading":
        """A text without pages: tidied, cut where it is too long; raises EMPTY when blank."""
        tidied = tidy(text)
        if not tidied:
            raise DocumentError(DocumentProblem.EMPTY)
        return cls((tidied[:MAX_CHARACTERS],), truncated=len(tidied) > MAX_CHARACTERS)


def tidy(text: str) -> str:
    """Drop what nobody sees: control characters, trailing spaces, gaps of many empty lines."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    return _GAPS.sub("\n\n", _TRAILING.sub("\n", _INVISIBLE.sub("", unified))).strip()
