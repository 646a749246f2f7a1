"""A copy of the store as it was at one moment, on a server of its own that ends with the backup.

The store is asked for its data as a replica asks (SYNC): the server forks, and the child sends what is
there at that moment, while the bot goes on. That works over every kind of address, and takes no lock.

Each master of a cluster is asked at the same time, and sends its part as it is at a moment of its own. Keys
that one script touches share a slot, so they are of one moment.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from redis.asyncio.connection import AbstractConnection
from redis.exceptions import RedisError, ResponseError

from bot.errors import StartError
from bot.storage.connection import Redis, master_connections, open_redis
from bot.storage.embedded import server_of_file
from bot.work.tasks import cancel_and_wait

_SILENCE_S = 60
"""The server sends an empty line every second while it prepares the data."""
_CHUNK_BYTES = 1024**2
_FILE = "copy.rdb"
_END_MARK = b"$EOF:"


@asynccontextmanager
async def snapshot(redis: Redis, beside: Path) -> AsyncIterator[list[Redis]]:
    """Clients of the copies, one of each master; they lie in private folders in `beside` meanwhile.

    Raises:
        StartError: a server does not send its data, or a copy cannot be read or written.
    """
    connections = await master_connections(redis)
    try:
        async with AsyncExitStack() as stack:
            folders = [
                Path(
                    stack.enter_context(tempfile.TemporaryDirectory(prefix=".backup-", dir=beside))
                )
                for _ in connections
            ]
            await _receive_all(connections, folders)
            copies = map(_copy_in, folders, (connection.db for connection in connections))
            yield [await stack.enter_async_context(copy) for copy in copies]
    except OSError as error:
        raise StartError(f"No backup can be made in {beside} ({error.strerror}).") from error


async def _receive_all(connections: list[AbstractConnection], folders: list[Path]) -> None:
    receiving = [
        asyncio.create_task(_receive(connection, folder / _FILE))
        for connection, folder in zip(connections, folders, strict=True)
    ]
    try:
        await asyncio.gather(*receiving)
    finally:
        await cancel_and_wait(receiving)


@asynccontextmanager
async def _copy_in(folder: Path, database: str | int) -> AsyncIterator[Redis]:
    async with (
        server_of_file(folder, _FILE, databases=int(database) + 1) as url,
        open_redis(f"{url}?db={database}", errors="surrogateescape") as copy,
    ):
        yield copy


async def _receive(connection: AbstractConnection, target: Path) -> None:
    try:
        with target.open("wb") as file:
            await connection.connect()  # type: ignore[no-untyped-call]  # redis-py
            try:
                await _receive_from(connection, file)
            finally:
                await connection.disconnect()
    except (RedisError, ConnectionError, asyncio.IncompleteReadError, TimeoutError) as error:
        raise StartError("The connection to Redis broke during the backup; try again.") from error


async def _receive_from(connection: AbstractConnection, file: BinaryIO) -> None:
    for option in (("capa", "eof"), ("rdb-only", "1")):
        await connection.send_command("REPLCONF", *option)
        with suppress(ResponseError):  # Redis 6.2 knows no rdb-only: more follows the copy
            await connection.read_response()
    await connection.send_command("SYNC")
    reader = connection._reader  # noqa: SLF001 -- redis-py reads answers only, and this is none
    if reader is None:
        raise ConnectionError
    head = b""
    while not head.startswith((b"$", b"-")):
        async with asyncio.timeout(_SILENCE_S):
            head = await reader.readuntil(b"\n")
    head = head.strip()
    if head.startswith(b"-"):
        raise StartError(
            f"Redis refuses to send its data ({head[1:].decode(errors='replace')}): the user of redis.url "
            f"needs the right to SYNC. Where a hosted service forbids it, use the backups of that service."
        )
    if head.startswith(_END_MARK):
        await _copy_until(reader, head.removeprefix(_END_MARK), file)
    else:
        await _copy(reader, int(head[1:]), file)


async def _copy(reader: asyncio.StreamReader, size: int, file: BinaryIO) -> None:
    while size > 0:
        chunk = await _chunk(reader, min(size, _CHUNK_BYTES))
        file.write(chunk)
        size -= len(chunk)


async def _copy_until(reader: asyncio.StreamReader, mark: bytes, file: BinaryIO) -> None:
    """Copy what comes before the mark, which nothing else contains."""
    held = b""
    while (end := held.find(mark)) < 0:
        file.write(held[: -len(mark)])
        held = held[-len(mark) :] + await _chunk(reader, _CHUNK_BYTES)
    file.write(held[:end])


async def _chunk(reader: asyncio.StreamReader, size: int) -> bytes:
    async with asyncio.timeout(_SILENCE_S):
        chunk = await reader.read(size)
    if not chunk:
        raise ConnectionError
    return chunk
