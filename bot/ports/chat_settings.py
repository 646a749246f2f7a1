"""Protocol of the settings by chat."""

from typing import Protocol

from bot.models.chat import Person
from bot.models.chat_settings import ChatSettings, SettingsChange


class ChatSettingsStore(Protocol):
    """Keeps what each chat has set; raises `errors.StorageDown`."""

    async def get(self, chat_id: int) -> ChatSettings:
        """What the chat has set."""

    async def change(
        self, chat_id: int, before: ChatSettings, after: ChatSettings, *, by: Person
    ) -> None:
        """Store each setting in which the two differ; those that others change meanwhile stay.

        Changes of a group are on record with what admins order.
        """

    async def last_change(self, chat_id: int) -> SettingsChange | None:
        """The last change of the chat's settings."""
