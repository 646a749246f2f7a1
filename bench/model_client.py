"""CPU of the model client for each chunk, compared with reading over the dashscope SDK alone.

python -m bench model_client

The server is a process of its own; the CPU is that of this process alone, pinned to one core.
`paced` sends 30 tokens a second to each of 100 streams, `burst` sends without pauses.
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
from dashscope import AioGeneration
from langchain_core.messages import HumanMessage

from bench.figure import Figure
from bot.app.gc_tuning import tune_gc
from bot.chains.chunks import stream_chunks
from bot.chains.request_limiter import RequestLimiter
from bot.chains.tongyi import Tongyi
from tests.servers.dashscope import dashscope_server
from tests.servers.steering import API_KEY, Says

RUNS = 7
MAX_RATIO = 1.4
Read = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Load:
    """`streams` at once, each of `tokens` tokens with `gap_s` seconds between them."""

    name: str
    streams: int
    tokens: int
    gap_s: float


LOADS = (Load("paced", 100, 100, 1 / 30), Load("burst", 50, 200, 0))


def _serve(pipe: Connection, load: Load) -> None:
    async def serve() -> None:
        async with dashscope_server() as server:
            server.answer = lambda _: Says(["字，"] * load.tokens, gap_s=load.gap_s)
            pipe.send(server.url)
            await asyncio.Event().wait()

    asyncio.run(serve())


@contextmanager
def _server(load: Load) -> Iterator[str]:
    """The address of a model server in another process."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=_serve, args=(theirs, load), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()


def _over_sdk(url: str, session: aiohttp.ClientSession) -> Read:
    async def read() -> None:
        messages: Any = [{"role": "user", "content": "你好"}]  # the SDK takes these, too
        responses: Any = await AioGeneration.call(
            model="qwen-plus",
            messages=messages,
            api_key=API_KEY,
            stream=True,
            incremental_output=True,
            result_format="message",
            session=session,
            base_address=url,
        )
        async for response in responses:
            assert response.output.choices[0].message.content is not None

    return read


def _over_client(model: Tongyi) -> Read:
    async def read() -> None:
        async with aclosing(stream_chunks(model, [HumanMessage("你好")])) as chunks:
            async for chunk in chunks:
                assert chunk.text

    return read


async def _cpu_us(read: Read, load: Load) -> float:
    """Microseconds of CPU for each token."""
    await read()  # imports and caches
    begun = time.process_time()
    await asyncio.gather(*(read() for _ in range(load.streams)))
    return (time.process_time() - begun) / (load.streams * load.tokens) * 1e6


async def _ratios(url: str, load: Load) -> list[float]:
    limiter = RequestLimiter(max_concurrency=load.streams)
    model = Tongyi(model="qwen-plus", api_key=API_KEY, limiter=limiter, base_url=url)
    connector = aiohttp.TCPConnector(limit=0)
    sdk, client = list[float](), list[float]()
    async with aclosing(model), aiohttp.ClientSession(connector=connector) as session:
        for _ in range(RUNS):
            sdk.append(await _cpu_us(_over_sdk(url, session), load))
            client.append(await _cpu_us(_over_client(model), load))
    print(
        f"{load.name}: SDK alone {median(sdk):.0f} us a chunk ({min(sdk):.0f} to {max(sdk):.0f}),"
        f" model client {median(client):.0f} us ({min(client):.0f} to {max(client):.0f})",
        flush=True,
    )
    return [ours / theirs for ours, theirs in zip(client, sdk, strict=True)]


def figures() -> list[Figure]:
    """Measure."""
    cores = os.sched_getaffinity(0)
    measured = []
    for load in LOADS:
        with _server(load) as url:
            os.sched_setaffinity(0, {0})
            tune_gc()
            try:
                ratios = asyncio.run(_ratios(url, load))
            finally:
                os.sched_setaffinity(0, cores)
        name = f"CPU a chunk of the model client against the SDK alone, {load.name}"
        measured.append(Figure(name, "x", MAX_RATIO, ratios, "python -m bench model_client"))
    return measured
