"""Many answers at once over real HTTP, in real time, from DashScope's protocol to the Bot API.

Both servers are processes of their own; the CPU is that of this process alone, pinned to one core.
The naive way is PTB as it comes, with an edit each second and the same model client.
"""

import asyncio
import multiprocessing
import os
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from statistics import median
from typing import Any

import aiohttp
from langchain_core.messages import HumanMessage
from telegram import Bot
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bench.figure import Figure
from bot.app.gc_tuning import tune_gc
from bot.chains.chunks import stream_chunks
from bot.chains.request_limiter import RequestLimiter
from bot.chains.tongyi import Tongyi
from bot.handlers.messenger import TelegramMessenger
from bot.handlers.rate_limiter import FloodRateLimiter
from bot.handlers.reply import TelegramReply
from bot.handlers.transport import AiohttpRequest
from bot.storage.flood.local_flood_budget import LocalFloodBudget
from bot.streaming.editor import StreamEditor
from tests.fakes.chat import FakeChatMigrations, said
from tests.fakes.telegram import XIAOMING, TelegramServer
from tests.servers.dashscope import dashscope_server
from tests.servers.steering import API_KEY, Says

RUNS = 5
CHUNK = "汉字，"
TOKENS = 200
TOKENS_PER_S = 30
IDEAL_S = TOKENS / TOKENS_PER_S
QUESTION = [HumanMessage("你好")]
Write = Callable[[Tongyi], Awaitable[float]]


def _model_server(pipe: Connection) -> None:
    async def serve() -> None:
        async with dashscope_server() as server:
            server.answer = lambda _: Says([CHUNK] * TOKENS, gap_s=1 / TOKENS_PER_S)
            pipe.send(server.url)
            await asyncio.Event().wait()

    asyncio.run(serve())


def _telegram_server(pipe: Connection) -> None:
    async def serve() -> None:
        async with TelegramServer() as telegram:
            pipe.send(telegram.url)
            await asyncio.Event().wait()

    asyncio.run(serve())


@contextmanager
def _process(serve: Callable[[Connection], None]) -> Iterator[str]:
    """Run a server in a process of its own; yields its address."""
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
    async with aclosing(stream_chunks(model, QUESTION)) as stream:
        async for _ in stream:
            first_s = first_s or time.perf_counter() - began
    return first_s


async def _bare_first_s(url: str, count: int) -> float:
    """Seconds to the first bytes over bare aiohttp, unparsed; the median of `count` at once."""
    body = {"model": "qwen-plus", "input": {"messages": [{"role": "user", "content": "你好"}]}}
    body |= {"parameters": {"result_format": "message", "incremental_output": True}}
    headers = {"Authorization": f"Bearer {API_KEY}", "X-DashScope-SSE": "enable"}
    headers["Accept"] = "text/event-stream"
    path = f"{url}/services/aigc/text-generation/generation"

    async def first_s(session: aiohttp.ClientSession) -> float:
        began, first = time.perf_counter(), 0.0
        async with session.post(path, json=body, headers=headers) as response:
            async for _ in response.content.iter_any():
                first = first or time.perf_counter() - began
        return first

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        return median(await asyncio.gather(*(first_s(session) for _ in range(count))))


def _ours(bot: ExtBot[Any], limiter: FloodRateLimiter) -> Write:
    download = AiohttpRequest().download  # of no file here
    messenger = TelegramMessenger(bot, limiter, FakeChatMigrations(), download)

    async def write(model: Tongyi) -> float:
        reply = TelegramReply(messenger, said(chat_id=XIAOMING))
        async with StreamEditor(reply) as editor:
            async for chunk in stream_chunks(model, QUESTION):
                editor.append(chunk.text)
            await editor.finish()
        return 0

    return write


def _naive(bot: Bot) -> Write:
    async def write(model: Tongyi) -> float:
        message = await bot.send_message(XIAOMING, "…")
        text, edited = "", time.perf_counter()
        async for chunk in stream_chunks(model, QUESTION):
            text += chunk.text
            if time.perf_counter() - edited >= 1:
                await message.edit_text(text)
                edited = time.perf_counter()
        await message.edit_text(text + "。")
        return 0

    return write


