"""The processes that share the store, by what each reports."""

import json
import os
import socket
from collections.abc import Sequence
from typing import Any

from bot.models.health import Replica
from bot.storage import keys
from bot.storage.connection import Redis

_FORGOTTEN_S = 3600


class RedisReplicas:
    """Reports this process; times are the server's.

    Args:
        redis: where the reports are.
        name: of this process; host and process id by default.
    """

    def __init__(self, redis: Redis, name: str = "") -> None:
        self._redis = redis
        self._name = name or f"{socket.gethostname()}:{os.getpid()}"
        self._started_s: float | None = None

    async def report(self, trouble: str, errors: Sequence[tuple[float, str]]) -> None:
        """This process is alive; `errors`: how long ago (s), which."""
        now_s = await self._now_s()
        self._started_s = self._started_s or now_s
        row = {
            "started": self._started_s,
            "seen": now_s,
            "trouble": trouble,
            "errors": [[now_s - age_s, name] for age_s, name in errors],
        }
        await self._redis.hset(keys.REPLICAS, self._name, json.dumps(row))

    async def leave(self) -> None:
        """This process ends."""
        await self._redis.hdel(keys.REPLICAS, self._name)

    async def all(self) -> list[Replica]:
        """Those that have reported in the last hour, by name; others are forgotten."""
        now_s = await self._now_s()
        rows: Any = await self._redis.hgetall(keys.REPLICAS)
        found = [_read(name, json.loads(row), now_s) for name, row in sorted(rows.items())]
        for replica in found:
            if replica.silent_s > _FORGOTTEN_S:
                await self._redis.hdel(keys.REPLICAS, replica.name)
        return [replica for replica in found if replica.silent_s <= _FORGOTTEN_S]

    async def _now_s(self) -> float:
        seconds, micros = await self._redis.time()
        return float(seconds) + micros / 1e6


def _read(name: str, row: dict[str, Any], now_s: float) -> Replica:
    errors = tuple((now_s - at_s, error) for at_s, error in row["errors"])
    return Replica(name, now_s - row["started"], now_s - row["seen"], row["trouble"], errors)
