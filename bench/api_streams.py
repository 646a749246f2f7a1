"""Many streams of the HTTP chat at once, in real time, from DashScope's protocol to the client.

Model server, client and Valkey are processes of their own; the CPU is that of the chat alone, pinned to
one core.
"""

import asyncio
import json
import multiprocessing
import os
import tempfile
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median

import aiohttp
import uvloop

from bench.concurrent_answers import CHUNK, _process
from bench.figure import Figure
from bot.app.gc_tuning import tune_gc
from bot.storage.connection import open_redis
from tests.fakes.api import running_chat, settings_for
from tests.fakes.valkey import ValkeyServer
from tests.servers.dashscope import dashscope_server
from tests.servers.steering import Says

STREAMS = 200
TOKENS_PER_S = 30
SECONDS = 6
TOKENS = TOKENS_PER_S * SECONDS
WHOLE = CHUNK * TOKENS
RUNS = 3


def _model_server(pipe: Connection) -> None:
    async def serve() -> None:
        async with dashscope_server() as server:
            server.answer = lambda body: Says(
                [CHUNK] * (1 if "短" in body["input"]["messages"][-1]["content"] else TOKENS),
                gap_s=1 / TOKENS_PER_S,
            )
            pipe.send(server.url)
            await asyncio.Event().wait()

    asyncio.run(serve())


@dataclass(frozen=True, slots=True)
class Read:
    """What one client got: the text, and seconds until the first piece and the end."""

    text: str
    pieces: int
    first_s: float
    end_s: float


async def _read(session: aiohttp.ClientSession, url: str, query: str) -> Read:
    began, first_s, pieces, text = time.perf_counter(), 0.0, 0, ""
    body = {"query": query, "stream": True}
    async with session.post(f"{url}/chat", json=body) as response:
        async for line in response.content:
            if line.startswith(b"data: {"):
                first_s = first_s or time.perf_counter() - began
                pieces += 1
                text += json.loads(line[6:])["text"]
    return Read(text, pieces, first_s, time.perf_counter() - began)


def _client(pipe: Connection) -> None:
    async def serve() -> None:
        headers = {"Authorization": "Bearer key-of-alice"}
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(headers=headers, connector=connector) as session:
            while True:
                url, count, query = await asyncio.to_thread(pipe.recv)
                reads = (_read(session, url, query) for _ in range(count))
                pipe.send(await asyncio.gather(*reads))

    asyncio.run(serve())


@dataclass(frozen=True, slots=True)
class Load:
    """One run."""

    whole: int
    times_ideal: float
    cpu_ms: float
    first_ms: float
    pieces: float


async def _run(url: str, client: Connection, count: int) -> Load:
    cpu = time.process_time()
    client.send((url, count, "说"))
    reads: list[Read] = await asyncio.to_thread(client.recv)
    cpu = time.process_time() - cpu
    load = Load(
        sum(read.text == WHOLE for read in reads),
        max(read.end_s for read in reads) / SECONDS,
        cpu / count * 1000,
        median(read.first_s for read in reads) * 1000,
        median(read.pieces for read in reads),
    )
    print(
        f"{count} streams at once: {load.whole} whole, {load.times_ideal:.2f} x ideal time, "
        f"{load.cpu_ms:.1f} ms CPU each, first piece after {load.first_ms:.0f} ms (median), "
        f"{load.pieces:.0f} pieces of {TOKENS} tokens",
        flush=True,
    )
    return load


async def _measured(model_url: str, redis_url: str, command: str) -> list[Figure]:
    spawn = multiprocessing.get_context("spawn")
    client, theirs = spawn.Pipe()
    process = spawn.Process(target=_client, args=(theirs,), daemon=True)
    process.start()
    settings = settings_for(model_url).model_copy(update={"budget": None})
    async with open_redis(redis_url) as redis, running_chat(redis, settings, listens=True) as chat:
        os.sched_setaffinity(0, {0})
        tune_gc()
        url = str(chat.client.base_url).rstrip("/")
        client.send((url, 5, "短"))
        await asyncio.to_thread(client.recv)
        alone = await _run(url, client, 1)
        loads = [await _run(url, client, STREAMS) for _ in range(RUNS)]
    process.terminate()
    return [
        Figure("streams of 200 that were whole", "streams", STREAMS,
               [load.whole for load in loads], command, is_floor=True),
        Figure("200 streams at once against the ideal time", "x", 1.15,
               [load.times_ideal for load in loads], command),
        Figure("CPU a stream of 180 tokens, 200 at once", "ms", 60,
               [load.cpu_ms for load in loads], command),
        Figure("first piece of one stream, the model's token at once", "ms", 30,
               [alone.first_ms], command),
    ]  # fmt: skip


def figures(command: str = "python -m bench api_streams") -> list[Figure]:
    """Measure."""
    cores = os.sched_getaffinity(0)
    with (
        tempfile.TemporaryDirectory(prefix="valkey-") as folder,
        _process(_model_server) as model_url,
    ):
        valkey = ValkeyServer(Path(folder), durable=False)
        valkey.start()
        try:
            return uvloop.run(_measured(model_url, valkey.url, command))
        finally:
            os.sched_setaffinity(0, cores)
            valkey.kill()
