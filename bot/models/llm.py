"""Values exchanged with the language model services."""

from dataclasses import dataclass
from typing import Literal

Destination = Literal["idiom", "ask", "summarize", "post"]
"""The command that free text asks for."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer; in groups with the name and id of who asked.

    `cause` is the id of the update, by which a repeated update finds its answer.
    """

    question: str
    answer: str
    speaker: str | None = None
    speaker_id: int | None = None
    cause: int | None = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a streamed answer: text to append, or a sign that the model is thinking."""

    text: str = ""
    thinking: bool = False


@dataclass(frozen=True, slots=True)
class SummaryPlan:
    """About how many parts of a document, and tokens, a model reads for its summary."""

    parts: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` parts are done."""

    done: int
    total: int
