"""A long document that is summarised only after its sender has said so."""

from dataclasses import dataclass

from bot.models.chat import FileRef


@dataclass(frozen=True, slots=True)
class SummaryOffer:
    """Where the document is, and who was asked.

    Args:
        sender_id: who asked for the summary, and may press.
        message_id: of the request.
        parts: about so many.
        instruction: what the person wants of the summary.
        file: on the platform; None: the document is at `url`, or there are several (neither), which
            are kept under the message.
    """

    sender_id: int
    message_id: int
    parts: int
    instruction: str
    file: FileRef | None = None
    url: str = ""
