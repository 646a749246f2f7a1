"""Compares a cluster with one server: what an update costs, and how many updates a second there are.

python -m bench cluster

Every server writes each command to disk before it answers (AOF, fsync always). Stores are measured in turns
in one run. For the cost the whole bot answers simulated users, with its usual budgets. For the rate all
updates wait from the beginning; the bot has one core, the servers and the Bot API server the other.
"""

import asyncio
import os
import sys
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from bench.soak.users import AskingUser, PlayingUser, SimulatedUser
from bench.store_use import StoreUse, commands_by_master, store_use
from bench.updates import UPDATES, closed_loop, cpu_s, ours
from bench.updates import Load as ClosedLoop
from tests.fakes.process import BotProcess
from tests.fakes.replicas import Replicas, open_replicas
from tests.fakes.telegram import GROUP, XIAOMING
from tests.fakes.valkey_cluster import ClusterServer, one_server, valkey_cluster
from tests.servers.steering import Says

COST_RUNS, RATE_RUNS = 3, 5
USERS, MOVES, CHATTER = 30, 4, 200
ANSWER_CHUNKS, CHUNK_CHARS, CHUNK_GAP_S = 30, 10, 0.1
_GAP_S, _MOVE_GAP_S, _QUESTION_GAP_S = 0.05, 1.5, 0.2
"""So that no reply waits for the budget of a chat, or of all chats (30 calls a second)."""
_IDLE_S = 10
_SERVER_CORE = 1
_TIMEOUT_S = 120


@dataclass(frozen=True, slots=True)
class Store:
    """Servers that run, and their address."""

    servers: Sequence[ClusterServer]
    url: str


@contextmanager
def _one() -> Iterator[Store]:
    with TemporaryDirectory(prefix="bench-") as folder, one_server(Path(folder)) as server:
        yield Store([server], f"redis://127.0.0.1:{server.port}/0")


@contextmanager
def _cluster(*, copies: bool) -> Iterator[Store]:
    with (
        TemporaryDirectory(prefix="bench-") as folder,
        valkey_cluster(Path(folder), copies=copies) as cluster,
    ):
        yield Store(cluster.servers, cluster.url())


STORES: dict[str, Callable[[], AbstractContextManager[Store]]] = {
    "one server": _one,
    "3 masters": partial(_cluster, copies=False),
    "3 masters, 3 copies": partial(_cluster, copies=True),
}


async def _helps(replicas: Replicas) -> int:
    users = [SimulatedUser(replicas.telegram, number) for number in range(USERS)]
    for user in users:
        user.say("/help")
        await asyncio.sleep(_GAP_S)
    await replicas.telegram.wait_for(lambda: all(user.answers for user in users), _TIMEOUT_S)
    return USERS


async def _chatter(replicas: Replicas) -> int:
    for number in range(CHATTER):
        replicas.telegram.say(XIAOMING, GROUP, f"我们下午 {number} 点去看看吧，天气真不错")
        await asyncio.sleep(_GAP_S)
    return CHATTER


async def _moves(replicas: Replicas) -> int:
    users = [PlayingUser(replicas.telegram, 100 + number) for number in range(USERS)]

    async def play(user: PlayingUser) -> None:
        while len(user.said) < MOVES:
            await user.act()
            await asyncio.sleep(_MOVE_GAP_S)

    await asyncio.gather(*map(play, users))
    await replicas.telegram.wait_for(
        lambda: all(len(user.answers) >= MOVES for user in users), _TIMEOUT_S
    )
    return USERS * MOVES


def _answer(_: Mapping[str, Any]) -> Says:
    return Says(["答" * CHUNK_CHARS] * ANSWER_CHUNKS, gap_s=CHUNK_GAP_S)


async def _questions(replicas: Replicas) -> int:
    replicas.model.answer = _answer
    users = [AskingUser(replicas.telegram, 200 + number) for number in range(USERS)]
    for user in users:
        user.say("/ask 请说说看")
        await asyncio.sleep(_QUESTION_GAP_S)
    whole = "答" * CHUNK_CHARS * ANSWER_CHUNKS
    await replicas.telegram.wait_for(
        lambda: all(user.answers and user.answers[-1] == whole for user in users), _TIMEOUT_S
    )
    return USERS


Load = Callable[[Replicas], Awaitable[int]]
"""Brings updates; returns how many."""

IDLE = "a second in which nothing happens"
KINDS: dict[str, Load] = {
    "/help": _helps,
    "message of a group that is not for the bot": _chatter,
    "game message": _moves,
    "question, an answer of 300 characters in 3 s": _questions,
}


class Cost(NamedTuple):
    """Of one update, or of a second in which nothing happens."""

    commands: float
    client_kb: float
    store_ms: float
    bot_ms: float


