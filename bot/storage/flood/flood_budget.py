"""The flood budget that all replicas share: one Lua script a call, by the clock of Redis."""

import math
from collections.abc import Callable

from bot.errors import StorageDown
from bot.models.flood import ChatRoom, FloodLimits
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.flood.local_flood_budget import SLOWER_S, LocalFloodBudget
from bot.storage.scripts import load_script


class RedisFloodBudget(LocalFloodBudget):
    """Implements `ports.flood_budget.FloodBudget`.

    While Redis is away this process counts alone, so that people still get an error message.

    Args:
        redis: shared by the replicas.
        limits: what chats may receive.
        clock: seconds; the time of the Redis server by default.
    """

    def __init__(
        self, redis: Redis, limits: FloodLimits, clock: Callable[[], float] | None = None
    ) -> None:
        super().__init__(limits, clock)
        self._take = load_script(redis, "flood/take.lua")
        self._penalise = load_script(redis, "flood/penalise.lua")

    async def take(
        self, chat_id: int | str, *, cosmetic: bool, sign: bool = False, count: int = 1
    ) -> float:
        """Count a call and return 0, or return in how many seconds to ask again."""
        chat, overall = self._limits.of(chat_id), self._limits.overall
        kept, overall_calls = self._shares(chat_id, cosmetic=cosmetic, sign=sign)
        figures = [
            *(kept, chat.burst, chat.per_s / 1000, chat.per_minute),
            *(overall_calls, math.ceil(overall.window_s * 1000), int(overall.step_s * 1000)),
            count,
        ]
        try:
            wait_ms, tokens, calls, free_ms = await self._take(
                [keys.flood_chat(chat_id), keys.FLOOD_OVERALL], [self._time_ms, *figures]
            )
        except StorageDown:
            return await super().take(chat_id, cosmetic=cosmetic, sign=sign, count=count)
        if not (sign and wait_ms):  # an edit may go before a sign does
            room = ChatRoom(tokens / 1000, calls, free_ms / 1000)
            self._growing.note(chat_id, wait_ms / 1000, room)
        return float(wait_ms / 1000)

    async def penalise(self, chat_id: int | str, retry_after_s: float) -> None:
        """Block the chat for so long, whichever replica calls; remembered here too."""
        await super().penalise(chat_id, retry_after_s)
        spans_ms = [math.ceil(retry_after_s * 1000), int(SLOWER_S * 1000)]
        try:
            await self._penalise([keys.flood_chat(chat_id)], [self._time_ms, *spans_ms])
        except StorageDown:
            return

    @property
    def _time_ms(self) -> int | str:
        """The time for the scripts; empty: the server's."""
        return round(self._clock() * 1000) if self._clock else ""
