"""What a command replies, collected: over HTTP it is the one answer to a request, without buttons."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from bot.errors import DeliveryRefused, MessageGone
from bot.models.chat import FileRef, Keyboard, Language, StyledText
from bot.models.utf16 import utf16_len


class CollectingReply:
    """Implements `ports.chat.Reply`: keeps every message as it was last edited."""

    pause_s = 0.0
    age_s = 0.0

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._messages: list[str] = []

    @property
    def markdown(self) -> str:
        """Everything that was replied."""
        return "\n\n".join(filter(None, self._messages))

    async def show_typing(self) -> bool:
        """A request is a sign of work by itself."""
        return True

    @contextmanager
    def growing(self) -> Iterator[None]:
        """Nothing is shown before its end."""
        yield

    async def send(
        self,
        text: str | StyledText,
        *,
        keyboard: Keyboard = (),
        quote: bool = False,
        expires: bool = False,
    ) -> int:
        """Add a message and return its number."""
        self._messages.append(to_markdown(text))
        return len(self._messages) - 1

    async def send_now(
        self,
        text: str | StyledText,
        *,
        keyboard: Keyboard = (),
        force_reply: bool = False,
        sign: bool = False,
    ) -> int:
        """Add a message and return its number."""
        return await self.send(text)

    async def edit(
        self,
        message_id: int,
        text: str | StyledText,
        *,
        keyboard: Keyboard = (),
        cosmetic: bool = False,
    ) -> bool:
        """Replace a message; a cosmetic edit is dropped, since nobody sees it."""
        if cosmetic:
            return False
        if not 0 <= message_id < len(self._messages):
            raise MessageGone
        self._messages[message_id] = to_markdown(text)
        return True

    async def delete(self, message_id: int) -> None:
        """Leave a message out."""
        if 0 <= message_id < len(self._messages):
            self._messages[message_id] = ""

    async def remove_keyboard(self, message_id: int) -> bool:
        """There are no buttons."""
        return True

    async def react(self, emoji: str) -> bool:
        """There is no message to react to."""
        return False

    async def download(self, file: FileRef, into: BinaryIO) -> None:
        """There are no files of a platform."""
        raise DeliveryRefused(reason="no files over HTTP")

    async def answer_press(self, text: str = "", *, alert: bool = False) -> None:
        """There are no buttons."""


def to_markdown(text: str | StyledText) -> str:
    """The text, with bold parts between `**`; other styles are left out."""
    if isinstance(text, str):
        return text
    marked: list[str] = []
    bold = [span for span in text.spans if span.kind == "bold"]
    marks = {span.offset: span.offset + span.length for span in bold}
    position, ends_at = 0, -1
    for character in text.text:
        if position == ends_at or position in marks:
            marked.append("**")
            ends_at = marks.get(position, -1)
        marked.append(character)
        position += utf16_len(character)
    return "".join(marked) + ("**" if position == ends_at else "")