@dataclass(frozen=True, slots=True)
class Load:
    """One run: how many answers were whole, times the ideal time, CPU an answer, the first token."""

    complete: int
    times_ideal: float
    cpu_ms: float
    first_ms: float

    @property
    def chunk_ms(self) -> float:
        """CPU a chunk."""
        return self.cpu_ms / TOKENS


async def _run(name: str, url: str, count: int, write: Write) -> Load:
    limiter = RequestLimiter(max_concurrency=count)
    async with aclosing(
        Tongyi(model="qwen-plus", api_key=API_KEY, limiter=limiter, base_url=url)
    ) as model:
        await _listen(model)  # what is loaded late is loaded
        wall, cpu = time.perf_counter(), time.process_time()
        results = await asyncio.gather(
            *(write(model) for _ in range(count)), return_exceptions=True
        )
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    done = [result for result in results if isinstance(result, float | int)]
    first_ms = median(done) * 1000 if done else 0
    load = Load(len(done), wall / IDEAL_S, cpu / count * 1000, first_ms)
    first = f", first token after {first_ms:.0f} ms" if first_ms else ""
    print(
        f"{name}, {count} at once: {load.complete} complete, {load.times_ideal:.2f} x ideal time,"
        f" {load.cpu_ms:.1f} ms CPU each, {load.chunk_ms:.3f} ms a chunk{first}",
        flush=True,
    )
    return load


async def _measured(model_url: str, telegram_url: str, command: str) -> list[Figure]:
    clients, overheads_ms = list[Load](), list[float]()
    answers, ratios = list[Load](), list[float]()
    limiter = FloodRateLimiter(LocalFloodBudget(None))
    ours: ExtBot[Any] = ExtBot(
        TelegramServer.token,
        base_url=f"{telegram_url}/bot",
        request=AiohttpRequest(),
        rate_limiter=limiter,
    )
    naked = Bot(
        TelegramServer.token,
        base_url=f"{telegram_url}/bot",
        request=HTTPXRequest(connection_pool_size=256, pool_timeout=60, read_timeout=60),
    )
    async with ours, naked:
        for _ in range(RUNS):
            bare_ms = await _bare_first_s(model_url, 100) * 1000
            clients.append(await _run("model client alone", model_url, 100, _listen))
            overheads_ms.append(clients[-1].first_ms - bare_ms)
            answers.append(await _run("whole answers, ours", model_url, 200, _ours(ours, limiter)))
            load = await _run("whole answers, naive", model_url, 200, _naive(naked))
            ratios.append(answers[-1].cpu_ms / load.cpu_ms)
        crowd = await _run("whole answers, ours", model_url, 1000, _ours(ours, limiter))
    return [
        Figure("CPU a chunk, client alone, 100 at once", "ms", 0.12,
               [load.chunk_ms for load in clients], command),
        Figure("first token later than over bare aiohttp, 100 at once", "ms", 40,
               overheads_ms, command),
        Figure("200 answers at once against the ideal time", "x", 1.15,
               [load.times_ideal for load in answers], command),
        Figure("CPU an answer of 200 tokens, 200 at once", "ms", 60,
               [load.cpu_ms for load in answers], command),
        Figure("CPU an answer of 600 characters, against naked PTB's", "x", 0.75, ratios, command),
        Figure("whole of 200 at once", "answers", 200,
               [load.complete for load in answers], command, is_floor=True),
        Figure("whole of 1,000 at once", "answers", 1000, [crowd.complete], command, is_floor=True),
    ]  # fmt: skip


def figures(command: str) -> list[Figure]:
    """Measure."""
    with _process(_model_server) as model_url, _process(_telegram_server) as telegram_url:
        cores = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {0})
        tune_gc()
        try:
            return asyncio.run(_measured(model_url, telegram_url, command))
        finally:
            os.sched_setaffinity(0, cores)
