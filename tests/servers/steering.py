"""Scripts a model server: what it answers next; and records the calls it gets."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

API_KEY = "sk-test-0123456789abcdef"


@dataclass(frozen=True)
class Says:
    """A stream of chunks; each `*_at` is the index of a chunk that is never sent.

    Args:
        chunks: sent one by one.
        thinking: reasoning sent before them.
        gap_s: seconds after each chunk.
        error_at: index, status, code and message of an error event that ends the stream.
        cut_at: the connection is reset there.
        hang_at: nothing is sent from there on, or comment lines only if `heartbeats`.
        heartbeats: whether a comment line is sent every 0.05 s while hanging.
        ends: False closes the stream without a finish reason.
        finish: the finish reason.
        found: title and address of the pages that a web search found, where the request allows one.
    """

    chunks: Sequence[str] = ("你", "好", "！")
    thinking: Sequence[str] = ()
    gap_s: float = 0
    error_at: tuple[int, int, str, str] | None = None
    cut_at: int | None = None
    hang_at: int | None = None
    heartbeats: bool = False
    ends: bool = True
    finish: str = "stop"
    found: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Fails:
    """An error response."""

    status: int
    code: str
    message: str = "no"


Answer = Says | Fails
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class ModelServer:
    """Answers with the entries of `script`, one a call, then with what `answer` returns for the body."""

    url: str = ""
    script: deque[Answer] = field(default_factory=deque)
    answer: Callable[[Mapping[str, Any]], Answer] = lambda _: Says()
    bodies: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    open: int = 0
    most_open: int = 0
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)
    hanging: asyncio.Event = field(default_factory=asyncio.Event)
    beaten: asyncio.Event = field(default_factory=asyncio.Event)
    """While hanging: 0.05 s have passed, and a heartbeat was sent where there are any."""

    def will(self, *answers: Answer) -> None:
        """Append to the script."""
        self.script.extend(answers)

    def next(self, path: str, body: dict[str, Any]) -> Answer:
        """Record a call and return the answer to it."""
        self.bodies.append(body)
        self.paths.append(path)
        return self.script.popleft() if self.script else self.answer(body)


class Wire:
    """Encodes the events of one protocol."""

    def chunk(self, text: str, number: int) -> bytes:
        raise NotImplementedError

    def thought(self, text: str, number: int) -> bytes:
        raise NotImplementedError

    def error(self, number: int, status: int, code: str, message: str) -> bytes:
        raise NotImplementedError

    def end(self, chunks: int, reason: str) -> bytes:
        raise NotImplementedError


async def stream(
    server: ModelServer, says: Says, wire: Wire, request: web.Request
) -> web.StreamResponse:
    """Send a scripted stream."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream;charset=UTF-8"})
    await response.prepare(request)
    server.open += 1
    server.most_open = max(server.most_open, server.open)
    try:
        await _write(server, says, wire, request, response)
    except asyncio.CancelledError:
        server.cancelled.set()
        raise
    finally:
        server.open -= 1
    return response


async def _write(
    server: ModelServer, says: Says, wire: Wire, request: web.Request, response: web.StreamResponse
) -> None:
    for number, thought in enumerate(says.thinking):
        await response.write(wire.thought(thought, number))
    for number in range(len(says.chunks) + 1):
        if says.error_at and number == says.error_at[0]:
            await response.write(wire.error(number, *says.error_at[1:]))
            return
        if number == says.cut_at and request.transport:
            await asyncio.sleep(0.05)  # the client must read what was sent before the reset
            request.transport.abort()
            return
        if number == says.hang_at:
            server.hanging.set()
            await _hang(server, response, heartbeats=says.heartbeats)
        if number < len(says.chunks):
            await response.write(wire.chunk(says.chunks[number], number))
            await asyncio.sleep(says.gap_s)
    if says.ends:
        await response.write(wire.end(len(says.chunks), says.finish))


async def _hang(server: ModelServer, response: web.StreamResponse, *, heartbeats: bool) -> None:
    while True:
        await asyncio.sleep(0.05)
        if heartbeats:
            await response.write(b": heartbeat\n\n")
        server.beaten.set()


@asynccontextmanager
async def serve(
    server: ModelServer,
    handlers: Mapping[str, Handler],
    root: str,
) -> AsyncIterator[ModelServer]:
    """Serve on loopback; `handler_cancellation` shows a test that the client has disconnected."""
    app = web.Application(client_max_size=16 * 1024 * 1024)
    for path, handler in handlers.items():
        app.router.add_post(root + path, handler)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    server.url = f"http://{host}:{port}{root}"
    try:
        yield server
    finally:
        await runner.cleanup()
