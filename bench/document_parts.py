"""A long document in parts: time beside the critical path, a cancel, a part that fails, and kill -9.

python -m bench document_parts

200 pages in 40 parts; a server of this machine answers each call after a second. Eight calls are open
at once, so the critical path is five rounds and the summary of the notes: 6 s.
"""

import asyncio
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
import uvloop

from bench.figure import Figure
from bot.chains.factory import ModelConfig, chat_model
from bot.chains.summarize import ModelSummarizer
from bot.chains.token_count import count_tokens
from bot.models.document import Document
from bot.models.llm import Chunk, Progress
from bot.models.usage import Caller
from bot.ports.llm import Cache
from bot.storage.cache import RedisCache
from bot.storage.connection import open_redis
from bot.storage.embedded import embedded_redis
from tests.fakes.llm import FakeCache
from tests.fakes.usage import FakeUsage
from tests.servers.dashscope import TEXT_PATH, dashscope_server
from tests.servers.steering import API_KEY, Answer, Fails, ModelServer, Says

MODEL = "qwen-plus"
PAGES, PARTS, AT_ONCE, CALL_S = 200, 40, 8, 1.0
CRITICAL_PATH_S = (PARTS / AT_ONCE + 1) * CALL_S
CONTEXT_TOKENS = 6_100
"""Of which a part fills 60 %: five pages."""
RUNS = 3
STOP_AT_S = 2.5
"""After two rounds, in the middle of the third."""
FAILING_PAGE = 117
COMMAND = "python -m bench document_parts"


def document() -> Document:
    """200 pages of about 1,100 characters, each begins with its number."""
    sentence = "本页记录各部门的预算执行情况，差额超过百分之五的项目须写明原因与改进办法。"
    pages = tuple((page, f"第{page}页。\n" + sentence * 30) for page in range(1, PAGES + 1))
    return Document("\f".join(text for _, text in pages), pages, "report.pdf")


def first_page(body: Mapping[str, Any]) -> int | None:
    """The first page of the part that a call is about; None for the summary of the notes."""
    found = re.search(r"\[p(\d+)\]", str(body["input"]["messages"][-1]["content"]))
    return int(found[1]) if found else None


def answer(body: Mapping[str, Any]) -> Answer:
    """Notes on a part, or the summary, after a second."""
    return Says(["总结。" if first_page(body) is None else "笔记。"], gap_s=CALL_S)


@asynccontextmanager
async def summarizer(server_url: str, cache: Cache) -> AsyncIterator[ModelSummarizer]:
    """The summariser as the factory builds it."""
    config = ModelConfig("tongyi", MODEL, MODEL, API_KEY, server_url)
    async with aclosing(chat_model(config, MODEL)) as model:
        yield ModelSummarizer(model, cache, FakeUsage(), context_tokens=CONTEXT_TOKENS)


async def summarise(server_url: str, cache: Cache) -> str:
    """Plan and summarise the document, as a command does."""
    async with summarizer(server_url, cache) as summaries:
        given = document()
        await summaries.plan(given)
        text = ""
        async for item in summaries.summarize(given, caller=Caller(1, 1, "1")):
            if isinstance(item, Chunk):
                text += item.text
            elif isinstance(item, Progress):
                assert item.total == PARTS, f"{item.total} parts"
        return text


async def ratios(server: ModelServer) -> list[float]:
    """Wall time by the critical path, for each run.

    Prints the processor time, server included, and how long a client without anything around it takes
    for the same calls: what is over 6 s of that is the load of the machine.
    """
    values = []
    for _ in range(RUNS):
        bare_s = await bare_client_s(server)
        start_s, cpu_s = time.perf_counter(), time.process_time()
        await summarise(server.url, FakeCache())
        wall_s = time.perf_counter() - start_s
        values.append(wall_s / CRITICAL_PATH_S)
        cpu_s = time.process_time() - cpu_s
        print(
            f"{wall_s:.2f} s, processor {cpu_s:.2f} s, bare client {bare_s:.2f} s", file=sys.stderr
        )
    return values


