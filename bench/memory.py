"""Measures the peak memory of the bot over many answers of a model, with idiom moves between them.

python -m bench memory

The peak is VmHWM of proc(5): the resident memory of the bot's process, without the embedded server
and the document workers.
"""

import asyncio
import re
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.bot_process import bot_process, environment
from bench.figure import Figure
from tests.e2e.conftest import bot_says
from tests.fakes.telegram import GROUP, LUCY, XIAOMING, TelegramServer
from tests.servers.dashscope import dashscope_server
from tests.servers.steering import ModelServer, Says

RUNS, ANSWERS, CHUNKS = 5, 50, 200
MOVE_EVERY = 5
_LAST = "说完了"
_TIMEOUT_S = 60


def peak_mb(pid: int) -> float:
    """The peak of a process in megabytes (10^6 bytes)."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) * 1024 / 1e6


async def use_bot(telegram: TelegramServer) -> None:
    """Ask the questions one after the other, and play a game of one move after every fifth."""
    for number in range(ANSWERS):
        asked = telegram.say(XIAOMING, XIAOMING, f"/ask 第{number}个问题")
        await bot_says(telegram, XIAOMING, asked, _LAST, _TIMEOUT_S)
        if number % MOVE_EVERY == 0:
            for text in ("/idiom 画蛇添足", "/idiom 结束"):
                said = telegram.say(LUCY, GROUP, text)
                await bot_says(telegram, GROUP, said, "", _TIMEOUT_S)


async def peak_of_a_run(model: ModelServer) -> float:
    """Start a bot with an empty data folder and use it."""
    with TemporaryDirectory(prefix="bench-") as folder:
        async with TelegramServer() as telegram:
            env = environment(telegram, model, "tongyi")
            async with bot_process(Path(folder), env) as process:
                await use_bot(telegram)
                return peak_mb(process.pid)


async def measured() -> list[Figure]:
    """The figure."""
    async with dashscope_server() as model:
        model.answer = lambda _: Says([f"第{n}句。" for n in range(CHUNKS - 1)] + [_LAST])
        values = [await peak_of_a_run(model) for _ in range(RUNS)]
    name = f"peak memory after {ANSWERS} answers of {CHUNKS} chunks, tongyi"
    return [Figure(name, "MB", 200, values, "python -m bench memory")]


def figures() -> list[Figure]:
    """Measure."""
    return asyncio.run(measured())
