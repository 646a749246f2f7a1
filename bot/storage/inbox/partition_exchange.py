"""Which partitions of the inbox a worker asks next, and for how many updates; see `PartitionedInbox`."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from bot.errors import StorageDown
from bot.models.inbox import ClaimedUpdate
from bot.models.work import Capacity, Lease, Outcome
from bot.storage.inbox.inbox import RedisInbox

log = logging.getLogger(__name__)

PATIENCE_S = 1.0
"""How long the other partitions wait for the answer of one."""
_LOOK_S = 1.0
"""How often every partition is looked at: what is due later sends no wake-up, and one may be lost."""
_REST_S = 1.0
"""How long one is left alone whose master is dead."""

Ended = tuple[Lease, Outcome]


@dataclass(frozen=True, slots=True)
class _Call:
    """An exchange with a partition that is under way."""

    task: "asyncio.Task[list[ClaimedUpdate]]"
    ended: list[Ended]
    room: Capacity


class PartitionExchange:
    """Settles and claims in all partitions; a dead or slow master holds up only what lies with it."""

    def __init__(self, partitions: Mapping[str, RedisInbox]) -> None:
        self._partitions = partitions
        self._due: set[str] = set()
        self._looked_at_s = float("-inf")
        self._rests_until_s: dict[str, float] = {}
        self._unsettled: dict[str, list[Ended]] = defaultdict(list)
        self._calls: dict[str, _Call] = {}

    def expect(self, prefixes: Iterable[str]) -> None:
        """Something may be due in these partitions."""
        self._due |= self._partitions.keys() & prefixes

    async def exchange(
        self, finished: Sequence[Ended], capacity: Capacity, *, only_followers: bool
    ) -> list[ClaimedUpdate]:
        """Settle what has ended and claim what is due, where that may be; see `WorkQueue.exchange`.

        Partitions are asked at the same time, each for its part of the room, and for one at least: so
        there may be a few more than the room. What one could not be told it is told the next time, and
        what one answers late is returned then.
        """
        for lease, outcome in finished:
            self._unsettled[lease.queue].append((lease, outcome))
        if not only_followers:
            self._look()
        asked = self._asked()
        room = Capacity(*(ceil(each / max(1, len(asked))) for each in capacity))
        tasks = [
            self._begin(prefix, room) for prefix in asked if prefix in self._unsettled or any(room)
        ]
        if tasks:
            await asyncio.wait(tasks, timeout=PATIENCE_S)
        ended = [prefix for prefix, call in self._calls.items() if call.task.done()]
        return [update for prefix in ended for update in self._end(prefix)]

    def _look(self) -> None:
        """Look everywhere, once in a while and where nobody says where something is due."""
        now_s = _now_s()
        if not self._due or now_s - self._looked_at_s >= _LOOK_S:
            self._due = set(self._partitions)
            self._looked_at_s = now_s

    def _asked(self) -> list[str]:
        """The partitions where there may be something to do, and that are not being asked, nor dead."""
        wanted, now_s = self._due | self._unsettled.keys(), _now_s()
        return [
            prefix
            for prefix in self._partitions
            if prefix in wanted
            and prefix not in self._calls
            and self._rests_until_s.get(prefix, 0) <= now_s
        ]

    def _begin(self, prefix: str, room: Capacity) -> "asyncio.Task[list[ClaimedUpdate]]":
        ended, is_due = self._unsettled.pop(prefix, []), prefix in self._due
        self._due.discard(prefix)  # what is expected while it answers is looked for again
        call = self._partitions[prefix].exchange(ended, room, only_followers=not is_due)
        task = asyncio.create_task(call)
        self._calls[prefix] = _Call(task, ended, room)
        return task

    def _end(self, prefix: str) -> list[ClaimedUpdate]:
        """What a partition has answered; it may have more where it filled its part of the room."""
        call = self._calls.pop(prefix)
        try:
            claimed = call.task.result()
        except StorageDown:
            log.warning("%s does not answer; its updates wait.", prefix)
            self._unsettled[prefix][:0] = call.ended
            self._due.add(prefix)
            self._rests_until_s[prefix] = _now_s() + _REST_S
            return []
        priority = sum(each.lease.is_priority for each in claimed)
        if len(claimed) - priority >= call.room.normal or priority >= call.room.priority:
            self._due.add(prefix)
        return claimed


def _now_s() -> float:
    return asyncio.get_running_loop().time()
