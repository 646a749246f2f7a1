"""Many answers at once over real HTTP, in real time: DashScope's protocol in, Bot API out.

Both servers are processes of their own; the CPU is that of this process alone, pinned to one core.
The naive way is what comes first to mind: PTB as it is, an edit each second, the same model client.
"""

import asyncio
import multiprocessing
import os
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import aclosing, contextmanager
from multiprocessing.connection import Connection
from statistics import median
from typing import Any

from langchain_core.messages import HumanMessage
from telegram import Bot
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.app.collector import calm_collector
from bot.chains.gate import Gate
from bot.chains.pieces import pieces
from bot.chains.tongyi import Tongyi
from bot.handlers.limiter import FloodLimiter
from bot.handlers.outbound import TelegramMessenger, TelegramReply
from bot.handlers.requester import AiohttpRequest
from bot.storage.budget import OpenBudget
from bot.streaming.editor import StreamEditor
from tests.fakes.chat import said
from tests.fakes.telegram import XIAOMING, Chatroom
from tests.servers.dashscope import dashscope_server
from tests.servers.steering import API_KEY, Says

TOKENS = 200
TOKENS_PER_S = 30
IDEAL_S = TOKENS / TOKENS_PER_S
QUESTION = [HumanMessage("你好")]
Write = Callable[[Tongyi], Awaitable[float]]


def _model_server(pipe: Connection) -> None:
    async def serve() -> None:
        async with dashscope_server() as server:
            server.answer = lambda _: Says(["字，"] * TOKENS, gap_s=1 / TOKENS_PER_S)
            pipe.send(server.url)
            await asyncio.Event().wait()

    asyncio.run(serve())


def _telegram_server(pipe: Connection) -> None:
    async def serve() -> None:
        async with Chatroom() as room:
            pipe.send(room.url)
            await asyncio.Event().wait()

    asyncio.run(serve())


@contextmanager
def _process(serve: Callable[[Connection], None]) -> Iterator[str]:
    """A server in a process of its own; its address."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()


async def _listen(model: Tongyi) -> float:
    """The model client alone: seconds to the first token."""
    began, first_s = time.perf_counter(), 0.0
    async with aclosing(pieces(model, QUESTION)) as stream:
        async for _ in stream:
            first_s = first_s or time.perf_counter() - began
    return first_s


def _ours(bot: ExtBot[Any]) -> Write:
    async def moved(_: int, __: int) -> None: ...

    messenger = TelegramMessenger(bot, moved)

    async def write(model: Tongyi) -> float:
        reply = TelegramReply(messenger, said(chat_id=XIAOMING))
        async with StreamEditor(reply) as editor:
            async for piece in pieces(model, QUESTION):
                editor.append(piece.text)
            await editor.finish()
        return 0

    return write


def _naive(bot: Bot) -> Write:
    async def write(model: Tongyi) -> float:
        message = await bot.send_message(XIAOMING, "…")
        text, edited = "", time.perf_counter()
        async for piece in pieces(model, QUESTION):
            text += piece.text
            if time.perf_counter() - edited >= 1:
                await message.edit_text(text)
                edited = time.perf_counter()
        await message.edit_text(text + "。")
        return 0

    return write


async def _run(name: str, url: str, count: int, write: Write) -> None:
    gate = Gate(at_once=count)
    async with aclosing(
        Tongyi(model="qwen-plus", api_key=API_KEY, gate=gate, base_url=url)
    ) as model:
        await _listen(model)  # what is loaded late is loaded
        wall, cpu = time.perf_counter(), time.process_time()
        results = await asyncio.gather(
            *(write(model) for _ in range(count)), return_exceptions=True
        )
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    done = [result for result in results if isinstance(result, float | int)]
    first = f", first token after {median(done) * 1000:.0f} ms" if done and median(done) else ""
    print(
        f"{name}, {count} at once: {len(done)} complete, {wall / IDEAL_S:.2f} x ideal time,"
        f" {cpu / count * 1000:.1f} ms CPU each, {cpu / count / TOKENS * 1000:.3f} ms a chunk{first}"
    )


async def _all(model_url: str, telegram_url: str) -> None:
    await _run("model client alone", model_url, 100, _listen)
    ours: ExtBot[Any] = ExtBot(
        Chatroom.token,
        base_url=f"{telegram_url}/bot",
        request=AiohttpRequest(),
        rate_limiter=FloodLimiter(OpenBudget()),
    )
    async with ours:
        for count in (200, 1000):
            await _run("whole answers, ours", model_url, count, _ours(ours))
    naked = Bot(
        Chatroom.token,
        base_url=f"{telegram_url}/bot",
        request=HTTPXRequest(connection_pool_size=256, pool_timeout=60, read_timeout=60),
    )
    async with naked:
        await _run("whole answers, naive", model_url, 200, _naive(naked))


def main() -> None:
    """Print every figure."""
    with _process(_model_server) as model_url, _process(_telegram_server) as telegram_url:
        os.sched_setaffinity(0, {0})
        calm_collector()
        asyncio.run(_all(model_url, telegram_url))
