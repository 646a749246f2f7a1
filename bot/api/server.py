"""Runs the application with uvicorn, inside the event loop and the lifetime of the bot."""

import asyncio
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from bot.api.http_protocol import HttpProtocol
from bot.commands.cancellation import CancelScopes
from bot.errors import StartError
from bot.work.tasks import cancel_and_wait

# What fails in the application is logged there; uvicorn would log it once more.
logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)

_LAST_EVENTS_S = 1.5
"""The part of the stop grace in which stopped answers send their last events."""
_CLOSE_S = 0.5
_BACKLOG = 2048


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Let `ApiServer.start` go on when requests are taken."""
        await super().startup(sockets)
        self.is_up.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """The bot has handlers of its own."""
        yield


class ApiServer:
    """The HTTP server.

    Args:
        app: what it serves.
        host: where it listens.
        port: where it listens; 0: a free one.
        scopes: the answers under way.
    """

    def __init__(self, app: FastAPI, host: str, port: int, scopes: CancelScopes) -> None:
        self.app = app
        self._host, self._port = host, port
        self._scopes = scopes
        self._task: asyncio.Task[None] | None = None
        self._server = _Server(
            uvicorn.Config(
                app,
                http=HttpProtocol,
                log_config=None,
                access_log=False,
                lifespan="off",
                ws="none",
                proxy_headers=False,
                server_header=False,
            )
        )

    @property
    def address(self) -> str:
        """Where it listens, as a line of the log says it."""
        return f"HTTP chat on {self.url}"

    @property
    def url(self) -> str:
        """Of its root."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    def trouble(self) -> str:
        """Why no requests are taken, in English for operators; empty where they are."""
        takes = self._server.is_up.is_set() and not self._server.should_exit
        return "" if takes else "not receiving requests yet, or any more"

    async def start(self) -> None:
        """Listen; raises StartError where the address cannot be had."""
        listener = self._listen()
        self._port = listener.getsockname()[1]
        self._task = asyncio.create_task(self._server.serve([listener]))
        await self._server.is_up.wait()

    async def stop(self, grace_s: float) -> None:
        """Take no more requests, let answers end, then stop the rest with a sentence."""
        if self._task is None:
            return
        self._server.should_exit = True
        if not await self._ended(grace_s - _LAST_EVENTS_S):
            self._scopes.stop_everything()
            await self._ended(_LAST_EVENTS_S)
        self._server.force_exit = True
        await self._ended(_CLOSE_S)
        await cancel_and_wait([self._task])

    async def _ended(self, timeout_s: float) -> bool:
        assert self._task is not None  # noqa: S101 -- for mypy
        done, _ = await asyncio.wait([self._task], timeout=max(0, timeout_s))
        return bool(done)

    def _listen(self) -> socket.socket:
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(
                self._host, self._port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            listener = socket.socket(family, kind, protocol)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(_BACKLOG)
        except OSError as error:
            raise StartError(
                f"The HTTP chat cannot listen on {self._host}:{self._port} ({error.strerror}); "
                f"choose another port with BOT_API__PORT=8082."
            ) from error
        return listener
