"""The health of the bot: figures of its store, its processes, and what is wrong."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.models.post_states import PostState

AlertKind = Literal[
    "censor_closed", "quota", "inbox_old", "posts_old", "memory", "dead_letter", "replica_gone"
]


@dataclass(frozen=True, slots=True)
class StoreFigures:
    """What the store says, for all replicas.

    Args:
        inbox_waiting: updates that wait or are worked on.
        inbox_oldest_s: for how long the oldest one waits that could be handled.
        inbox_dead: updates that were given up.
        posts: how many are in each state.
        posts_oldest_s: for how long the oldest post or notification waits that could be worked on.
        slots_used: the censor's calls a second that are taken.
        memory_bytes: what Redis uses.
        memory_limit_bytes: what it may use; 0: not known.
    """

    inbox_waiting: int = 0
    inbox_oldest_s: float = 0.0
    inbox_dead: int = 0
    posts: Mapping[PostState, int] = field(default_factory=dict)
    posts_oldest_s: float = 0.0
    slots_used: int = 0
    memory_bytes: int = 0
    memory_limit_bytes: int = 0

    @property
    def posts_dead(self) -> int:
        """Posts that were given up."""
        return self.posts.get("dead", 0)

    @property
    def memory_percent(self) -> float:
        """How much of its memory Redis uses; 0 where that is not known."""
        return 100 * self.memory_bytes / self.memory_limit_bytes if self.memory_limit_bytes else 0


@dataclass(frozen=True, slots=True)
class Replica:
    """A process, as it reported last.

    Args:
        name: host and process id.
        runs_s: for how long it has run.
        silent_s: since its last report.
        trouble: why it takes no updates; empty: it does.
        errors: its last failures: how long ago (s), which.
    """

    name: str
    runs_s: float
    silent_s: float
    trouble: str = ""
    errors: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ActiveAlert:
    """Something that is wrong now, and since when (s)."""

    kind: AlertKind
    age_s: float


class CensorState:
    """What the last call of the censor in this process has shown; None: there was none."""

    def __init__(self) -> None:
        self.is_closed: bool | None = None
        self._seen_at = 0.0

    def saw(self, *, is_closed: bool) -> None:
        """The censor answered, or has no calls left."""
        self.is_closed = is_closed
        self._seen_at = time.monotonic()

    @property
    def age_s(self) -> float:
        """How long ago that was."""
        return time.monotonic() - self._seen_at
