"""The server as an aiohttp application: routes, background tasks, serving."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from aiohttp import web

from bot.playground.server.bot_api_endpoints import BotApiEndpoints, CallMiddleware
from bot.playground.server.bot_api_server import BotApiServer
from bot.playground.server.page_endpoints import SHARED, STATIC, PageEndpoints, page_middleware
from bot.playground.server.rate_limits import RateLimits
from bot.playground.server.request_guard import RequestGuard
from bot.playground.server.snapshot import Snapshot
from bot.playground.server.state import ServerState

SERVER = web.AppKey("server", BotApiServer)
MAX_BODY_BYTES = 64 * 1024 * 1024
SHUTDOWN_S = 1.0


def create_app(
    state: ServerState,
    *,
    token: str,
    host: str = "127.0.0.1",
    rate_limits: RateLimits | None = None,
    snapshot: Snapshot | None = None,
    call_middleware: CallMiddleware | None = None,
) -> web.Application:
    """The whole server.

    Args:
        state: users, chats and messages; `initial_state()` makes one.
        token: the bot's; the page needs it too.
        host: that the server listens on.
        rate_limits: None: the bot may call as often as it likes.
        snapshot: saves the state; None: it ends with the process.
        call_middleware: wraps each call of a Bot API method; tests inject faults with it.
    """
    server = BotApiServer(state, token, rate_limits)
    application = web.Application(
        middlewares=[RequestGuard(token, host).check, page_middleware],
        client_max_size=MAX_BODY_BYTES,
    )
    application[SERVER] = server
    BotApiEndpoints(server, call_middleware).register(application)
    PageEndpoints(server).register(application)
    if STATIC.is_dir():  # a packaged server may come without the page
        application.router.add_static("/static/shared/", SHARED)
        application.router.add_static("/static/", STATIC)

    async def background_tasks(_: web.Application) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(server.webhook_sender.run())]
        if snapshot is not None:
            tasks.append(asyncio.create_task(snapshot.save_periodically(state)))
        yield
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        if snapshot is not None:
            snapshot.save(state)

    async def end_open_responses(_: web.Application) -> None:
        state.events.close()
        server.updates.close()

    application.cleanup_ctx.append(background_tasks)
    application.on_shutdown.append(end_open_responses)
    return application


@asynccontextmanager
async def serving(application: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Serve until the end of the block; gives the port (0 lets the system choose)."""
    # A handler whose client is gone is cancelled: no getUpdates goes on for a killed bot.
    runner = web.AppRunner(
        application, access_log=None, handler_cancellation=True, shutdown_timeout=SHUTDOWN_S
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
