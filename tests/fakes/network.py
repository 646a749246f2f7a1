"""A network between the bot and a server that a test may cut or slow down: a TCP proxy."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Self

_PIECE_BYTES = 64 * 1024
Connect = Callable[[], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]


class Network:
    """Listens on a port of this machine and passes on what comes; use it with `async with`.

    Args:
        connect: connects with the server.
    """

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._open: set[asyncio.StreamWriter] = set()
        self.delay_s = 0.0
        """Before each piece, in both directions."""
        self.is_cut = False
        self.port = 0

    @classmethod
    def to_socket(cls, socket: Path) -> Self:
        """To a server at a Unix socket."""
        return cls(lambda: asyncio.open_unix_connection(socket))

    @classmethod
    def to_port(cls, port: int) -> Self:
        """To a server at a port of this machine."""
        return cls(lambda: asyncio.open_connection("127.0.0.1", port))

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._pass, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self.cut()
        self._server.close()

    def cut(self) -> None:
        """Reset what is open and refuse what comes, until `is_cut` is False again."""
        self.is_cut = True
        for writer in self._open:
            writer.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_cut:
            writer.transport.abort()
            return
        try:
            there, back = await self._connect()
        except OSError:  # the server is not there
            writer.transport.abort()
            return
        self._open |= {writer, back}
        try:
            await asyncio.gather(self._pump(reader, back), self._pump(there, writer))
        finally:
            for end in (writer, back):
                end.close()
                self._open.discard(end)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await reader.read(_PIECE_BYTES):
                await asyncio.sleep(self.delay_s)
                writer.write(piece)
                await writer.drain()
        writer.close()
