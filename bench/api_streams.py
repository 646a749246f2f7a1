"""Many streams of the HTTP chat, in real time, from DashScope's protocol to the client.

    python -m bench api_streams

Model server, client and Valkey are processes of their own; the CPU is that of the chat alone, pinned to
one core. The model begins every answer with the time at which it does so, by the monotonic clock, which
the processes of a machine share: the delay of a first piece is counted from there to the client. The
model writes its first token at once, and streams begin either in the same instant or spread over a
second.
"""

import asyncio
import json
import multiprocessing
import os
import re
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median, quantiles
from typing import Any

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
SPREAD_S = 1.0
RUNS = 3
_FIRST_PIECE = re.compile(rb'data: {"text":"([0-9.]+) ')
_SHORT = "短"


def _answer(body: Mapping[str, Any]) -> Says:
    """A first token with the time, which is sent in the same step of the loop; then the others."""
    tokens = 1 if _SHORT in body["input"]["messages"][-1]["content"] else TOKENS
    return Says(
        [f"{time.monotonic():.4f} ", *[CHUNK] * (tokens - 1)],
        gap_s=1 / TOKENS_PER_S,
    )


def _model_server(pipe: Connection) -> None:
    async def serve() -> None:
        async with dashscope_server() as server:
            server.answer = _answer
            pipe.send(server.url)
            await asyncio.Event().wait()

    asyncio.run(serve())


@dataclass(frozen=True, slots=True)
class Read:
    """What one client got, and when.

    Args:
        is_whole: every token came, in order.
        pieces: in which they came.
        delay_s: of the first piece, from the model's first token.
        end_s: from the start of the stream to its end.
    """

    is_whole: bool
    pieces: int
    delay_s: float
    end_s: float


async def _read(session: aiohttp.ClientSession, url: str, query: str, wait_s: float) -> Read:
    """Read a stream; what it holds is parsed at its end, so that the client delays itself little."""
    await asyncio.sleep(wait_s)
    began, delay_s, received = time.monotonic(), None, b""
    async with session.post(f"{url}/chat", json={"query": query, "stream": True}) as response:
        async for data in response.content.iter_any():
            received += data
            if delay_s is None and (first := _FIRST_PIECE.match(received)):
                delay_s = time.monotonic() - float(first[1])
    end_s = time.monotonic() - began
    rows = [row[6:] for row in received.split(b"\n\n") if row.startswith(b"data: {")]
    _, _, text = "".join([json.loads(row)["text"] for row in rows]).partition(" ")
    return Read(text == CHUNK * (TOKENS - 1), len(rows), delay_s or 0.0, end_s)


def _client(pipe: Connection) -> None:
    async def serve() -> None:
        headers = {"Authorization": "Bearer key-of-alice"}
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(headers=headers, connector=connector) as session:
            while True:
                url, count, query, spread_s = await asyncio.to_thread(pipe.recv)
                waits = [spread_s * number / count for number in range(count)]
                reads = [_read(session, url, query, wait_s) for wait_s in waits]
                pipe.send(await asyncio.gather(*reads))

    uvloop.run(serve())


@dataclass(frozen=True, slots=True)
class Load:
    """One run."""

    whole: int
    times_ideal: float
    cpu_ms: float
    pieces: float
    delays_ms: list[float]

    @property
    def p95_ms(self) -> float:
        """Of the delays of first pieces."""
        return quantiles(self.delays_ms, n=20)[-1] if len(self.delays_ms) > 1 else self.delays_ms[0]


async def _run(url: str, client: Connection, count: int, spread_s: float = 0) -> Load:
    cpu = time.process_time()
    client.send((url, count, "说", spread_s))
    reads: list[Read] = await asyncio.to_thread(client.recv)
    cpu = time.process_time() - cpu
    load = Load(
        sum(read.is_whole for read in reads),
        max(read.end_s for read in reads) / SECONDS,
        cpu / count * 1000,
        median(read.pieces for read in reads),
        [read.delay_s * 1000 for read in reads],
    )
    print(
        f"{count} streams within {spread_s:g} s: {load.whole} whole, {load.times_ideal:.2f} x ideal "
        f"time, {load.cpu_ms:.1f} ms CPU each, {load.pieces:.0f} pieces of {TOKENS} tokens; from the "
        f"model's first token to the first piece {median(load.delays_ms):.1f} ms (median), "
        f"{load.p95_ms:.1f} (p95), {max(load.delays_ms):.1f} (worst)",
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
        client.send((url, 5, _SHORT, 0))
        await asyncio.to_thread(client.recv)
        alone = await _run(url, client, 1)
        loads = [await _run(url, client, STREAMS) for _ in range(RUNS)]
        spread = [await _run(url, client, STREAMS, SPREAD_S) for _ in range(RUNS)]
    process.terminate()
    delay = "first piece after the model's first token"
    return [
        Figure("streams of 200 that were whole", "streams", STREAMS,
               [load.whole for load in (*loads, *spread)], command, is_floor=True),
        Figure("200 streams at once against the ideal time", "x", 1.15,
               [load.times_ideal for load in loads], command),
        Figure("CPU a stream of 180 tokens, 200 at once", "ms", 60,
               [load.cpu_ms for load in loads], command),
        Figure(f"{delay}, one stream", "ms", 30, alone.delays_ms, command),
        Figure(f"{delay}, 200 that start within a second, median", "ms", 30,
               [median(load.delays_ms) for load in spread], command),
        Figure(f"{delay}, 200 that start within a second, p95", "ms", 30,
               [load.p95_ms for load in spread], command),
        Figure(f"{delay}, 200 that start in the same instant, median", "ms", 30,
               [median(load.delays_ms) for load in loads], command),
        Figure(f"{delay}, 200 that start in the same instant, p95", "ms", 30,
               [load.p95_ms for load in loads], command),
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
