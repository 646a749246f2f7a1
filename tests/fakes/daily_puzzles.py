"""Daily puzzles in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.models.daily import DailyProgress


@dataclass
class FakeDailyPuzzles:
    """Implements `ports.daily.DailyPuzzles`; `hours`: when each chat wants the puzzle."""

    kept: dict[int, DailyProgress] = field(default_factory=dict)
    hours: dict[int, int] = field(default_factory=dict)
    sent: set[tuple[int, int]] = field(default_factory=set)

    async def progress(self, person_id: int) -> DailyProgress:
        return self.kept.get(person_id, DailyProgress())

    async def save(self, person_id: int, progress: DailyProgress) -> None:
        self.kept[person_id] = progress

    async def chats_at(self, hour: int) -> Sequence[int]:
        return [chat_id for chat_id, at in self.hours.items() if at == hour]

    async def claim(self, chat_id: int, number: int) -> bool:
        if (chat_id, number) in self.sent:
            return False
        self.sent.add((chat_id, number))
        return True

    async def release(self, chat_id: int, number: int) -> None:
        self.sent.discard((chat_id, number))

    async def forget(self, chat_id: int, person_id: int) -> None:
        self.kept.pop(person_id, None)
