"""What summary somebody wants."""

from dataclasses import dataclass
from typing import Literal

from bot.models.language import Language

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


@dataclass(frozen=True, slots=True)
class SummaryWish:
    """What somebody wants of a summary.

    Args:
        style: its kind.
        instruction: what else they want of it, in their words.
        language: theirs; a summary is in it unless `style` names another.
    """

    style: SummaryStyle = DEFAULT_STYLE
    instruction: str = ""
    language: Language = "zh"

    @property
    def is_style_alone(self) -> bool:
        """Was a kind of summary named, and nothing else?"""
        return not self.instruction and self.style != DEFAULT_STYLE


NO_WISH = SummaryWish()
"""Any summary will do."""
