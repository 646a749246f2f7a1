"""Builds the health services: the figures of the store, and the reports of this process."""

import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from bot.commands.health.conditions import HealthSnapshot
from bot.errors import StorageDown
from bot.metrics import model_use
from bot.metrics.errors import recent_errors
from bot.models.usage import Price
from bot.settings import Settings
from bot.storage.connection import Redis
from bot.storage.health.alert_marks import RedisAlertMarks
from bot.storage.health.figures import RedisStoreHealth
from bot.storage.health.replicas import RedisReplicas
from bot.storage.usage.usage import RedisUsage

log = logging.getLogger(__name__)

REPORT_S = 10
"""How often a process reports; `commands/health/conditions.py` says when it counts as gone."""
_NOBODY = 0


@dataclass(frozen=True, slots=True)
class HealthServices:
    """The parts that every platform shares."""

    store: RedisStoreHealth
    replicas: RedisReplicas
    marks: RedisAlertMarks
    uses: RedisUsage
    prices: Mapping[str, Price]

    async def take_snapshot(self) -> HealthSnapshot:
        """What conditions are decided from; raises StorageDown."""
        use = await self.uses.use_of(_NOBODY, _NOBODY)
        replicas = await self.replicas.all()
        store = await self.store.figures()
        return HealthSnapshot(store, replicas, use.bot_tokens, use.limits.bot_tokens_per_day)

    async def report(self, trouble: str) -> None:
        """Tell the other processes that this one is alive; raises StorageDown."""
        now_s = time.time()
        await self.replicas.report(
            trouble, [(now_s - at_s, name) for at_s, name in recent_errors()]
        )

    async def leave(self) -> None:
        """Tell them that it ends."""
        with suppress(StorageDown):
            await self.replicas.leave()


def build_health(settings: Settings, redis: Redis, usage: RedisUsage) -> HealthServices:
    """Build them, and let the series of the configured models begin."""
    llm = settings.llm
    model_use.set_prices(settings.prices)
    if settings.model_provider != "offline":
        model_use.begin_series(tuple(dict.fromkeys((llm.model, llm.router_model))))
    return HealthServices(
        RedisStoreHealth(redis),
        RedisReplicas(redis),
        RedisAlertMarks(redis),
        usage,
        settings.prices,
    )
