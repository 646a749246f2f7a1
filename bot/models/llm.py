"""Values exchanged with the language model services."""

from dataclasses import dataclass
from typing import Literal

Destination = Literal["idiom", "ask", "summarize", "post"]
"""The command that free text asks for."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer; in groups with the name and id of who asked.

    Without a speaker it belongs to everybody in the chat, which in private is one person.

    Args:
        cause: id of the update, by which a repeated update finds its answer.
        tokens: about how many a model reads of it; None: not counted.
        stopped: the answer is only its beginning: its asker stopped it, or it reached its limit.
        vector: its embedding as `chains/memory/vectors.py` writes it; empty: none.
    """

    question: str
    answer: str
    speaker: str | None = None
    speaker_id: int | None = None
    cause: int | None = None
    tokens: int | None = None
    stopped: bool = False
    vector: str = ""


@dataclass(frozen=True, slots=True)
class RunningSummary:
    """What the older exchanges of a thread said, in short.

    `people`: the `speaker_id` of each exchange that it is made of.
    """

    text: str
    people: tuple[int | None, ...] = ()


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