async def bare_client_s(server: ModelServer) -> float:
    """Seconds for 40 calls, eight at once, and one more."""
    start_s = time.perf_counter()
    slots = asyncio.Semaphore(AT_ONCE)
    headers = {"Authorization": f"Bearer {API_KEY}", "X-DashScope-SSE": "enable"}
    messages = [{"role": "user", "content": "[p1]"}]
    body = {
        "model": MODEL,
        "input": {"messages": messages},
        "parameters": {"result_format": "message", "incremental_output": True},
    }

    async def call() -> None:
        async with slots, session.post(server.url + TEXT_PATH, json=body) as response:
            assert response.status == 200, await response.text()
            await response.read()

    async with aiohttp.ClientSession(headers=headers) as session:
        await asyncio.gather(*(call() for _ in range(PARTS)))
        await call()
    return time.perf_counter() - start_s


async def open_after_cancel(server: ModelServer) -> float:
    """Calls that are open, or were begun, 0.2 s after a cancel in the middle."""
    task = asyncio.create_task(summarise(server.url, FakeCache()))
    await asyncio.sleep(STOP_AT_S)
    assert server.open == AT_ONCE
    task.cancel()
    begun = len(server.bodies)
    await asyncio.sleep(0.2)
    return float(server.open + len(server.bodies) - begun)


async def named_failures(server: ModelServer) -> float:
    """How many parts the summary names where one fails: its pages and nothing else."""

    def failing(body: Mapping[str, Any]) -> Answer:
        is_failing = f"[p{FAILING_PAGE}]" in str(body["input"]["messages"][-1]["content"])
        return Fails(400, "InvalidParameter") if is_failing else answer(body)

    server.answer = failing
    text = await summarise(server.url, FakeCache())
    server.answer = answer
    [pages] = re.findall(r"第 (\d+)\D(\d+) 页", text)
    first, last = map(int, pages)
    return float(first <= FAILING_PAGE <= last and last - first < PAGES / PARTS)


async def asked_again(server: ModelServer) -> float:
    """Parts whose answer had arrived before a kill -9, and that were asked again after it."""
    with TemporaryDirectory(prefix="bench-") as folder:
        async with embedded_redis(Path(folder)) as url, open_redis(url) as redis:
            server.bodies.clear()
            command = [sys.executable, "-m", "bench.document_parts", url, server.url]
            child = subprocess.Popen(command)  # noqa: ASYNC220 -- it is to be killed
            while len(server.bodies) < AT_ONCE:  # noqa: ASYNC110 -- it records calls, no event
                await asyncio.sleep(0.01)
            await asyncio.sleep(STOP_AT_S)
            child.kill()
            before = [first_page(body) for body in server.bodies]
            arrived = set(before[: len(before) - server.open])
            assert len(arrived) >= 2 * AT_ONCE
            server.bodies.clear()
            await summarise(server.url, RedisCache(redis))
            after = {first_page(body) for body in server.bodies}
            child.wait()
            print(f"{len(arrived)} arrived, {len(after) - 1} asked after it", file=sys.stderr)
            return float(len(arrived & after))


async def measured() -> list[Figure]:
    """All figures, with one server."""
    await asyncio.to_thread(count_tokens, "1")  # loads its vocabulary, as the bot has done by then
    async with dashscope_server() as server:
        server.answer = answer
        return [
            Figure("200 pages, 40 parts: wall by critical path", "", 1.05, await ratios(server), COMMAND),
            Figure("calls open 0.2 s after a cancel", "", 1, [await open_after_cancel(server)], COMMAND),
            Figure("failing parts named, of 1", "", 1, [await named_failures(server)], COMMAND, is_floor=True),
            Figure("arrived parts asked again after kill -9", "", 1, [await asked_again(server)], COMMAND),
        ]  # fmt: skip


def figures() -> list[Figure]:
    """Measure."""
    return uvloop.run(measured())


async def _child(redis_url: str, server_url: str) -> None:
    async with open_redis(redis_url) as redis:
        await summarise(server_url, RedisCache(redis))


if __name__ == "__main__":
    uvloop.run(_child(*sys.argv[1:]))
