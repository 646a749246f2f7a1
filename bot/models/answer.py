"""An answer that was given: what its buttons, and an edit of its question, need of it."""

from dataclasses import dataclass
from typing import Literal

from bot.models.chat import Request

AnswerCommand = Literal["ask", "summarize", "digest"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked, and which messages answer it.

    Args:
        command: what answered.
        request: what was asked; its update is the version of the answer.
        scope_id: of the cancel scope in which it is written; empty: it has ended.
        message_ids: its messages, as far as they are known.
        replaced_ids: the messages of the version before, which it is written into.
        exchange: the update of the exchange that the memory has of it; None: it has none.
    """

    command: AnswerCommand
    request: Request
    scope_id: str = ""
    message_ids: tuple[int, ...] = ()
    replaced_ids: tuple[int, ...] = ()
    exchange: int | None = None
