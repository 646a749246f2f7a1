"""Kills masters of a cluster and replicas of the bot in turn under a mixed load.

Three masters with a copy each; every server syncs each write to disk. A killed master comes back as a copy.
While its slots are not served people are told to send again; such a message counts as told, not as lost.
"""

import asyncio
import random
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from redis.crc import key_slot

from bench.soak.replicas import SETTINGS, acting, replace_one, report, settled
from bench.soak.report import Report
from bench.soak.users import (
    AdminUser,
    AskingUser,
    AuthorUser,
    PlayingUser,
    SimulatedUser,
    answer_to,
    model_answer,
)
from bot.errors import StorageDown
from bot.storage import keys
from bot.storage.connection import Redis, open_redis
from bot.texts import common
from bot.work.tasks import cancel_and_wait
from tests.fakes.replicas import open_replicas
from tests.fakes.valkey_cluster import MASTERS, SLOTS, ValkeyCluster, valkey_cluster

KILLS, SMALL_KILLS = 25, 2
_TOLD = (common.STORAGE_DOWN.zh, common.INTERNAL.zh)
_PAUSE_S = 0.01
_AFTER_ALL_S = 5
_LEASES = {"BOT_TELEGRAM__TAKEOVER_S": "9", "BOT_MODERATION__TAKEOVER_S": "9"}
"""As configured by default, or less: a lease must outlive the seconds without a master (docs/scaling.md)."""


@dataclass
class Witness:
    """Counts in one key of each master, and remembers what was acknowledged."""

    acknowledged: dict[str, int] = field(default_factory=dict)
    gaps_s: list[float] = field(default_factory=list)

    async def count(self, redis: Redis, key: str) -> None:
        """Count without end; a gap is a time without an acknowledgement of over half a second."""
        last_at = time.monotonic()
        while True:
            try:
                self.acknowledged[key] = int(await redis.incr(key))
            except StorageDown:
                await asyncio.sleep(_PAUSE_S)
                continue
            now = time.monotonic()
            if now - last_at > 0.5:
                self.gaps_s.append(now - last_at)
            last_at = now
            await asyncio.sleep(_PAUSE_S)

    async def lost(self, redis: Redis) -> int:
        """How many acknowledged counts are not there any more."""
        left = {key: int(await redis.get(key) or 0) for key in self.acknowledged}
        return sum(max(0, count - left[key]) for key, count in self.acknowledged.items())


class Asker(AskingUser):
    """Counts a question that was refused in a sentence as told."""

    def faults(self) -> dict[str, list[str]]:
        """Every other question must have one whole answer, in order."""
        found, told = super().faults(), told_to(self)
        expected = ["".join(answer_to(text.removeprefix("/ask "))) for text in self.said]
        answers = self.answers
        in_order = [text for text in expected if text in answers]
        found["lost"] = found["lost"][len(told) :]
        for kind in ("twice", "not finished"):
            found[kind] = [text for text in found[kind] if text not in told]
        found["misplaced"] = []
        if [text for text in answers if text in in_order] != in_order:
            found["misplaced"] = [answers[-1]]
        return found


class Player(PlayingUser):
    """Waits after a message that was refused, which may be handled after all, and then begins anew."""

    async def act(self) -> None:
        """Make a move, or end the game."""
        if not self._was_refused():
            if self.answers and "用过" in self.answers[-1] and self._is_answered():
                self.say("/idiom 结束")  # what was refused had been done: the game is another one
            else:
                await super().act()
            return
        await asyncio.sleep(_AFTER_ALL_S)
        if self._was_refused():
            self.say("/idiom 结束")
            await asyncio.sleep(1)

    def _is_answered(self) -> bool:
        return bool(self.telegram.messages(self.id)[-1]["from"]["is_bot"])

    def _was_refused(self) -> bool:
        messages = self.telegram.messages(self.id)
        return bool(messages) and messages[-1]["text"] in told_to(self)

    def faults(self) -> dict[str, list[str]]:
        """Every message must have one answer; what was refused may have another after that."""
        found, told = super().faults(), told_to(self)
        used = [text for text in found["twice"] if "用过" in text]
        more = len(self.answers) - len(self.said) - len(told)
        return found | {"twice": used + self.answers[-more:] if more > 0 else used}


