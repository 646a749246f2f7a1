"""The server as an aiohttp application."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from aiohttp import web

from bot.playground.server.bot_api import BotApi
from bot.playground.server.control import Control, only_from_here
from bot.playground.server.limits import RateModel
from bot.playground.server.service import Service
from bot.playground.server.stage import Stage
from bot.playground.server.store import Store
from bot.playground.server.world import World

DEFAULT_TOKEN = "700000001:playground-token-that-is-no-secret-00"  # noqa: S105 -- opens the local server only
STATIC = Path(__file__).parent.parent / "static"
SERVICE = web.AppKey("service", Service)
MAX_BODY_BYTES = 64 * 1024 * 1024
SHUTDOWN_S = 1.0


def create_app(
    world: World,
    *,
    token: str = DEFAULT_TOKEN,
    limits: RateModel | None = None,
    store: Store | None = None,
) -> web.Application:
    """The whole server for one world.

    Args:
        world: who and what there is; `places.default_world()` makes one.
        token: of the bot.
        limits: the rate model; None: the bot may call as often as it likes.
        store: keeps the world; None: it ends with the process.
    """
    service = Service(world, token, limits)
    application = web.Application(middlewares=[only_from_here], client_max_size=MAX_BODY_BYTES)
    application[SERVICE] = service
    BotApi(service).add_to(application)
    Control(service).add_to(application)
    Stage(service).add_to(application)
    application.router.add_get("/", _page)
    if STATIC.is_dir():  # a packaged server may come without the page
        application.router.add_static("/static/", STATIC)

    async def background(_: web.Application) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(service.webhook.run())]
        if store is not None:
            tasks.append(asyncio.create_task(store.keep(world)))
        yield
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        if store is not None:
            store.save(world)

    async def end_streams(_: web.Application) -> None:
        world.events.close()
        service.updates.close()

    application.cleanup_ctx.append(background)
    application.on_shutdown.append(end_streams)
    return application


@asynccontextmanager
async def serving(application: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Serve until the end of the block; gives the port (0 lets the system choose)."""
    # A handler whose client is gone is cancelled: no poll lingers behind a killed bot.
    runner = web.AppRunner(
        application, access_log=None, handler_cancellation=True, shutdown_timeout=SHUTDOWN_S
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def _page(_: web.Request) -> web.FileResponse:
    return web.FileResponse(STATIC / "index.html", headers={"Cache-Control": "no-cache"})
