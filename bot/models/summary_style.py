"""What kind of summary somebody wants."""

from dataclasses import dataclass
from typing import Literal

SummaryLength = Literal["line", "short", "normal", "long"]
SummaryMethod = Literal["summary", "refine", "review"]


@dataclass(frozen=True, slots=True)
class SummaryStyle:
    """The kind of a summary.

    Args:
        length: one sentence, some, with points, or with sections.
        bullets: nothing but points.
        language: its name, as a prompt says it; empty: that of the person.
        method: `refine`: a long document is read part after part, each with the summary so far;
            `review`: a summary, and comments on what the document says.
    """

    length: SummaryLength = "normal"
    bullets: bool = False
    language: str = ""
    method: SummaryMethod = "summary"


DEFAULT_STYLE = SummaryStyle()
