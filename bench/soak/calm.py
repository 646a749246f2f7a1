"""Who does not wait for whom: long answers, a full house, a large backlog, many chats."""

import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench.soak.people import Asker, Someone
from bench.soak.report import Report
from bot.models.inbox import Arrival, Ending
from bot.storage.connection import Redis, open_redis
from bot.storage.inbox import RedisInbox
from tests.fakes.fleet import Fleet, open_fleet
from tests.fakes.valkey import ValkeyServer
from tests.servers.steering import Says

_RUNS = 7
_MANY, _SMALL_MANY = 100_000, 5_000
_BUSY, _SMALL_BUSY = 1000, 50
_HELP_BAR_MS = 50
_UPDATES = 500


async def soak(*, small: bool) -> Report:
    """Measure one process of the bot, then the inbox alone."""
    report = Report("calm: who waits for whom")
    many, busy = (_SMALL_MANY, _SMALL_BUSY) if small else (_MANY, _BUSY)
    async with open_fleet() as fleet:
        await _people(fleet, busy, report)
    with TemporaryDirectory(prefix="redis-") as folder:
        server = ValkeyServer(Path(folder))  # one that no bot uses
        server.start()
        try:
            async with open_redis(server.url) as redis:
                await _inbox(redis, many, report)
        finally:
            server.kill()
    return report


async def _people(fleet: Fleet, busy: int, report: Report) -> None:
    """`/help` beside one endless answer, then `/stop` beside a thousand."""
    fleet.model.answer = lambda _: Says([f"第{number}句。" for number in range(10_000)], gap_s=15)
    await fleet.start(BOT_TELEGRAM__TAKEOVER_S="9")
    visitor = Someone(fleet.room, 0)
    alone = [await _took_ms(visitor, "/help") for _ in range(_RUNS)]
    people = [Asker(fleet.room, number) for number in range(1, busy + 1)]
    people[0].say("/ask 慢慢说")
    await fleet.room.wait_for(lambda: people[0].heard, 30)
    beside = [await _took_ms(visitor, "/help") for _ in range(_RUNS)]
    for one in people[1:]:
        one.say("/ask 慢慢说")
    await fleet.room.wait_for(lambda: all(one.heard for one in people), 120)
    stop_ms = await _took_ms(people[0], "/stop", "已停止")
    report.counts |= {
        "/help ms": median(alone),
        "beside an answer ms": median(beside),
        f"/stop ms beside {busy} answers": stop_ms,
    }
    report.faults["/help over 50 ms later"] = int(median(beside) - median(alone) > _HELP_BAR_MS)
    report.faults["/stop over 1 s"] = int(stop_ms > 1000)


async def _took_ms(one: Someone, text: str, shows: str = "") -> float:
    """Milliseconds until the bot has said something more, or shows that text."""
    before = len(one.heard)
    begun = time.perf_counter()
    one.say(text)

    def answered() -> bool:
        heard = one.heard
        return any(shows in said for said in heard) if shows else len(heard) > before

    await one.room.wait_for(answered, 30)
    return (time.perf_counter() - begun) * 1000


async def _inbox(redis: Redis, many: int, report: Report) -> None:
    """Commands and time for an update: few chats and many, an empty inbox and a full one."""
    inbox = RedisInbox(redis, lease_ms=600_000)
    few = await _cost(redis, inbox, chats=10, first_id=1)
    lots = await _cost(redis, inbox, chats=many, first_id=1_000_000)
    for start in range(0, many, 1000):
        ids = range(5_000_000 + start, 5_000_000 + start + 1000)
        await inbox.put([Arrival(number, "{}", f"waiting:{number % 977}") for number in ids])
    await inbox.turn((), ordered=977, overtaking=0)  # one of each line is being worked on
    full = await _cost(redis, inbox, chats=10, first_id=9_000_000)
    for name, (commands, took_us) in {
        "10 chats": few, f"{many} chats": lots, f"backlog {many}": full
    }.items():  # fmt: skip
        report.counts |= {f"commands, {name}": commands, f"µs, {name}": took_us}
    report.faults["more commands"] = int(max(lots[0], full[0]) > few[0] + 0.5)
    report.faults["over 1.25 times as long"] = int(max(lots[1], full[1]) > 1.25 * few[1])


async def _cost(
    redis: Redis, inbox: RedisInbox, *, chats: int, first_id: int
) -> tuple[float, float]:
    """Redis commands (inside scripts too) and µs of the server for one update, put to done."""
    costs = []
    for run in range(_RUNS):
        start = first_id + run * _UPDATES
        before = await _used(redis)
        for number in range(start, start + _UPDATES):
            await inbox.put([Arrival(number, "{}", f"{number % chats}:0:1")], wake=False)
            claimed = await inbox.turn((), ordered=1, overtaking=0)
            await inbox.turn([(one, Ending()) for one in claimed], ordered=0, overtaking=0)
        after = await _used(redis)
        costs.append(((after[0] - before[0]) / _UPDATES, (after[1] - before[1]) / _UPDATES))
    return median(cost[0] for cost in costs), median(cost[1] for cost in costs)


async def _used(redis: Redis) -> tuple[int, int]:
    """Commands so far, and µs spent in the scripts (INFO commandstats)."""
    stats: dict[str, dict[str, Any]] = await redis.info("commandstats")
    calls = sum(stat["calls"] for stat in stats.values())
    scripts = stats.get("cmdstat_evalsha", {"usec": 0})
    return calls, int(scripts["usec"])
