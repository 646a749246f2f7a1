"""Serves /healthz, /readyz and /metrics where `metrics.port` is set (design.md, "Health and metrics")."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TypeVar

from aiohttp import web

from bot.app.health import HealthServices
from bot.commands.health.conditions import GONE_S
from bot.errors import StartError, StorageDown
from bot.metrics import exposition
from bot.models.health import StoreFigures
from bot.models.post_states import POST_STATES
from bot.settings import Settings

log = logging.getLogger(__name__)

_T = TypeVar("_T")

_STORE_S = 2.0
"""How long the store may take to answer; a probe of Kubernetes waits for one second by default."""


@asynccontextmanager
async def serving_health(
    settings: Settings, health: HealthServices, trouble: Callable[[], str]
) -> AsyncIterator[None]:
    """Serve them until the end of the block; raises StartError where the address cannot be had.

    `trouble`: why this process takes no updates; empty where it does.
    """
    host, port = settings.metrics.host, settings.metrics.port
    if port is None:
        yield
        return
    pages = _Pages(health, trouble)
    application = web.Application()
    application.router.add_get("/healthz", pages.healthz)
    application.router.add_get("/readyz", pages.readyz)
    application.router.add_get("/metrics", pages.metrics)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise StartError(
                f"Metrics cannot be served on {host}:{port} ({error.strerror}); "
                f"choose another port with BOT_METRICS__PORT=9465."
            ) from error
        log.info("Metrics and health are served on http://%s:%d.", host, port)
        yield
    finally:
        await runner.cleanup()


@dataclass(frozen=True, slots=True)
class _Pages:
    health: HealthServices
    trouble: Callable[[], str]

    async def healthz(self, _: web.Request) -> web.Response:
        """The event loop runs, or nothing would answer."""
        return web.Response(text="ok\n")

    async def readyz(self, _: web.Request) -> web.Response:
        """Updates are being taken and the store answers."""
        reason = self.trouble()
        if not reason and await _in_time(self.health.store.figures()) is None:
            reason = "the store does not answer"
        return web.Response(text=f"{reason or 'ok'}\n", status=503 if reason else 200)

    async def metrics(self, _: web.Request) -> web.Response:
        """All metrics; the gauges of the store keep their last values while it is away."""
        figures = await _in_time(self.health.store.figures())
        exposition.set_ready(is_ready=figures is not None and not self.trouble())
        if figures is not None:
            replicas = await _in_time(self.health.replicas.all())
            if replicas is not None:
                alive = sum(replica.silent_s <= GONE_S for replica in replicas)
                _set_gauges(figures, alive)
        headers = {"Content-Type": exposition.CONTENT_TYPE}
        return web.Response(body=exposition.exposition(), headers=headers)


async def _in_time(answer: Awaitable[_T]) -> _T | None:
    """What the store says; None where it does not answer, or takes too long."""
    with suppress(StorageDown, TimeoutError):
        async with asyncio.timeout(_STORE_S):
            return await answer
    return None


def _set_gauges(figures: StoreFigures, replicas: int) -> None:
    exposition.set_gauges(
        {
            "inbox_waiting": figures.inbox_waiting,
            "inbox_oldest_s": figures.inbox_oldest_s,
            "inbox_dead": figures.inbox_dead,
            "posts_dead": figures.posts_dead,
            "posts_oldest_s": figures.posts_oldest_s,
            "slots_used": figures.slots_used,
            "replicas": replicas,
            "memory_bytes": figures.memory_bytes,
            "memory_limit_bytes": figures.memory_limit_bytes,
        },
        {state: figures.posts.get(state, 0) for state in POST_STATES},
    )
