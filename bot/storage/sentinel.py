"""Redis behind Sentinel, whose servers know which Redis server is the master.

Addresses: `redis+sentinel://user:password@one:26379,two:26379/mymaster/0`, with `rediss+sentinel`
for TLS to the Redis servers. The path is the name of the master and the number of the database. User and
password are those of Redis; `?sentinel_password=…` is the sentinels'.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from redis.asyncio.connection import ConnectionPool
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel, SentinelConnectionPool
from redis.backoff import NoBackoff

SCHEMES = ("redis+sentinel", "rediss+sentinel")
_PORT = 26379
_ANSWER_S = 0.5
"""A sentinel that does not answer in time is skipped."""


@dataclass(frozen=True, slots=True)
class SentinelAddress:
    """The parts of an address."""

    sentinels: tuple[tuple[str, int], ...]
    name: str
    database: int = 0
    username: str | None = None
    password: str | None = None
    sentinel_password: str | None = None
    tls: bool = False


def parse_address(url: str) -> SentinelAddress:
    """Read an address; raises ValueError."""
    parts = urlsplit(url)
    login, _, hosts = parts.netloc.rpartition("@")
    username, _, password = login.partition(":")
    name, _, database = parts.path.strip("/").partition("/")
    query = parse_qs(parts.query)
    if not name or not hosts:
        raise ValueError(url)
    return SentinelAddress(
        tuple(parse_hosts(hosts, _PORT)),
        name,
        int(database or 0),
        unquote(username) or None,
        unquote(password) or None,
        query.get("sentinel_password", [None])[0],
        parts.scheme == SCHEMES[1],
    )


def pool_of(url: str, **options: Any) -> SentinelConnectionPool:
    """Connections to the server that is the master now; raises ValueError."""
    place = parse_address(url)
    asked = {
        "socket_timeout": _ANSWER_S,
        "socket_connect_timeout": _ANSWER_S,
        "retry": Retry(NoBackoff(), 0),  # another sentinel is asked instead
    }
    manager = Sentinel(  # type: ignore[no-untyped-call]  # redis-py
        place.sentinels, sentinel_kwargs={**asked, "password": place.sentinel_password}
    )
    options |= {"db": place.database, "username": place.username, "password": place.password}
    if place.tls:
        options["ssl"] = True
    return SentinelConnectionPool(place.name, manager, **options)  # type: ignore[no-untyped-call]  # redis-py


async def close(pool: ConnectionPool) -> None:
    """Close the connections to the sentinels, if the pool is one of `pool_of`."""
    if isinstance(pool, SentinelConnectionPool):
        for server in pool.sentinel_manager.sentinels:
            await server.aclose()


def parse_hosts(hosts: str, default_port: int) -> list[tuple[str, int]]:
    """Host and port of each of `one:1,two:2`; raises ValueError."""
    split = [host.rpartition(":") for host in hosts.split(",")]
    return [(name, int(port)) if name else (port, default_port) for name, _, port in split]