async def _used(replicas: Replicas, store: Store, bot: BotProcess, load: Load) -> tuple[int, Cost]:
    """How many updates there were, and what all of them cost, less what the same time costs anyway."""
    before, bot_before = store_use(store.servers), cpu_s(bot.pid)
    updates = await load(replicas)
    await replicas.settled()
    used, bot_s = store_use(store.servers).since(before), cpu_s(bot.pid) - bot_before
    return updates, Cost(used.commands, used.client_bytes / 1000, used.cpu_s * 1000, bot_s * 1000)


async def costs(store: Store) -> dict[str, Cost]:
    """The cost of an update of each kind, less that of a second in which nothing happens."""
    async with open_replicas(redis_url=store.url) as replicas:
        for budget in ("BOT_TELEGRAM__LIMITS", "BOT_BUDGET"):
            del replicas.settings[budget]
        bot = await replicas.start()
        replicas.telegram.say(XIAOMING, GROUP, "大家好")  # to warm up
        await replicas.settled()
        seconds, idle = await _used(replicas, store, bot, _idle)
        found = {IDLE: Cost(*(value / seconds for value in idle))}
        for name, load in KINDS.items():
            begun = time.monotonic()
            updates, used = await _used(replicas, store, bot, load)
            took_s = time.monotonic() - begun
            found[name] = Cost(
                *(
                    (value - each_s * took_s) / updates
                    for value, each_s in zip(used, found[IDLE], strict=True)
                )
            )
        return found


async def _idle(_: Replicas) -> int:
    await asyncio.sleep(_IDLE_S)
    return _IDLE_S


@dataclass(frozen=True, slots=True)
class Rate:
    """All updates at once; processor time an update; the busiest master's part of the commands."""

    closed: ClosedLoop
    masters_ms: float
    copies_ms: float
    busiest: float


async def rate(store: Store) -> Rate:
    """How many updates a second the bot takes on one core."""
    used, busiest = StoreUse(), 1.0

    async def measure(server: Any, pids: Sequence[int]) -> ClosedLoop:  # noqa: ANN401 -- as closed_loop
        nonlocal used, busiest
        before, done_before = store_use(store.servers), commands_by_master(store.servers)
        found = await closed_loop(server, pids)
        used = store_use(store.servers).since(before)
        pairs = zip(commands_by_master(store.servers), done_before, strict=True)
        done = [now - then for now, then in pairs]
        busiest = max(done) / sum(done)
        return found

    closed = await ours(measure, redis_url=store.url)
    masters_s = used.cpu_s - used.copies_cpu_s
    each_ms = 1000 / UPDATES
    return Rate(closed, masters_s * each_ms, used.copies_cpu_s * each_ms, busiest)


async def measured() -> tuple[dict[str, dict[str, list[Cost]]], dict[str, list[Rate]]]:
    """Costs by kind and store, and rates by store."""
    by_kind: dict[str, dict[str, list[Cost]]] = defaultdict(lambda: defaultdict(list))
    rates: dict[str, list[Rate]] = defaultdict(list)
    for _ in range(COST_RUNS):
        for name, open_store in STORES.items():
            with open_store() as store:
                for kind, cost in (await costs(store)).items():
                    by_kind[kind][name].append(cost)
    os.sched_setaffinity(0, {_SERVER_CORE})
    for _ in range(RATE_RUNS):
        for name, open_store in STORES.items():
            with open_store() as store:
                rates[name].append(await rate(store))
    return by_kind, rates


def main() -> int:
    """Print medians."""
    by_kind, rates = asyncio.run(measured())
    _print_costs(by_kind)
    _print_rates(rates)
    return 0


def _print_costs(by_kind: Mapping[str, Mapping[str, Sequence[Cost]]]) -> None:
    for kind, stores in by_kind.items():
        print(kind)
        for name, runs in stores.items():
            commands, kb, store_ms, bot_ms = (
                median(getattr(cost, field) for cost in runs)
                for field in ("commands", "client_kb", "store_ms", "bot_ms")
            )
            print(
                f"  {name:22} {commands:6.1f} commands {kb:7.2f} kB "
                f"{store_ms:6.2f} ms CPU of the servers {bot_ms:6.2f} ms of the bot"
            )


def _print_rates(rates: Mapping[str, Sequence[Rate]]) -> None:
    print(f"{UPDATES} updates at once")
    for name, runs in rates.items():
        per_second, bot_ms = (
            median(getattr(rate.closed, field) for rate in runs)
            for field in ("per_second", "cpu_ms")
        )
        masters_ms, copies_ms, busiest = (
            median(getattr(rate, field) for rate in runs)
            for field in ("masters_ms", "copies_ms", "busiest")
        )
        print(
            f"  {name:22} {per_second:6.0f} updates/s {bot_ms:5.2f} ms CPU of the bot {masters_ms:5.2f} of masters "
            f"{copies_ms:5.2f} of copies, busiest master {busiest:.0%} of the commands"
        )


if __name__ == "__main__":
    sys.exit(main())
