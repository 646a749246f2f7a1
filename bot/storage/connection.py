"""The connection to Redis; every failure to reach it is a `StorageDown`."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast
from urllib.parse import urlsplit

from redis import asyncio as aioredis
from redis.asyncio.client import Pipeline
from redis.asyncio.connection import AbstractConnection, BlockingConnectionPool, ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import RedisError

from bot.errors import StartError, StorageDown
from bot.storage import cluster, keys, sentinel
from bot.storage.cluster import NotAClusterError, RedisCluster
from bot.storage.failures import translate_errors, why

log = logging.getLogger(__name__)

_CONNECTIONS = 128
_MANY_CONNECTIONS = 4096
"""Behind Sentinel and in a cluster (for each node), where redis-py has no pool that lets commands wait."""
_POOL_WAIT_S = 5.0
"""How long a command waits for a connection when all are in use."""


class _Pipeline(Pipeline):
    """A pipeline that raises `StorageDown` when the server cannot be reached."""

    async def execute(self, raise_on_error: bool = True) -> list[Any]:  # noqa: FBT001, FBT002 -- redis-py's signature
        with translate_errors():
            return await super().execute(raise_on_error)


class Redis(aioredis.Redis):
    """A client that raises `StorageDown` when the server cannot be reached."""

    async def execute_command(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 -- redis-py's signature
        """Send one command, as redis-py does; raises `StorageDown`."""
        with translate_errors():
            return await super().execute_command(*args, **options)  # type: ignore[no-untyped-call]  # redis-py

    def pipeline(self, transaction: bool = True, shard_hint: str | None = None) -> Pipeline:  # noqa: FBT001, FBT002 -- redis-py's signature
        """Collect commands and send them at once, in MULTI/EXEC by default."""
        return _Pipeline(self.connection_pool, self.response_callbacks, transaction, shard_hint)


def is_cluster(redis: Redis) -> bool:
    """Are the keys spread over several masters by their hash slots?"""
    return _as_cluster(redis) is not None


def _as_cluster(redis: object) -> RedisCluster | None:
    return redis if isinstance(redis, RedisCluster) else None


@asynccontextmanager
async def open_redis(url: str, *, errors: str = "strict") -> AsyncIterator[Redis]:
    """Connect lazily to `url` (redis://, rediss://, unix://, or see `sentinel` and `cluster`); close at the end.

    A command is tried twice before `StorageDown` is raised; each attempt lasts up to 3 s. Strings are
    returned as `str`; `errors` says what becomes of bytes that are no UTF-8 (see `bytes.decode`).

    Raises:
        StartError: the address is of another form.
    """
    options: dict[str, Any] = {
        "decode_responses": True,
        "encoding_errors": errors,
        "socket_connect_timeout": 2,
        "socket_timeout": 3,
        "health_check_interval": 30,
    }
    try:
        if urlsplit(url).scheme in cluster.SCHEMES:
            nodes = cluster.client_of(url, max_connections=_MANY_CONNECTIONS, **options)
            opened = _cluster(nodes)
        else:
            opened = _server(_pool(url, options))
    except ValueError as error:
        raise StartError(
            "The address of Redis must begin with redis://, rediss://, unix://, redis+sentinel:// or "
            "redis+cluster://."
        ) from error
    async with opened as redis:
        yield redis


@asynccontextmanager
async def _server(pool: ConnectionPool) -> AsyncIterator[Redis]:
    redis: Redis = Redis.from_pool(pool)  # type: ignore[assignment]  # it makes what it is called on
    try:
        yield redis
    finally:
        await redis.aclose()
        await sentinel.close(pool)


@asynccontextmanager
async def _cluster(redis: RedisCluster) -> AsyncIterator[Redis]:
    """The client, which has the same commands, and a pipeline that needs one slot in MULTI only."""
    try:
        yield cast("Redis", redis)
    finally:
        await redis.close_all()


def _pool(url: str, options: dict[str, Any]) -> ConnectionPool:
    options["retry"] = Retry(ExponentialBackoff(cap=0.5, base=0.05), retries=1)
    if urlsplit(url).scheme in sentinel.SCHEMES:
        return sentinel.pool_of(url, max_connections=_MANY_CONNECTIONS, **options)
    # With the plain pool the 129th command at once would count as an unreachable server.
    return BlockingConnectionPool.from_url(
        url, max_connections=_CONNECTIONS, timeout=_POOL_WAIT_S, **options
    )


async def infos(redis: Redis, section: str | None = None) -> list[dict[str, Any]]:
    """INFO of the server, or of each master of the cluster; raises `StorageDown`."""
    nodes = _as_cluster(redis)
    if nodes is None:
        return [await redis.info(section)]
    await nodes.initialize()
    masters = nodes.get_primaries()
    return list(
        await asyncio.gather(*(nodes.info(section, target_nodes=master) for master in masters))
    )


async def refuses_writes_without_copies(redis: Redis) -> bool:
    """Has the server `min-replicas-to-write`? INFO counts those that are near where it has."""
    return any("min_slaves_good_slaves" in each for each in await infos(redis, "replication"))


async def master_connections(redis: Redis) -> list[AbstractConnection]:
    """A new connection to the server, or to each master of the cluster, that nobody else uses."""
    nodes = _as_cluster(redis)
    if nodes is None:
        return [redis.connection_pool.make_connection()]  # type: ignore[no-untyped-call]  # redis-py
    await nodes.initialize()
    return [node.connection_class(**node.connection_kwargs) for node in nodes.get_primaries()]


async def check_writable(redis: Redis) -> None:
    """Store a key for a second; raises StartError."""
    try:
        await redis.set(keys.cache("check"), 1, ex=1)
    except (StorageDown, RedisError) as error:
        raise StartError(f"Redis cannot be written: {why(error)}.") from error


async def check_server(redis: Redis, url: str) -> None:
    """Check that the server at `url` answers and keeps what is stored, in a cluster each master; raises StartError."""
    place = urlsplit(url).netloc.rpartition("@")[2] or urlsplit(url).path
    try:
        policies = {each.get("maxmemory_policy") for each in await infos(redis, "memory")}
        is_node = any(each.get("cluster_enabled") for each in await infos(redis, "cluster"))
    except NotAClusterError as error:
        raise StartError(
            f"Redis at {place} is not a cluster: begin its address with redis:// or rediss://."
        ) from error
    except (StorageDown, RedisError) as error:
        raise StartError(f"Redis at {place} cannot be used: {why(error)}.") from error
    if is_node and not is_cluster(redis):
        raise StartError(
            f"Redis at {place} is a node of a cluster: begin its address with redis+cluster:// or "
            "rediss+cluster://."
        )
    for policy in policies - {"noeviction"}:
        log.warning(
            "Redis has maxmemory-policy %s and may delete stored posts; set noeviction.", policy
        )
