"""Where no platform that sends messages by itself is there: nobody can be told anything unasked."""

from collections.abc import Sequence

from bot.errors import ChatGone
from bot.models.chat import Keyboard, Picture, StyledText
from bot.models.flood import PROMPT_S


class NoMessenger:
    """Implements `ports.chat.Messenger`."""

    async def send(
        self,
        chat_id: int,
        text: str | StyledText,
        *,
        topic_id: int | None = None,
        keyboard: Keyboard = (),
        wait_s: float = PROMPT_S,
        reserved: bool = False,
    ) -> int:
        """There is no such chat."""
        raise ChatGone

    async def edit(
        self,
        chat_id: int,
        message_id: int,
        text: str | StyledText,
        *,
        keyboard: Keyboard = (),
        wait_s: float = PROMPT_S,
    ) -> bool:
        """There is no such chat."""
        raise ChatGone

    async def send_pictures(
        self,
        chat_id: int,
        pictures: Sequence[Picture],
        caption: str | StyledText = "",
        *,
        topic_id: int | None = None,
        wait_s: float = PROMPT_S,
    ) -> tuple[int, ...]:
        """There is no such chat."""
        raise ChatGone

    async def send_image(
        self, chat_id: int, png: bytes, caption: str = "", *, topic_id: int | None = None
    ) -> int:
        """There is no such chat."""
        raise ChatGone

    async def reserve(self, chat_id: int) -> None:
        """There is no budget to wait for."""

    async def send_document(
        self,
        chat_id: int,
        filename: str,
        data: bytes,
        caption: str = "",
        *,
        topic_id: int | None = None,
    ) -> int:
        """There is no such chat."""
        raise ChatGone

    async def delete(self, chat_id: int, message_id: int) -> None:
        """There is nothing to delete."""

    async def current_chat(self, chat_id: int) -> int:
        """Where nobody follows chats, they stay where they are."""
        return chat_id

    def link(self, chat_id: int, message_id: int) -> str:
        """There is no message."""
        return ""
