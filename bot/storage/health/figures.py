"""The figures of the store."""

import asyncio
from collections.abc import Mapping
from typing import Any, cast

from bot.models.health import StoreFigures
from bot.models.post_states import PostState
from bot.storage import keys
from bot.storage.connection import Redis, infos
from bot.storage.inbox.partitions import inbox_prefixes

_LANES = ("ready", "priority")


class RedisStoreHealth:
    """Reads them in few round trips; `slots`: the service whose call slots count."""

    def __init__(self, redis: Redis, *, slots: str = "baidu") -> None:
        self._redis = redis
        self._slots = slots

    async def figures(self) -> StoreFigures:
        """What the store holds now; of a cluster's masters the fullest counts."""
        inboxes = await inbox_prefixes(self._redis)
        pipeline = self._redis.pipeline(transaction=False)
        pipeline.time()
        pipeline.hgetall(keys.posts("counts"))
        pipeline.zrange(keys.slots(self._slots), 0, -1, withscores=True)
        for inbox in inboxes:
            pipeline.get(keys.queue(inbox, "backlog"))
            pipeline.zcard(keys.queue(inbox, "dead"))
        for queue in (keys.POSTS, *inboxes):
            for lane in _LANES:
                pipeline.zrange(keys.queue(queue, lane), 0, 0, withscores=True)
        answers, memories = await asyncio.gather(pipeline.execute(), infos(self._redis, "memory"))
        (seconds, micros), posts, slots, *rest = answers
        counts, heads = rest[: 2 * len(inboxes)], rest[2 * len(inboxes) :]
        now_s = seconds + micros / 1e6
        used, limit = max(map(_memory, memories), key=lambda each: each[0] / max(1, each[1]))
        return StoreFigures(
            inbox_waiting=sum(int(backlog or 0) for backlog in counts[::2]),
            inbox_oldest_s=_oldest_s(heads[len(_LANES) :], now_s),
            inbox_dead=sum(map(int, counts[1::2])),
            posts={cast("PostState", state): int(count) for state, count in posts.items()},
            posts_oldest_s=_oldest_s(heads[: len(_LANES)], now_s),
            slots_used=sum(float(free_at) / 1e6 > now_s for _, free_at in slots),
            memory_bytes=used,
            memory_limit_bytes=limit,
        )


def _memory(info: Mapping[str, Any]) -> tuple[int, int]:
    """Bytes used, and how many may be."""
    limit = info.get("maxmemory") or info.get("total_system_memory", 0)
    return int(info["used_memory"]), int(limit)


def _oldest_s(heads: list[Any], now_s: float) -> float:
    """How long the item that is due longest has been due; a lease is a time in the future."""
    due = [float(at_ms) / 1000 for lane in heads for _, at_ms in lane]
    return max(0.0, now_s - min(due, default=now_s))
