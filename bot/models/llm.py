"""What goes to a model and what comes back."""

from dataclasses import dataclass
from typing import Literal

Destination = Literal["idiom", "ask", "summarize", "post"]
"""Where free text can go; each is one command."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One finished question with its answer. In groups: by whom (name, id).

    `cause` is the id of the update that asked, so that asking again finds the answer.
    """

    question: str
    answer: str
    speaker: str | None = None
    speaker_id: int | None = None
    cause: int | None = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a streamed answer: `text` to append, or a sign that the model is still thinking."""

    text: str = ""
    thinking: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long piece of work has come: `done` of `total` parts."""

    done: int
    total: int
