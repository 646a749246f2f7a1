"""The connection to Redis; every failure to reach it is a `StorageDown`."""

import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from urllib.parse import urlsplit

from redis import asyncio as aioredis
from redis.asyncio.client import Pipeline
from redis.asyncio.connection import BlockingConnectionPool, ConnectionPool
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import MasterNotFoundError
from redis.backoff import ExponentialBackoff
from redis.exceptions import (
    AuthenticationError,
    AuthenticationWrongNumberOfArgsError,
    BusyLoadingError,
    ConnectionError,  # noqa: A004 -- redis names it so
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
    TimeoutError,  # noqa: A004 -- redis names it so
)

from bot.errors import StartError, StorageDown
from bot.storage import keys, sentinel

log = logging.getLogger(__name__)

_CONNECTIONS = 128
_MANY_CONNECTIONS = 4096
"""Behind Sentinel, where redis-py has no pool that lets commands wait."""
_POOL_WAIT_S = 5.0
"""How long a command waits for a connection when all are in use."""
_WHY: Mapping[type[Exception], str] = {
    AuthenticationError: "it refuses the name or password",
    AuthenticationWrongNumberOfArgsError: "it refuses the name or password",
    NoPermissionError: "the user lacks a right",
    BusyLoadingError: "it is loading its data",
    ReadOnlyError: "it is a read-only replica",
    OutOfMemoryError: "its memory is full",
    TimeoutError: "it does not answer in time",
    ResponseError: "it refuses commands",
    MasterNotFoundError: "the sentinels know no such master",
}
_NO_WRITES = ("MISCONF", "NOREPLICAS")
"""What Redis answers by stop-writes-on-bgsave-error and by min-replicas-to-write."""
_UNREACHABLE = (ConnectionError, TimeoutError, BusyLoadingError, ReadOnlyError, OSError)


def _cannot_write(error: ResponseError) -> bool:
    """Is the server full, or its disk, or too few copies near (see _NO_WRITES)?"""
    answer = str(error).rpartition("caused error: ('")[
        2
    ]  # of a pipeline, redis-py names the command
    return isinstance(error, OutOfMemoryError) or answer.startswith(_NO_WRITES)


@contextmanager
def _translate_errors() -> Iterator[None]:
    try:
        yield
    except _UNREACHABLE as error:
        raise StorageDown from error
    except ResponseError as error:
        if _cannot_write(error):
            raise StorageDown from error
        raise


class _Pipeline(Pipeline):
    """A pipeline that raises `StorageDown` when the server cannot be reached."""

    async def execute(self, raise_on_error: bool = True) -> list[Any]:  # noqa: FBT001, FBT002 -- redis-py's signature
        with _translate_errors():
            return await super().execute(raise_on_error)


class Redis(aioredis.Redis):
    """A client that raises `StorageDown` when the server cannot be reached."""

    async def execute_command(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 -- redis-py's signature
        """Send one command, as redis-py does; raises `StorageDown`."""
        with _translate_errors():
            return await super().execute_command(*args, **options)  # type: ignore[no-untyped-call]  # redis-py

    def pipeline(self, transaction: bool = True, shard_hint: str | None = None) -> Pipeline:  # noqa: FBT001, FBT002 -- redis-py's signature
        """Collect commands and send them at once, in MULTI/EXEC by default."""
        return _Pipeline(self.connection_pool, self.response_callbacks, transaction, shard_hint)


@asynccontextmanager
async def open_redis(url: str, *, errors: str = "strict") -> AsyncIterator[Redis]:
    """Connect lazily to `url` (redis://, rediss://, unix://, or see `sentinel`); close at the end.

    A command is tried twice before `StorageDown` is raised; each attempt lasts up to 3 s. Strings are
    returned as `str`; `errors` says what becomes of bytes that are no UTF-8 (see `bytes.decode`).

    Raises:
        StartError: the address is of another form.
    """
    try:
        pool = _pool(url, errors)
    except ValueError as error:
        raise StartError(
            "The address of Redis must begin with redis://, rediss://, unix:// or redis+sentinel://; "
            "Cluster is not supported."
        ) from error
    redis: Redis = Redis.from_pool(pool)  # type: ignore[assignment]  # it makes what it is called on
    try:
        yield redis
    finally:
        await redis.aclose()
        await sentinel.close(pool)


def _pool(url: str, errors: str) -> ConnectionPool:
    options: dict[str, Any] = {
        "decode_responses": True,
        "encoding_errors": errors,
        "socket_connect_timeout": 2,
        "socket_timeout": 3,
        "retry": Retry(ExponentialBackoff(cap=0.5, base=0.05), retries=1),
        "health_check_interval": 30,
    }
    if urlsplit(url).scheme in sentinel.SCHEMES:
        return sentinel.pool_of(url, max_connections=_MANY_CONNECTIONS, **options)
    # With the plain pool the 129th command at once would count as an unreachable server.
    return BlockingConnectionPool.from_url(
        url, max_connections=_CONNECTIONS, timeout=_POOL_WAIT_S, **options
    )


async def check_writable(redis: Redis) -> None:
    """Store a key for a second; raises StartError."""
    try:
        await redis.set(keys.cache("check"), 1, ex=1)
    except (StorageDown, RedisError) as error:
        raise StartError(f"Redis cannot be written: {_why(error)}.") from error


def _why(error: Exception) -> str:
    """Why a server cannot be used, in words."""
    cause = error.__cause__ or error
    for kind, words in _WHY.items():
        if isinstance(cause, kind):
            return words
    return "it does not answer"


async def check_server(redis: Redis, url: str) -> None:
    """Check that the server at `url` answers and keeps what is stored; raises StartError."""
    place = urlsplit(url).netloc.rpartition("@")[2] or urlsplit(url).path
    try:
        policy = (await redis.info("memory")).get("maxmemory_policy")
    except (StorageDown, RedisError) as error:
        raise StartError(f"Redis at {place} cannot be used: {_why(error)}.") from error
    if policy != "noeviction":
        log.warning(
            "Redis has maxmemory-policy %s and may delete stored posts; set noeviction.", policy
        )
