"""Which alerts were told; implements `ports.health.AlertMarks`."""

from typing import Any, cast

from bot.models.health import ActiveAlert, AlertKind
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.scripts import load_script


class RedisAlertMarks:
    """One mark for each kind, shared by the replicas."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._change = load_script(redis, "health/change_alert.lua")

    async def change(self, kind: AlertKind, *, is_wrong: bool, age_s: float = 0.0) -> bool:
        """Note what was seen `age_s` ago; True where that is news."""
        return bool(await self._change([keys.ALERTS], [kind, int(is_wrong), int(age_s * 1000)]))

    async def forget(self, kind: AlertKind) -> None:
        """Whoever looks next tells."""
        await self._redis.hdel(keys.ALERTS, kind)

    async def active(self) -> list[ActiveAlert]:
        """What is wrong, longest first."""
        seconds, micros = await self._redis.time()
        now_s = seconds + micros / 1e6
        rows: Any = await self._redis.hgetall(keys.ALERTS)
        split = ((kind, *row.split(" ")) for kind, row in rows.items())
        wrong = [
            ActiveAlert(cast("AlertKind", kind), max(0.0, now_s - int(since_ms) / 1000))
            for kind, state, since_ms in split
            if state == "1"
        ]
        return sorted(wrong, key=lambda alert: -alert.age_s)
