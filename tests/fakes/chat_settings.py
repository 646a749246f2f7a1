"""The settings of chats, in memory."""

import itertools
from dataclasses import fields, replace

from bot.models.chat import Person
from bot.models.chat_settings import AS_CONFIGURED, ChatSettings, SettingsChange


class FakeChatSettings:
    """Implements `ports.chat_settings.ChatSettingsStore`; see tests/contracts."""

    def __init__(self) -> None:
        self.settings: dict[int, ChatSettings] = {}
        self.changes: dict[int, SettingsChange] = {}
        self._clock = itertools.count(1)

    async def get(self, chat_id: int) -> ChatSettings:
        return self.settings.get(chat_id, AS_CONFIGURED)

    async def change(
        self, chat_id: int, before: ChatSettings, after: ChatSettings, *, by: Person
    ) -> None:
        changed = {
            field.name: getattr(after, field.name)
            for field in fields(after)
            if getattr(after, field.name) != getattr(before, field.name)
        }
        if not changed:
            return
        self.settings[chat_id] = replace(await self.get(chat_id), **changed)
        self.changes[chat_id] = SettingsChange(next(iter(changed)), by.name, next(self._clock))

    async def last_change(self, chat_id: int) -> SettingsChange | None:
        return self.changes.get(chat_id)
