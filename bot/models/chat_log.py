"""What is kept of the messages of a group, for its digests."""

from dataclasses import dataclass

MAX_LOGGED = 2000
"""Messages of a group; the oldest go first."""
LOGGED_HOURS = 72
MAX_LOGGED_CHARS = 400
"""Of one message; the rest of a longer one is not kept."""


@dataclass(frozen=True, slots=True)
class LoggedMessage:
    """One message.

    Args:
        message_id: unique in its chat, and grows with time.
        sender_id: negative for a channel or an anonymous administrator.
        sender: the name as it was shown.
        text: or the caption.
        at_s: when it was sent (Unix time).
        topic_id: None: no topic, or the General one.
        reply_to: the message that it replies to.
    """

    message_id: int
    sender_id: int
    sender: str
    text: str
    at_s: float
    topic_id: int | None = None
    reply_to: int | None = None