class Author(AuthorUser):
    """Counts a post that was refused in a sentence as told."""

    def faults(self) -> dict[str, list[str]]:
        """Every other post must be published once."""
        found = super().faults()
        return found | {"lost": found["lost"][len(told_to(self)) :]}


def told_to(user: SimulatedUser) -> list[str]:
    """The messages that tell a person that something was not done."""
    return [text for text in user.answers if any(sentence in text for sentence in _TOLD)]


async def soak(*, small: bool) -> Report:
    """Kill a master, then a replica, and so on; count what became of every message."""
    kills = SMALL_KILLS if small else KILLS
    with (
        tempfile.TemporaryDirectory(prefix="soak-") as folder,
        valkey_cluster(Path(folder)) as cluster,
    ):
        async with open_replicas(redis_url=cluster.url(), are_forked=small) as replicas:
            replicas.model.answer = model_answer
            replicas.settings |= SETTINGS | _LEASES
            processes = list(await asyncio.gather(replicas.start(), replicas.start()))
            users: list[SimulatedUser] = [Asker(replicas.telegram, number) for number in range(6)]
            users += [Player(replicas.telegram, number) for number in range(10, 14)]
            users += [Author(replicas.telegram, number) for number in range(20, 22)]
            admin, refused_s = AdminUser(replicas.telegram), []
            async with witnessing(cluster.url()) as witness:
                async with acting([*(user.act for user in users), admin.act]) as end:
                    for number in range(kills):
                        await asyncio.sleep(random.uniform(1, 3))
                        if number % 2:
                            await replace_one(replicas, processes, only_when_quiet=small)
                        else:
                            refused_s.append(await kill_master(cluster))
                    await asyncio.sleep(1)
                    await end()
                await settled(replicas, admin)
            found = await report(replicas, users, admin)
            async with open_redis(cluster.url()) as redis:
                found.faults["acknowledged writes lost"] = await witness.lost(redis)
    found.title = (
        f"cluster_kills: 3 masters, 3 copies, AOF always, 2 processes: {len(refused_s)} masters and "
        f"{kills - len(refused_s)} processes killed under a mixed load"
    )
    found.counts |= {
        "slots not served, s, median": round(median(refused_s), 1),
        "longest": round(max(refused_s), 1),
        "writes refused, s, median": round(median(witness.gaps_s or [0]), 1),
        "longest of them": round(max(witness.gaps_s or [0]), 1),
        "acknowledged counts": sum(witness.acknowledged.values()),
    }
    told = Counter(text[-40:] for user in users for text in told_to(user))
    found.counts |= {f"told “{text}”": count for text, count in told.items()}
    return found


async def kill_master(cluster: ValkeyCluster) -> float:
    """Kill one, and start it again once its copy has its slots; the seconds between."""
    victim = random.choice(cluster.masters())
    begun = time.monotonic()
    victim.kill()
    await asyncio.to_thread(cluster.wait_until_writable)
    took_s = time.monotonic() - begun
    await asyncio.sleep(random.uniform(0.2, 1))
    await asyncio.to_thread(victim.start)
    await asyncio.to_thread(cluster.wait_until_ok)
    return took_s


@asynccontextmanager
async def witnessing(url: str) -> AsyncIterator[Witness]:
    """A witness that counts on every master."""
    witness = Witness()
    async with open_redis(url) as redis:
        tasks = [
            asyncio.create_task(witness.count(redis, _key_of(master))) for master in range(MASTERS)
        ]
        yield witness
        await cancel_and_wait(tasks)
        for task in tasks:
            assert task.cancelled(), task.exception()


def _key_of(master: int) -> str:
    """A key in the slots that a master of a new cluster serves."""
    names = (keys.cache(f"witness {number}") for number in range(1000))
    return next(name for name in names if key_slot(name.encode()) * MASTERS // SLOTS == master)
