"""Measures what the death of a cluster's master costs: seconds of refusal, and what its copy lacks.

python -m bench failover

The servers are asked directly; `python -m bench.soak cluster_kills` shows the same through the bot. A copy that
is stopped (SIGSTOP) stands for one that is behind: what its kernel has not received is gone with the master.
Then the bot's client writes to every master, while copies take over by order (CLUSTER FAILOVER), and while
masters stand still (SIGSTOP) and wake up when their copy has taken over.
"""

import asyncio
import itertools
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from os import kill
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import redis
from redis.crc import key_slot

from bot.errors import StorageDown
from bot.storage.connection import Redis, open_redis
from bot.work.tasks import cancel_and_wait
from tests.fakes.valkey_cluster import MASTERS, SLOTS, ClusterServer, ValkeyCluster, valkey_cluster

NODE_TIMEOUTS_MS = (1_000, 3_000, 15_000)
BEHIND_S = 3
_VALUE = "值" * 30_000
"""More than the buffers of the kernels hold in `BEHIND_S`."""
ORDERED_ROUNDS, STILL_ROUNDS = 4, 5
TASKS = 12
_BETWEEN_S = 0.5
_POLL_S = 0.01


class Refusal(NamedTuple):
    """Seconds in which writes were refused, in the slots of the dead master and in those of the others."""

    its_own_s: float
    others_s: float


class Behind(NamedTuple):
    """Of the writes while the copy was behind: acknowledged, lost with the master, refused."""

    acknowledged: int
    lost: int
    refused: int


class Written(NamedTuple):
    """Of the writes around failovers."""

    failovers: int
    acknowledged: int
    lost: int
    refused: int
    longest_s: float


@contextmanager
def _cluster(options: Mapping[str, str]) -> Iterator[ValkeyCluster]:
    with (
        TemporaryDirectory(prefix="bench-") as folder,
        valkey_cluster(Path(folder), options=options) as cluster,
    ):
        yield cluster


def _key(master: int, number: int) -> str:
    """A key in the slots that a master of a new cluster serves."""
    tag = next(
        tag for tag in range(1000) if key_slot(str(tag).encode()) * MASTERS // SLOTS == master
    )
    return f"{{{tag}}}:{number}"


def refusal(options: Mapping[str, str]) -> Refusal:
    """Kill the first master, and write to another until both parts take writes."""
    with _cluster(options) as cluster:
        victim, other = cluster.servers[:2]
        begun = time.monotonic()
        victim.kill()
        refused_from = refused_until = 0.0
        while not cluster.is_writable():
            try:
                other.client.set(_key(1, 0), 1)
            except redis.RedisError:
                refused_until = time.monotonic()
                refused_from = refused_from or refused_until
            time.sleep(_POLL_S)
        return Refusal(time.monotonic() - begun, refused_until - refused_from)


def behind(options: Mapping[str, str]) -> Behind:
    """Stop the copy of the first master, write for some seconds, kill the master, let the copy take over."""
    with _cluster(options) as cluster:
        master, copy = cluster.servers[0], cluster.servers[MASTERS]
        kill(copy.pid, signal.SIGSTOP)
        acknowledged, refused = _write(master)
        master.kill()
        kill(copy.pid, signal.SIGCONT)
        cluster.wait_until_writable()
        left = copy.client.dbsize()
        return Behind(acknowledged, acknowledged - left, refused)


def _write(master: ClusterServer) -> tuple[int, int]:
    acknowledged = refused = 0
    ends_at = time.monotonic() + BEHIND_S
    while time.monotonic() < ends_at:
        try:
            master.client.set(_key(0, acknowledged), _VALUE)
            acknowledged += 1
        except redis.RedisError:
            refused += 1
            time.sleep(_POLL_S)
    return acknowledged, refused


async def written_around(
    rounds: Callable[[ValkeyCluster], Awaitable[int]], timeout_ms: int
) -> Written:
    """Let tasks write one after the other, each as fast as it can, while copies take over."""
    acknowledged: list[str] = []
    refused, longest_s = 0, 0.0

    async def write(store: Redis, task: int) -> None:
        nonlocal refused, longest_s
        for number in itertools.count():
            key, begun = _key(task % MASTERS, number * TASKS + task), time.monotonic()
            try:
                await store.set(key, 1)
                acknowledged.append(key)
            except StorageDown:
                refused += 1
            longest_s = max(longest_s, time.monotonic() - begun)

    with _cluster({"cluster-node-timeout": str(timeout_ms)}) as cluster:
        async with open_redis(cluster.url()) as store:
            writing = [asyncio.create_task(write(store, task)) for task in range(TASKS)]
            failovers = await rounds(cluster)
            await cancel_and_wait(writing)
            kept = sum([await store.exists(key) for key in acknowledged])
    lost = len(acknowledged) - kept
    return Written(failovers, len(acknowledged), lost, refused, longest_s)


async def by_order(cluster: ValkeyCluster) -> int:
    """Let each copy take over a few times; return how many did."""
    for _ in range(ORDERED_ROUNDS):
        for copy in [each for each in cluster.servers if not each.is_master()]:
            await asyncio.to_thread(copy.client.cluster, "failover")
            await asyncio.sleep(_BETWEEN_S)
            await asyncio.to_thread(cluster.wait_until_ok)
    return ORDERED_ROUNDS * MASTERS


async def standing_still(cluster: ValkeyCluster) -> int:
    """Stop masters until their copy has taken over; return how many."""
    for _ in range(STILL_ROUNDS):
        victim = cluster.masters()[0]
        kill(victim.pid, signal.SIGSTOP)
        await asyncio.to_thread(cluster.wait_until_replaced, victim)
        kill(victim.pid, signal.SIGCONT)
        await asyncio.to_thread(cluster.wait_until_ok)
        await asyncio.sleep(_BETWEEN_S)
    return STILL_ROUNDS


CONDITIONS = {
    "no condition": {},
    "min-replicas-to-write 1, max-lag 10": {"min-replicas-to-write": "1"},
    "min-replicas-to-write 1, max-lag 1": {
        "min-replicas-to-write": "1",
        "min-replicas-max-lag": "1",
    },
}
_STILL = ("of masters that stood still", standing_still)
FAILOVERS = ((("by order", by_order), 1_000), (_STILL, 1_000), (_STILL, 3_000))


def main() -> int:
    """Print a line for each case."""
    for timeout_ms in NODE_TIMEOUTS_MS:
        for coverage in ("yes", "no"):
            options = {
                "cluster-node-timeout": str(timeout_ms),
                "cluster-require-full-coverage": coverage,
            }
            found = refusal(options)
            print(
                f"node timeout {timeout_ms / 1000:g} s, full coverage required: {coverage:3}  writes refused for "
                f"{found.its_own_s:.1f} s, in the slots of other masters {found.others_s:.1f} s"
            )
    for name, options in CONDITIONS.items():
        lag = behind(options)
        print(
            f"copy behind for {BEHIND_S} s, {name}: {lag.acknowledged} acknowledged, {lag.lost} of them lost, "
            f"{lag.refused} refused"
        )
    for (name, rounds), timeout_ms in FAILOVERS:
        written = asyncio.run(written_around(rounds, timeout_ms))
        print(
            f"{written.failovers} failovers {name}, node timeout {timeout_ms / 1000:g} s: {written.acknowledged} "
            f"acknowledged, {written.lost} of them lost, {written.refused} refused, longest wait {written.longest_s:.1f} s"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
