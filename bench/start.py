"""Measures a second start: from exec to the answer to a message that was waiting.

python -m bench start
"""

import asyncio
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.bot_process import PROVIDERS, bot_process, environment
from bench.figure import Figure
from tests.fakes.telegram import XIAOMING, TelegramServer
from tests.servers.dashscope import dashscope_server
from tests.servers.steering import ModelServer

RUNS = 5
_TIMEOUT_S = 60


async def start_s(folder: Path, provider: str, model: ModelServer) -> float:
    """Seconds until the server gets the bot's sendMessage; then the bot is stopped."""
    async with TelegramServer() as telegram:
        telegram.say(XIAOMING, XIAOMING, "/start")
        env = environment(telegram, model, provider)
        started = time.time()  # the clock of the server's call log
        async with bot_process(folder, env):
            await telegram.wait_for(lambda: telegram.calls("sendMessage"), _TIMEOUT_S)
        first = telegram.calls("sendMessage")[0]
        return float(first["time_ms"]) / 1000 - started


async def measured() -> list[Figure]:
    """A figure for each provider; the first start creates the data folder and does not count."""
    figures = []
    async with dashscope_server() as model:
        for provider in PROVIDERS:
            with TemporaryDirectory(prefix="bench-") as folder:
                values = [await start_s(Path(folder), provider, model) for _ in range(RUNS + 1)]
            name = f"second start to first answer, {provider}"
            figures.append(Figure(name, "s", 5, values[1:], "python -m bench start"))
    return figures


def figures() -> list[Figure]:
    """Measure."""
    return asyncio.run(measured())
