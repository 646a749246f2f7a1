"""Redis Cluster, whose masters have a part of the hash slots each.

Addresses: `redis+cluster://user:password@one:6379,two:6379`, with `rediss+cluster` for TLS. Any of the
nodes will do: each knows the others.

The client is redis-py's. What is overridden has its reason beside it, and is about redis-py 8.1; look there
whether a newer one still needs it (docs/decisions/0103 has the figures).
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from urllib.parse import unquote, urlsplit

from redis import asyncio as aioredis
from redis.asyncio.cluster import (
    AbstractStrategy,
    ClusterNode,
    ClusterPipeline,
    ClusterPubSub,
    TransactionStrategy,
)
from redis.asyncio.connection import Connection, SSLConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import (
    AskError,
    ConnectionError,  # noqa: A004 -- redis names it so
    RedisClusterException,
    RedisError,
    SlotNotCoveredError,
    TimeoutError,  # noqa: A004 -- redis names it so
)

from bot.errors import StorageDown
from bot.storage.failures import translate_errors
from bot.storage.sentinel import parse_hosts
from bot.work.tasks import cancel_and_wait

SCHEMES = ("redis+cluster", "rediss+cluster")
_PORT = 6379
_DISABLED = "cluster support disabled"
_RETRIES = 1
"""As on one server; MOVED does not count."""
_REFRESH_PAUSE_S = 0.2
"""How long who met a dead master waits for its copy to take over, before the command is tried again."""


class NotAClusterError(StorageDown):
    """The server answers, and it is no node of a cluster."""


class _Connection(Connection):
    """Fails as a broken connection does when it was closed between a command's turn and its bytes.

    After a failure redis-py closes a node's free connections, one of which may just be taken; and a master
    that dies closes them. 8.1 raises an AttributeError or uvloop's RuntimeError then, the version after it a
    ConnectionError too (redis-py #4288).
    """

    async def _send_packed_command(self, command: Iterable[bytes]) -> None:
        if self._writer is None or self._writer.is_closing():
            raise ConnectionError("closed meanwhile")
        await super()._send_packed_command(command)


class _TlsConnection(_Connection, SSLConnection):
    """The same, encrypted."""


class _Transaction(TransactionStrategy):
    """MULTI … EXEC on the master of the one slot that its keys share."""

    # redis-py finds the slot of each command at once, by a thread with an event loop of its own; where the
    # slots must be asked for, that ends in "Lock is bound to a different event loop". Here `execute` does it.
    def execute_command(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 -- redis-py's signature
        return AbstractStrategy.execute_command(self, *args, **options)

    async def execute(self, *args: Any, **options: Any) -> list[Any]:
        client = self._pipe.cluster_client
        await client.initialize()
        commands = [each.args for each in self._command_queue if each.args != ("TIME",)]
        self._pipeline_slots = {await client._determine_slot(*each) for each in commands}  # noqa: SLF001 -- redis-py asks it so
        return await super().execute(*args, **options)

    # redis-py tries a transaction again at the same master, also where that is dead: one that met a failover
    # failed until another command had asked for the slots.
    async def _reinitialize_on_error(self, error: Exception, failure_count: int) -> None:
        await super()._reinitialize_on_error(error, failure_count)  # type: ignore[no-untyped-call]  # redis-py
        client = self._pipe.cluster_client
        if isinstance(error, AskError):  # MOVED too
            await client.nodes_manager.move_slot(error)
        else:
            await client.aclose()


class _Pipeline(ClusterPipeline):
    """A pipeline that raises `StorageDown` when a node cannot be reached."""

    def __init__(self, client: aioredis.RedisCluster, transaction: bool) -> None:  # noqa: FBT001 -- redis-py's
        super().__init__(client, transaction)
        if transaction:
            self._execution_strategy = _Transaction(self)

    def time(self) -> ClusterPipeline:  # type: ignore[override]  # a pipeline's commands return it
        """Ask one of the nodes, or that of the transaction; redis-py has it in no pipeline."""
        return self.execute_command("TIME")

    async def execute(self, *args: Any, **options: Any) -> list[Any]:
        with translate_errors():
            return await super().execute(*args, **options)


class _PubSub(ClusterPubSub):
    """Listens where the channel's slot is, and fails once that is elsewhere.

    redis-py stays with the first node, which may hang or have become a copy, and `publish` counts nobody there.
    """

    async def get_message(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 -- redis-py's signature
        message = await super().get_message(*args, **options)
        if message is None and any(self._is_elsewhere(name) for name in self.channels):
            raise ConnectionError("another node has the slot")
        return message

    def _is_elsewhere(self, channel: str) -> bool:
        with suppress(SlotNotCoveredError):
            return bool(self.cluster.get_node_from_key(channel) != self.node)
        return False


class RedisCluster(aioredis.RedisCluster):
    """A client of all nodes that raises `StorageDown` when the one that has a key cannot be reached."""

    def __init__(self, nodes: list[ClusterNode], **options: Any) -> None:
        super().__init__(startup_nodes=nodes, **options)
        kind = _TlsConnection if options.get("ssl") else _Connection
        self.connection_kwargs["connection_class"] = kind
        for node in self.nodes_manager.startup_nodes.values():
            node.connection_class = kind
        # redis-py asks one node of these, which are about the whole store.
        self.command_flags |= dict.fromkeys(("DBSIZE", "KEYS", "CONFIG SET"), self.PRIMARIES)
        self.command_flags["PUBSUB NUMSUB"] = self.ALL_NODES
        self._slots_are_read: asyncio.Task[None] | None = None

    async def initialize(self, *args: Any, **options: Any) -> "RedisCluster":
        """Ask for the slots, the first time; raises `StorageDown`."""
        try:
            with translate_errors():
                await super().initialize(*args, **options)
        except RedisClusterException as error:
            if _DISABLED in str(error.__cause__ and error.__cause__.__context__):
                raise NotAClusterError from error
            raise StorageDown from error
        return self

    async def execute_command(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 -- redis-py's signature
        """Send one command, as redis-py does; raises `StorageDown`."""
        await self.initialize()  # the slot of a key is found by the list of commands
        with translate_errors():
            return await super().execute_command(*args, **options)

    # After a failure redis-py lets the next command ask for the slots and for the list of all commands, and all
    # others wait: 10 ms of this process for each that failed. Here who failed asks, for the slots only.
    async def _execute_command(self, target_node: ClusterNode, *args: Any, **options: Any) -> Any:  # noqa: ANN401 -- redis-py's signature
        try:
            return await super()._execute_command(target_node, *args, **options)
        except (ConnectionError, TimeoutError):
            self._initialize = False
            await self._ask_for_slots(target_node.name)
            raise

    def pipeline(self, transaction: bool | None = True, shard_hint: None = None) -> ClusterPipeline:  # noqa: FBT001, FBT002 -- redis-py's signature
        """Collect commands and send them at once, in MULTI/EXEC by default, when all keys share a slot."""
        return _Pipeline(self, bool(transaction))  # type: ignore[abstract]  # as redis-py's own

    def pubsub(self, *args: Any, **options: Any) -> ClusterPubSub:
        """A listener, which raises ConnectionError where it has to subscribe anew."""
        return _PubSub(self, *args, **options)

    # For DELETE and EXISTS redis-py makes a pipeline with the defaults, which are MULTI here, as on one server.
    async def _split_command_across_slots(self, command: str, *keys: Any) -> int:  # type: ignore[override]  # redis-py's is async too
        parts = self._partition_keys_by_slot(keys).values()
        return sum(await asyncio.gather(*(self.execute_command(command, *part) for part in parts)))

    async def publish(self, channel: str, message: str, **_: Any) -> int:  # type: ignore[override]  # no other options
        """Tell all who listen to a channel, on whichever node; return how many they are.

        PUBLISH reaches all nodes and counts the listeners of one, which redis-py chooses at random.
        """
        await self.initialize()
        node = self.get_node_from_key(channel)  # where they have subscribed
        heard = int(await self.execute_command("PUBLISH", channel, message, target_nodes=node))
        return heard or int(dict(await self.pubsub_numsub(channel)).get(channel, 0))

    async def aclose(self) -> None:
        """Ask for the slots again.

        redis-py closes a client in use for that, after CLUSTERDOWN and after a pipeline that failed: every
        connection, also to masters that work, under the commands that others wait for.
        """
        await self._ask_for_slots(None)

    async def _ask_for_slots(self, failed: str | None) -> None:
        """Who comes meanwhile waits for the same answer; `failed`: the node that is asked last."""
        if self._slots_are_read is None or self._slots_are_read.done():
            self._slots_are_read = asyncio.create_task(self._read_slots(failed))
        await asyncio.shield(self._slots_are_read)

    async def _read_slots(self, failed: str | None) -> None:
        with suppress(RedisError, OSError):
            await self.nodes_manager.initialize(last_failed_node_name=failed)
        await asyncio.sleep(_REFRESH_PAUSE_S)

    async def close_all(self) -> None:
        """Close all connections, for good."""
        if self._slots_are_read is not None:
            await cancel_and_wait([self._slots_are_read])  # it may be opening a connection
        self._initialize = False
        await super().aclose()


def client_of(url: str, *, max_connections: int, **options: Any) -> RedisCluster:
    """A client of the cluster at an address; raises ValueError."""
    parts = urlsplit(url)
    login, _, hosts = parts.netloc.rpartition("@")
    username, _, password = login.partition(":")
    if not hosts or parts.path.strip("/") or parts.query:
        raise ValueError(url)
    nodes = [ClusterNode(*address) for address in parse_hosts(hosts, _PORT)]
    return RedisCluster(
        nodes,
        username=unquote(username) or None,
        password=unquote(password) or None,
        ssl=parts.scheme == SCHEMES[1],
        max_connections=max_connections,
        retry=Retry(NoBackoff(), _RETRIES),
        reinitialize_steps=0,  # MOVED changes what is known of its slots, and nothing else
        **options,
    )
