"""Runs the bot on Telegram, and the HTTP chat beside it where that is enabled."""

import asyncio

from bot.app.build import open_bot
from bot.app.check import log_telegram_problems
from bot.app.process import Service, run_services, set_up_process
from bot.settings import Settings
from bot.work.tasks import cancel_and_wait


async def run(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT; raises StartError where the bot cannot start.

    Then no update is claimed any more, what is under way may finish within
    `telegram.stop_grace_s`, and the rest is requeued for another process.
    """
    stop = set_up_process(settings)
    async with open_bot(settings) as bot:
        services: list[Service] = [bot]
        if settings.api.enabled:
            from bot.app.api import build_api  # noqa: PLC0415 -- FastAPI is imported only here

            # It starts before updates come, since it may refuse to.
            services.insert(0, build_api(settings, bot.core, bot.telegram.messenger))
        checks = asyncio.create_task(log_telegram_problems(settings))
        try:
            await run_services(services, settings, bot.core.health, bot.jobs, stop)
        finally:
            await cancel_and_wait([checks])
