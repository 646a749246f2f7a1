"""The daily puzzles of people, and the chats that get them; implements `ports.daily.DailyPuzzles`."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from bot.models.daily import DailyProgress, DailyStatistics, DailyTry
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.known_fields import known


class RedisDailyPuzzles:
    """Keeps the last attempt of each person for a year."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def progress(self, person_id: int) -> DailyProgress:
        """The person's last attempt."""
        text = await self._redis.get(keys.daily_progress(person_id))
        if text is None:
            return DailyProgress()
        found: dict[str, Any] = json.loads(text)
        parts = {
            "tries": tuple(known(DailyTry, entry) for entry in found["tries"]),
            "statistics": known(DailyStatistics, found["statistics"]),
        }
        return known(DailyProgress, found | parts)

    async def save(self, person_id: int, progress: DailyProgress) -> None:
        """Replace it."""
        text = json.dumps(asdict(progress), ensure_ascii=False)
        await self._redis.set(keys.daily_progress(person_id), text, ex=keys.DAILY_PROGRESS_S)

    async def chats_at(self, hour: int) -> Sequence[int]:
        """The chats that want the puzzle at that hour of the day."""
        found: list[Any] = await self._redis.zrangebyscore(keys.DAILY_CHATS, hour, hour)
        return [int(chat) for chat in found]

    async def claim(self, chat_id: int, number: int) -> bool:
        """May the caller send that puzzle to the chat?"""
        key = keys.idiom(chat_id, "daily", number)
        return bool(await self._redis.set(key, 1, nx=True, ex=keys.DAILY_SENT_S))

    async def release(self, chat_id: int, number: int) -> None:
        """It was not sent."""
        await self._redis.delete(keys.idiom(chat_id, "daily", number))

    async def forget(self, chat_id: int, person_id: int) -> None:
        """Delete the person's attempts, wherever they were made."""
        await self._redis.delete(keys.daily_progress(person_id))
