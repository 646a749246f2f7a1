"""Replies as finished text: how they are stored while they wait for their chat's budget."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from bot.models.chat import Button, Keyboard, Span, StyledText


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message to send, an edit or a deletion.

    Args:
        text: with its styling.
        keyboard: below it.
        nth: its number among the messages that are sent for the update; an edit has none.
        edits: id of the message to edit; None: send one.
        deletes: id of the message to delete, and nothing else is done.
        quotes: it is sent as a reply to the request.
        expires: it loses its use when it waits.
    """

    text: StyledText
    keyboard: Keyboard = ()
    nth: int = 0
    edits: int | None = None
    quotes: bool = False
    expires: bool = False
    deletes: int | None = None

    @property
    def is_new(self) -> bool:
        """Is a message sent?"""
        return self.edits is None and self.deletes is None


def to_json(messages: Sequence[OutgoingMessage]) -> str:
    """The messages as they are stored."""
    return json.dumps([asdict(message) for message in messages], ensure_ascii=False)


def from_json(text: str) -> list[OutgoingMessage]:
    """The messages of `to_json`."""
    return [
        OutgoingMessage(
            StyledText(
                message["text"]["text"],
                tuple(Span(**span) for span in message["text"]["spans"]),
            ),
            tuple(tuple(Button(**button) for button in row) for row in message["keyboard"]),
            message["nth"],
            message["edits"],
            message["quotes"],
            message["expires"],
            message.get("deletes"),
        )
        for message in json.loads(text)
    ]
