"""A second start: from exec to the first answer of a message that waits already.

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
_LONGEST_S = 60


async def started(folder: Path, provider: str, model: ModelServer) -> float:
    """Seconds until the bot's sendMessage is at the server; the bot is ended afterwards."""
    async with TelegramServer() as telegram:
        telegram.say(XIAOMING, XIAOMING, "/start")
        env = environment(telegram, model, provider)
        begun = time.time()  # the server notes arrivals by this clock
        async with bot_process(folder, env):
            await telegram.wait_for(lambda: telegram.calls("sendMessage"), _LONGEST_S)
        first = telegram.calls("sendMessage")[0]
        return float(first["time_ms"]) / 1000 - begun


async def measured() -> list[Figure]:
    """The figure of each provider; the first start makes the data folder and is not counted."""
    figures = []
    async with dashscope_server() as model:
        for provider in PROVIDERS:
            with TemporaryDirectory(prefix="bench-") as folder:
                values = [await started(Path(folder), provider, model) for _ in range(RUNS + 1)]
            name = f"second start to first answer, {provider}"
            figures.append(Figure(name, "s", 5, values[1:], "python -m bench start"))
    return figures


def figures() -> list[Figure]:
    """Measure."""
    return asyncio.run(measured())
