"""A long document, or much of what was said, that is summarised only after somebody has said so."""

from dataclasses import dataclass

from bot.models.chat import FileRef


@dataclass(frozen=True, slots=True)
class SummaryOffer:
    """What is to be summarised, and who was asked.

    Args:
        sender_id: who asked for the summary, and may press.
        message_id: of the request.
        parts: about so many.
        instruction: what the person wants of the summary; for a digest the whole order.
        file: on the platform; None: the document is at `url`, or there are several (neither), which
            are kept under the message.
        is_digest: it is about what was said in the chat, and there is no document.
    """

    sender_id: int
    message_id: int
    parts: int
    instruction: str
    file: FileRef | None = None
    url: str = ""
    is_digest: bool = False
