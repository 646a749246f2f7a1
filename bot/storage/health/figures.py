"""The figures of the store."""

from typing import Any, cast

from bot.models.health import StoreFigures
from bot.models.post_states import PostState
from bot.storage import keys
from bot.storage.connection import Redis

_LANES = ("ready", "priority")


class RedisStoreHealth:
    """Reads them in one round trip; `slots`: the service whose call slots count."""

    def __init__(self, redis: Redis, *, slots: str = "baidu") -> None:
        self._redis = redis
        self._slots = slots

    async def figures(self) -> StoreFigures:
        """What the store holds now."""
        pipeline = self._redis.pipeline(transaction=False)
        pipeline.time()
        pipeline.get(keys.queue(keys.INBOX, "backlog"))
        pipeline.zcard(keys.queue(keys.INBOX, "dead"))
        pipeline.hgetall(keys.posts("counts"))
        pipeline.zrange(keys.slots(self._slots), 0, -1, withscores=True)
        pipeline.info("memory")
        for queue in (keys.INBOX, keys.POSTS):
            for lane in _LANES:
                pipeline.zrange(keys.queue(queue, lane), 0, 0, withscores=True)
        (seconds, micros), backlog, dead, posts, slots, memory, *heads = await pipeline.execute()
        now_s = seconds + micros / 1e6
        return StoreFigures(
            inbox_waiting=int(backlog or 0),
            inbox_oldest_s=_oldest_s(heads[:2], now_s),
            inbox_dead=int(dead),
            posts={cast("PostState", state): int(count) for state, count in posts.items()},
            posts_oldest_s=_oldest_s(heads[2:], now_s),
            slots_used=sum(float(free_at) / 1e6 > now_s for _, free_at in slots),
            memory_bytes=int(memory["used_memory"]),
            memory_limit_bytes=int(memory.get("maxmemory") or memory.get("total_system_memory", 0)),
        )


def _oldest_s(heads: list[Any], now_s: float) -> float:
    """How long the item that is due longest has been due; a lease is a time in the future."""
    due = [float(at_ms) / 1000 for lane in heads for _, at_ms in lane]
    return max(0.0, now_s - min(due, default=now_s))
