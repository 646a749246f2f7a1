"""What servers of Redis have done so far: commands, bytes to and from clients, and processor time."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from bench.updates import cpu_s
from tests.fakes.valkey_cluster import ClusterServer

_OF_SERVERS = ("info", "replconf", "psync", "cluster", "ping", "role")
"""Commands of servers among themselves, and of those who watch them."""


class StoreUse(NamedTuple):
    """Of all servers together.

    `commands`: those in scripts too, of masters. `copies_cpu_s`: part of `cpu_s`.
    """

    commands: int = 0
    client_bytes: int = 0
    cpu_s: float = 0
    copies_cpu_s: float = 0

    def since(self, before: "StoreUse") -> "StoreUse":
        """What was done since then."""
        return StoreUse._make(now - then for now, then in zip(self, before, strict=True))


def store_use(servers: Sequence[ClusterServer]) -> StoreUse:
    """Ask each server (INFO), and look into /proc."""
    masters = [server for server in servers if server.is_master()]
    client_bytes = 0
    for server in masters:
        stats: dict[str, Any] = server.client.info("stats")
        for way in ("input", "output"):
            client_bytes += stats[f"total_net_{way}_bytes"] - stats[f"total_net_repl_{way}_bytes"]
    copies_cpu_s = sum(cpu_s(server.pid) for server in servers if server not in masters)
    masters_cpu_s = sum(cpu_s(server.pid) for server in masters)
    commands = sum(commands_by_master(masters))
    return StoreUse(commands, client_bytes, masters_cpu_s + copies_cpu_s, copies_cpu_s)


def commands_by_master(servers: Sequence[ClusterServer]) -> list[int]:
    """How many commands of clients each master has done, those in scripts too."""
    return [
        sum(
            stat["calls"]
            for name, stat in server.client.info("commandstats").items()
            if not name.removeprefix("cmdstat_").startswith(_OF_SERVERS)
        )
        for server in servers
        if server.is_master()
    ]
