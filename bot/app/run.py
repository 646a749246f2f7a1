"""Runs the bot until a signal stops it."""

import asyncio
import logging
import signal
from typing import TYPE_CHECKING

from bot.app.build import open_bot
from bot.app.check import log_telegram_problems
from bot.app.gc_tuning import tune_gc
from bot.app.group_bot import GroupBot
from bot.app.health_server import serving_health
from bot.app.scheduler import run_scheduler
from bot.logs import set_up_logging
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.api.server import ApiServer

log = logging.getLogger(__name__)


async def run(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT; raises StartError where the bot cannot start.

    Then no update is claimed any more, what is under way may finish within
    `telegram.stop_grace_s`, and the rest is requeued for another process.
    """
    set_up_logging(
        settings.log.level, settings.log.format, settings.log.file, settings.secrets.values()
    )
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with open_bot(settings) as bot:
        alive_file = settings.redis.data_dir / "alive"
        async with (
            serving_health(settings, bot.core.health, bot.telegram.trouble),
            run_scheduler(bot.jobs, alive_file),
        ):
            tune_gc()
            api = await _start_api(settings, bot)  # before updates come: it may refuse to start
            await bot.start()
            chats = asyncio.create_task(log_telegram_problems(settings))
            log.info("The bot is ready: @%s, %s.", bot.telegram.bot.username, settings.providers)
            await stop.wait()
            chats.cancel()
            log.info("The bot is stopping.")
            grace_s = settings.telegram.stop_grace_s
            async with asyncio.TaskGroup() as group:
                group.create_task(bot.stop(grace_s))
                if api:
                    group.create_task(api.stop(grace_s))
    log.info("The bot has stopped.")


async def _start_api(settings: Settings, bot: GroupBot) -> "ApiServer | None":
    """Start the HTTP chat where it is enabled; FastAPI is imported only then."""
    if not settings.api.enabled:
        return None
    from bot.app.api import build_api  # noqa: PLC0415 -- see above

    server = build_api(settings, bot.core, bot.telegram.messenger)
    await server.start()
    return server
