"""Measures whether commands wait for long answers, a large backlog or many chats."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from bench.soak.report import Report
from bench.soak.users import AskingUser, SimulatedUser
from bot.models.inbox import IncomingUpdate
from bot.models.work import Capacity, Outcome
from bot.storage.connection import Redis, open_redis
from bot.storage.inbox.inbox import RedisInbox
from tests.fakes.replicas import Replicas, open_replicas
from tests.fakes.valkey import ValkeyServer
from tests.servers.steering import Says

_RUNS = 7
_MANY, _SMALL_MANY = 100_000, 5_000
_BUSY, _SMALL_BUSY = 1000, 50
_HELP_BAR_MS = 50
_UPDATES = 500


async def soak(*, small: bool) -> Report:
    """Measure one process of the bot, then the inbox alone."""
    report = Report("latency: commands beside answers, a backlog and many chats")
    many, busy = (_SMALL_MANY, _SMALL_BUSY) if small else (_MANY, _BUSY)
    async with open_replicas() as replicas:
        await _commands(replicas, busy, report)
    await _inbox(many, report)
    return report


async def _commands(replicas: Replicas, busy: int, report: Report) -> None:
    """Measure `/help` beside one long answer, then `/stop` beside a thousand."""
    replicas.model.answer = lambda _: Says(
        [f"第{number}句。" for number in range(10_000)], gap_s=15
    )
    await replicas.start(BOT_TELEGRAM__TAKEOVER_S="9")
    visitor = SimulatedUser(replicas.telegram, 0)
    alone = [await _answer_ms(visitor, "/help") for _ in range(_RUNS)]
    users = [AskingUser(replicas.telegram, number) for number in range(1, busy + 1)]
    users[0].say("/ask 慢慢说")
    await replicas.telegram.wait_for(lambda: users[0].answers, 30)
    beside = [await _answer_ms(visitor, "/help") for _ in range(_RUNS)]
    for user in users[1:]:
        user.say("/ask 慢慢说")
    await replicas.telegram.wait_for(lambda: all(user.answers for user in users), 120)
    stop_ms = await _answer_ms(users[0], "/stop", "已停止")
    report.counts |= {
        "/help ms": median(alone),
        "beside an answer ms": median(beside),
        f"/stop ms beside {busy} answers": stop_ms,
    }
    report.faults["/help over 50 ms later"] = int(median(beside) - median(alone) > _HELP_BAR_MS)
    report.faults["/stop over 1 s"] = int(stop_ms > 1000)


async def _answer_ms(user: SimulatedUser, text: str, shows: str = "") -> float:
    """Milliseconds until the bot sends another message, or shows the text `shows`."""
    before = len(user.answers)
    started = time.perf_counter()
    user.say(text)

    def answered() -> bool:
        answers = user.answers
        return any(shows in said for said in answers) if shows else len(answers) > before

    await user.telegram.wait_for(answered, 30)
    return (time.perf_counter() - started) * 1000


async def _inbox(many: int, report: Report) -> None:
    """Redis commands and time for an update: few and many chats, an empty and a full inbox.

    Each case has a server that no bot uses, and they are measured in turns.
    """
    async with AsyncExitStack() as stack:
        few, lots, full = [await stack.enter_async_context(_server()) for _ in range(3)]
        await _fill(full, many)
        cases = {
            "10 chats": (few, 10), f"{many} chats": (lots, many), f"backlog {many}": (full, 10)
        }  # fmt: skip
        costs: dict[str, list[Cost]] = {name: [] for name in cases}
        for run in range(_RUNS + 1):
            for name, (redis, chats) in cases.items():
                costs[name].append(await _cost(redis, chats=chats, first_id=1 + run * _UPDATES))
        measured = {name: _medians(runs[1:]) for name, runs in costs.items()}
    for name, cost in measured.items():
        report.counts |= {
            f"commands, {name}": cost.commands,
            f"µs, {name}": round(cost.took_us),
            f"of it in scripts, {name}": round(cost.scripts_us),
        }
    usual, *others = measured.values()
    report.faults["more commands"] = int(max(other.commands for other in others) > usual.commands)
    report.faults["over 1.25 times as long"] = int(
        max(other.took_us for other in others) > 1.25 * usual.took_us
    )


@asynccontextmanager
async def _server() -> AsyncIterator[Redis]:
    with TemporaryDirectory(prefix="redis-") as folder:
        server = ValkeyServer(Path(folder))
        server.start()
        try:
            async with open_redis(server.url) as redis:
                yield redis
        finally:
            server.kill()


async def _fill(redis: Redis, many: int) -> None:
    """Let `many` updates wait; one of each line is claimed."""
    inbox = RedisInbox(redis, lease_ms=600_000)
    for start in range(5_000_000, 5_000_000 + many, 1000):
        ids = range(start, start + 1000)
        await inbox.put([IncomingUpdate(number, "{}", f"waiting:{number % 977}") for number in ids])
    await inbox.exchange((), Capacity(normal=977, priority=0))


class Cost(NamedTuple):
    """The cost of one update: commands (those in scripts too), µs, and µs within Redis' scripts."""

    commands: float
    took_us: float
    scripts_us: float


def _medians(costs: Sequence[Cost]) -> Cost:
    return Cost(*(median(values) for values in zip(*costs, strict=True)))


async def _cost(redis: Redis, *, chats: int, first_id: int) -> Cost:
    """Put, claim and settle updates one after the other."""
    inbox = RedisInbox(redis, lease_ms=600_000, person_waiting=50)
    before, started = await _used(redis), time.perf_counter()
    for number in range(first_id, first_id + _UPDATES):
        await inbox.put([_update(number, number % chats)], wake=False)
        claimed = await inbox.exchange((), Capacity(1, 1))
        done = [(update.lease, Outcome()) for update in claimed]
        await inbox.exchange(done, Capacity(1, 1), only_followers=True)
    took_us = (time.perf_counter() - started) * 1e6
    after = await _used(redis)
    return Cost(
        (after[0] - before[0]) / _UPDATES, took_us / _UPDATES, (after[1] - before[1]) / _UPDATES
    )


def _update(number: int, chat: int) -> IncomingUpdate:
    return IncomingUpdate(
        number, "{}", f"{1 + chat}:0:{1 + chat}", chat_id=1 + chat, person_id=1 + chat
    )


async def _used(redis: Redis) -> tuple[int, int]:
    """Commands so far, and µs in the scripts (INFO commandstats)."""
    stats: dict[str, dict[str, Any]] = await redis.info("commandstats")
    calls = sum(stat["calls"] for stat in stats.values())
    scripts = stats.get("cmdstat_evalsha", {"usec": 0})
    return calls, int(scripts["usec"])
