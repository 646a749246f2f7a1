"""Starts the bot as a process, with the servers of the tests."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.e2e.conftest import telegram_settings
from tests.fakes.process import clean_environment
from tests.fakes.telegram import TelegramServer
from tests.servers.steering import API_KEY, ModelServer

PROVIDERS = ("tongyi", "offline")


def environment(telegram: TelegramServer, model: ModelServer, provider: str) -> dict[str, str]:
    """The environment of a bot with that provider, without a flood budget and a budget of model calls."""
    settings = telegram_settings(telegram) | {
        "BOT_LOG__LEVEL": "INFO",
        "BOT_LLM__PROVIDER": provider,
        "BOT_TELEGRAM__LIMITS": "null",
        "BOT_BUDGET": "null",
    }
    if provider == "tongyi":
        settings |= {"DASHSCOPE_API_KEY": API_KEY, "BOT_LLM__BASE_URL": model.url}
    return clean_environment(**settings)


@asynccontextmanager
async def bot_process(
    folder: Path, env: dict[str, str]
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m bot` in `folder`, not waited for; SIGTERM at the end. It logs to bot.log there."""
    with (folder / "bot.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", cwd=folder, env=env, stderr=log
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()
