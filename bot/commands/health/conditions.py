"""Decides from figures what is wrong. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.commands.health.durations import say_duration
from bot.models.chat import Language
from bot.models.health import AlertKind, Replica, StoreFigures
from bot.texts import health as texts

GONE_S = 45.0
"""A process that has not reported for so long is gone: it reports every ten seconds."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where on something is wrong; see `alerts` in config.yaml."""

    queue_min: int = 5
    quota_percent: int = 90
    memory_percent: int = 80


@dataclass(frozen=True, slots=True)
class HealthSnapshot:
    """What conditions are decided from.

    Args:
        store: figures of the store.
        replicas: the processes that share it.
        tokens: what the bot used of models today.
        token_limit: what it may use; None: no limit.
    """

    store: StoreFigures
    replicas: Sequence[Replica]
    tokens: int = 0
    token_limit: int | None = None

    @property
    def quota_percent(self) -> float:
        """How much of today's budget is used; 0 where there is no limit."""
        return 100 * self.tokens / self.token_limit if self.token_limit else 0


def missing_replicas(replicas: Sequence[Replica]) -> list[Replica]:
    """Those that are gone and were not replaced: no other process has begun since."""
    alive = sorted(replica.runs_s for replica in replicas if replica.silent_s <= GONE_S)
    missing = []
    for lost in sorted(replicas, key=lambda replica: replica.silent_s):
        if lost.silent_s <= GONE_S:
            continue
        if alive and alive[0] < lost.silent_s:
            alive.pop(0)
        else:
            missing.append(lost)
    return missing


def conditions(snapshot: HealthSnapshot, limits: Thresholds) -> dict[AlertKind, bool]:
    """What is wrong, and what is not."""
    store, queue_s = snapshot.store, limits.queue_min * 60
    return {
        "quota": snapshot.quota_percent >= limits.quota_percent,
        "inbox_old": store.inbox_oldest_s > queue_s,
        "posts_old": store.posts_oldest_s > queue_s,
        "memory": store.memory_percent > limits.memory_percent,
        "dead_letter": bool(store.inbox_dead or store.posts_dead),
        "replica_gone": bool(missing_replicas(snapshot.replicas)),
    }


def sentence_of(snapshot: HealthSnapshot, kind: AlertKind, language: Language) -> str:
    """What is told when that begins to be wrong; empty where a post that meets it tells."""
    if kind not in texts.TOLD:
        return ""
    store, missing = snapshot.store, missing_replicas(snapshot.replicas)
    percent = snapshot.quota_percent if kind == "quota" else store.memory_percent
    age_s = store.posts_oldest_s if kind == "posts_old" else store.inbox_oldest_s
    return texts.TOLD[kind].to(
        language,
        percent=f"{percent:.0f}",
        age=say_duration(age_s, language),
        used_mb=f"{store.memory_bytes / 1e6:,.0f}",
        updates=store.inbox_dead,
        posts=store.posts_dead,
        names=", ".join(replica.name for replica in missing),
        count=len(missing) if kind == "replica_gone" else store.inbox_waiting,
    )
