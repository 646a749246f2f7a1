"""The messages of groups, when digests are due, what the platform knows of groups, and a digester: in memory."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

from bot.errors import ModelError
from bot.models.chat import Language
from bot.models.chat_log import LoggedMessage
from bot.models.llm import Chunk, Progress, SummaryPlan
from bot.models.usage import Caller
from bot.ports.chat_settings import ChatSettingsStore


class FakeChatLog:
    """Implements `ports.chat_log.ChatLog`; see tests/contracts. Time stands still."""

    def __init__(self, settings: ChatSettingsStore) -> None:
        self.settings = settings
        self.messages: dict[int, dict[int, LoggedMessage]] = {}
        self.left: set[tuple[int, int]] = set()

    async def add(self, chat_id: int, message: LoggedMessage) -> None:
        is_on = (await self.settings.get(chat_id)).digest is not None
        if is_on and (chat_id, message.sender_id) not in self.left:
            self.messages.setdefault(chat_id, {}).setdefault(message.message_id, message)

    async def edit(self, chat_id: int, message_id: int, text: str) -> None:
        kept = self.messages.get(chat_id, {})
        if message_id in kept:
            kept[message_id] = replace(kept[message_id], text=text)
        if not text:
            kept.pop(message_id, None)

    async def read(self, chat_id: int) -> list[LoggedMessage]:
        kept = self.messages.get(chat_id, {})
        return [kept[message_id] for message_id in sorted(kept)]

    async def leave(self, chat_id: int, person_id: int) -> None:
        self.left.add((chat_id, person_id))
        await self.forget(chat_id, person_id)

    async def come_back(self, chat_id: int, person_id: int) -> bool:
        was_away = (chat_id, person_id) in self.left
        self.left.discard((chat_id, person_id))
        return was_away

    async def forget(self, chat_id: int, person_id: int) -> None:
        kept = self.messages.get(chat_id, {})
        self.messages[chat_id] = {
            message_id: message
            for message_id, message in kept.items()
            if message.sender_id != person_id
        }

    async def clear(self, chat_id: int) -> None:
        self.messages.pop(chat_id, None)


class FakeDailyDigests:
    """Implements `ports.chat_log.DailyDigests`; see tests/contracts. Time stands still at `at_s`."""

    def __init__(self, at_s: float = 0) -> None:
        self.at_s = at_s
        self.due_s: dict[int, float] = {}

    async def now_s(self) -> float:
        return self.at_s

    async def schedule(self, chat_id: int, due_s: float | None) -> None:
        self.due_s.pop(chat_id, None)
        if due_s is not None:
            self.due_s[chat_id] = due_s

    async def due(self) -> list[tuple[int, float]]:
        return [each for each in self.due_s.items() if each[1] <= self.at_s]

    async def claim(self, chat_id: int, due_s: float, next_s: float) -> bool:
        if self.due_s.get(chat_id) != due_s:
            return False
        self.due_s[chat_id] = next_s
        return True


@dataclass
class FakeGroupFacts:
    """Implements `ports.chat.GroupFacts`."""

    hears: bool = True
    name: str = ""

    async def hears_all(self, chat_id: int) -> bool:
        return self.hears

    async def username(self, chat_id: int) -> str:
        return self.name


@dataclass
class FakeDigester:
    """Implements `ports.llm.Digester`: cites every message; `read`: what it was given, and for whom."""

    error: ModelError | asyncio.CancelledError | None = None
    read: list[tuple[list[LoggedMessage], Caller]] = field(default_factory=list)
    parts: int = 1
    checked: list[int] = field(default_factory=list)

    async def check(self, caller: Caller, tokens: int = 0) -> None:
        self.checked.append(tokens)

    async def plan(self, messages: Sequence[LoggedMessage], *, zone: ZoneInfo) -> SummaryPlan:
        return SummaryPlan(self.parts, self.parts * 24_000)

    async def digest(
        self,
        messages: Sequence[LoggedMessage],
        *,
        cite: Callable[[LoggedMessage], str],
        zone: ZoneInfo,
        caller: Caller,
        language: Language = "zh",
    ) -> AsyncIterator[Chunk | Progress]:
        self.read.append((list(messages), caller))
        if self.error:
            raise self.error
        for message in messages:
            yield Chunk(f"{message.sender}说{message.text} {cite(message)}\n")


def wrote(message_id: int, text: str = "", sender_id: int = 1, **fields: Any) -> LoggedMessage:
    """A message of a member."""
    given: dict[str, Any] = {
        "sender": f"成员{sender_id}",
        "text": text or f"第{message_id}句",
        "at_s": message_id,
    }
    return LoggedMessage(message_id, sender_id, **(given | fields))
