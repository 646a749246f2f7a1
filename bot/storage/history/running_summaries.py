"""The running summary of each thread, which takes the place of exchanges folded into it."""

import json
from collections.abc import Sequence

from bot.models.chat import Thread
from bot.models.llm import Exchange, RunningSummary
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.history.rows import written
from bot.storage.leases.leader_lease import RedisLeaderLease
from bot.storage.scripts import load_script


class RedisRunningSummaries:
    """Implements `ports.llm.RunningSummaries`.

    Args:
        redis: where the history is too.
        lease_ms: how long the right to fold holds; longer than folding takes.
    """

    def __init__(self, redis: Redis, *, lease_ms: int = 120_000) -> None:
        self._redis = redis
        self._lease_ms = lease_ms
        self._fold = load_script(redis, "history/fold.lua")

    async def read(self, thread: Thread) -> RunningSummary | None:
        """The summary, if there is one."""
        row = await self._redis.get(keys.history_summary(thread))
        if row is None:
            return None
        text, people = json.loads(row)
        return RunningSummary(text, tuple(people))

    async def fold(
        self,
        thread: Thread,
        exchanges: Sequence[Exchange],
        before: RunningSummary | None,
        after: RunningSummary,
    ) -> bool:
        """Replace the old summary and the oldest exchanges, if both are still the same."""
        old, new = _written(before) if before else "", _written(after)
        return bool(
            await self._fold(
                [keys.history(thread), keys.history_summary(thread)],
                [old, new, keys.HISTORY_S, *map(written, exchanges)],
            )
        )

    def lease(self, thread: Thread) -> RedisLeaderLease:
        """The right to fold in that thread."""
        return RedisLeaderLease(self._redis, f"fold:{thread.key}", lease_ms=self._lease_ms)


def _written(summary: RunningSummary) -> str:
    return json.dumps([summary.text, summary.people], ensure_ascii=False, separators=(",", ":"))
