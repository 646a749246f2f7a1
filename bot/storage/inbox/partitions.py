"""The inbox of a cluster: partitions with a hash slot each; all updates of a chat are in one of them.

Order, shares and deduplication are about the updates of a chat, so each partition is an inbox of its own
(docs/decisions/0103). How many there are is fixed in the store.
"""

import asyncio
import logging
import zlib
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar

from bot.errors import PartlyStored, StorageDown
from bot.models.inbox import ClaimedUpdate, DeadUpdate, IncomingUpdate
from bot.models.work import Capacity, Lease, Outcome
from bot.storage import keys
from bot.storage.connection import Redis, is_cluster
from bot.storage.inbox.inbox import RedisInbox

log = logging.getLogger(__name__)

_NUMBERS = (53, 3, 52, 2, 55, 5, 54, 4)
"""Those of new stores: their hash slots are spread evenly, so that each master has about as many."""
_LOOK_S = 1.0
"""How often every partition is looked at: what is due later sends no wake-up, and one may be lost."""
_PATIENCE_S = 1.0
"""How long the other partitions wait for the answer of one."""
_REST_S = 1.0
"""How long one is left alone whose master is dead."""
_MOST_WAKE_UPS = 16
_WAKE = keys.queue(keys.INBOX, "wake")

Ended = tuple[Lease, Outcome]
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class _Call:
    """An exchange with a partition that is under way."""

    task: "asyncio.Task[list[ClaimedUpdate]]"
    ended: list[Ended]
    room: Capacity


async def inbox_prefixes(redis: Redis) -> tuple[str, ...]:
    """What the keys of each partition begin with; on one server there is one, and nothing is asked."""
    if not is_cluster(redis):
        return (keys.INBOX,)
    numbers = await redis.get(keys.INBOX_PARTITIONS)
    if numbers is None:
        await redis.set(keys.INBOX_PARTITIONS, " ".join(map(str, _NUMBERS)), nx=True)
        numbers = await redis.get(keys.INBOX_PARTITIONS)
    return tuple(keys.inbox_partition(number) for number in str(numbers).split())


async def open_inbox(
    redis: Redis, *, lease_ms: int, person_waiting: int | None = None
) -> "RedisInbox | PartitionedInbox":
    """The inbox of this store; see `RedisInbox` for the arguments."""
    prefixes = await inbox_prefixes(redis)
    inboxes = [
        RedisInbox(redis, prefix, lease_ms=lease_ms, person_waiting=person_waiting)
        for prefix in prefixes
    ]
    return PartitionedInbox(redis, inboxes) if is_cluster(redis) else inboxes[0]


class PartitionedInbox:
    """Implements `ports.inbox.Inbox`, `ports.inbox.DeadUpdates` and `bot.work.leased_worker.WorkQueue`.

    One list of wake-ups says which partition has work, since a process cannot block on several slots.
    """

    def __init__(self, redis: Redis, partitions: Sequence[RedisInbox]) -> None:
        self._redis = redis
        self._partitions = {each.prefix: each for each in partitions}
        self._due: set[str] = set()
        self._looked_at = float("-inf")
        self._turns = [0, 0]
        self._rests_until: dict[str, float] = {}
        self._unsettled: dict[str, list[Ended]] = defaultdict(list)
        self._calls: dict[str, _Call] = {}
        self._waiting = dict.fromkeys(self._partitions, 0)

    # What arrives

    async def put(self, updates: Sequence[IncomingUpdate], *, wake: bool = True) -> int:
        """Store updates, each id once; return about how many wait or are worked on.

        Raises:
            PartlyStored: some partitions could not be reached.
        """
        parts: dict[str, list[IncomingUpdate]] = defaultdict(list)
        for update in updates:
            parts[self._place(update)].append(update)
        calls = {
            prefix: self._partitions[prefix].put(part, wake=False) for prefix, part in parts.items()
        }
        stored, failed = await _all(calls)
        self._due |= stored.keys()
        self._waiting |= stored
        if wake and stored:
            await self._wake(stored)
        if failed:
            raise PartlyStored([update for prefix in failed for update in parts[prefix]])
        return sum(self._waiting.values())

    async def bury(self, update_id: int, raw: str, reason: str) -> None:
        """Put an update that cannot be handled, and has no chat, among those that were given up."""
        await self._partitions[self._by_number(update_id)].bury(update_id, raw, reason)

    async def backlog(self) -> int:
        """How many wait or are worked on."""
        self._waiting |= await self._of_each(lambda inbox: inbox.backlog())
        return sum(self._waiting.values())

    def _place(self, update: IncomingUpdate) -> str:
        return self._by_number(update.chat_id or zlib.crc32(update.sender.encode()))

    def _by_number(self, number: int) -> str:
        prefixes = list(self._partitions)
        return prefixes[zlib.crc32(str(number).encode()) % len(prefixes)]

    # What is worked on

    async def exchange(
        self, finished: Sequence[Ended], capacity: Capacity, *, only_followers: bool = False
    ) -> list[ClaimedUpdate]:
        """Settle what has ended and claim what is due, where that may be; see `WorkQueue.exchange`.

        Partitions are asked at the same time, each for its part of the room. What one could not be told
        it is told the next time, and what one answers late is returned then.
        """
        for lease, outcome in finished:
            self._unsettled[lease.queue].append((lease, outcome))
        self._look(only_followers=only_followers)
        rooms = self._rooms(self._due | self._unsettled.keys(), capacity)
        begun = [
            self._begin(prefix, room)
            for prefix, room in rooms.items()
            if prefix in self._unsettled or any(room)
        ]
        if begun:
            await asyncio.wait(begun, timeout=_PATIENCE_S)
        claimed: list[ClaimedUpdate] = []
        for prefix in [prefix for prefix, call in self._calls.items() if call.task.done()]:
            claimed += await self._end(prefix)
        return claimed

    def _begin(self, prefix: str, room: Capacity) -> "asyncio.Task[list[ClaimedUpdate]]":
        ended = self._unsettled.pop(prefix, [])
        partition, is_due = self._partitions[prefix], prefix in self._due
        task = asyncio.create_task(partition.exchange(ended, room, only_followers=not is_due))
        self._calls[prefix] = _Call(task, ended, room)
        return task

    async def _end(self, prefix: str) -> list[ClaimedUpdate]:
        """What a partition has answered; it may have more where it filled its room."""
        call = self._calls.pop(prefix)
        try:
            claimed = call.task.result()
        except StorageDown:
            log.warning("%s does not answer; its updates wait.", prefix)
            self._unsettled[prefix][:0] = call.ended
            self._due.add(prefix)
            self._rests_until[prefix] = self._now() + _REST_S
            return []
        priority = sum(each.lease.is_priority for each in claimed)
        if len(claimed) - priority >= call.room.normal or priority >= call.room.priority:
            self._due.add(prefix)
        else:
            self._due.discard(prefix)
        if any(outcome.kind == "requeue" and not outcome.delay_ms for _, outcome in call.ended):
            await self._wake([prefix])
        return claimed

    async def extend(self, leases: Sequence[Lease]) -> set[str]:
        """Hold items for another lease; return those that other workers have claimed."""
        parts: dict[str, list[Lease]] = defaultdict(list)
        for lease in leases:
            parts[lease.queue].append(lease)
        lost, _ = await _all({each: self._partitions[each].extend(parts[each]) for each in parts})
        return set(chain.from_iterable(lost.values()))

    async def wait_for_work(self, timeout_s: float) -> bool:
        """Sleep until this process is woken, and look where the wake-up says."""
        woken = await self._redis.blpop([_WAKE], timeout=timeout_s)
        if woken is None:
            return False
        self._due |= {str(woken[1])} & self._partitions.keys()
        return True

    def _look(self, *, only_followers: bool) -> None:
        """Where may something be due? Everywhere, once in a while, and where nobody says."""
        overdue = self._now() - self._looked_at >= _LOOK_S
        if not only_followers and (overdue or not self._due):
            self._due = set(self._partitions)
            self._looked_at = self._now()

    def _rooms(self, prefixes: set[str], capacity: Capacity) -> dict[str, Capacity]:
        """The part of the room that each partition gets; where there is little, they take turns."""
        awake = [
            prefix
            for prefix in self._partitions
            if prefix in prefixes
            and prefix not in self._calls
            and self._rests_until.get(prefix, 0) <= self._now()
        ]
        count = max(1, len(awake))
        lanes = []
        for lane, room in enumerate(capacity):
            begin = self._turns[lane]
            lanes.append(
                [room // count + ((at - begin) % count < room % count) for at in range(count)]
            )
            self._turns[lane] = (begin + room) % count
        return dict(zip(awake, map(Capacity, *lanes), strict=False))

    async def _wake(self, prefixes: Iterable[str]) -> None:
        """Wake other processes; a wake-up that is lost costs them `_LOOK_S`."""
        names = list(prefixes)
        if not names:
            return
        pipeline = self._redis.pipeline(transaction=False)
        pipeline.rpush(_WAKE, *names)
        pipeline.ltrim(_WAKE, -_MOST_WAKE_UPS, -1)
        with suppress(StorageDown):
            await pipeline.execute()

    # One update

    async def note(self, update: ClaimedUpdate, nth: int, message_id: int) -> None:
        """Note the nth message that was sent for an update, in case another process goes on."""
        await self._of(update).note(update, nth, message_id)

    async def note_outbox(
        self, update: ClaimedUpdate, outbox: str, expires_s: float | None = None
    ) -> None:
        """Note the replies to an update that wait for its chat's budget, and when they lose their use."""
        await self._of(update).note_outbox(update, outbox, expires_s)

    async def is_parked_behind(self, update: ClaimedUpdate) -> bool:
        """Are replies to others of its chat waiting for the chat's budget now?"""
        return await self._of(update).is_parked_behind(update)

    async def tells_of_drops(self, update: ClaimedUpdate) -> bool:
        """Is this the update whose reply tells its chat, once in a while, that some were dropped?"""
        return await self._of(update).tells_of_drops(update)

    def _of(self, update: ClaimedUpdate) -> RedisInbox:
        return self._partitions[update.lease.queue]

    # All of them

    async def drop_expired(self) -> None:
        """Drop updates whose replies have lost their use."""
        await self._of_each(lambda inbox: inbox.drop_expired())

    async def dead(self, count: int = 20) -> list[DeadUpdate]:
        """The newest updates that were given up, oldest first."""
        found = await self._of_each(lambda inbox: inbox.dead(count))
        return sorted(chain.from_iterable(found.values()), key=lambda each: each.at_s)[-count:]

    async def count_dead(self) -> int:
        """How many were given up."""
        return sum((await self._of_each(lambda inbox: inbox.count_dead())).values())

    async def clear_dead(self) -> int:
        """Forget those that were given up; return how many there were."""
        return sum((await self._of_each(lambda inbox: inbox.clear_dead())).values())

    async def retry_dead(self, update_id: int) -> bool:
        """Handle one that was given up again; False where there is no such update."""
        found = await self._of_each(lambda inbox: inbox.retry_dead(update_id))
        places = [prefix for prefix, is_there in found.items() if is_there]
        self._due |= set(places)
        await self._wake(places)
        return bool(places)

    async def _of_each(self, ask: Callable[[RedisInbox], Awaitable[_Result]]) -> dict[str, _Result]:
        """Ask every partition at once; raises `StorageDown` where one does not answer."""
        answers, failed = await _all({name: ask(each) for name, each in self._partitions.items()})
        if failed:
            raise StorageDown
        return answers

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


async def _all(calls: Mapping[str, Awaitable[_Result]]) -> tuple[dict[str, _Result], set[str]]:
    """What each call returned, and those of which the store was down."""
    results: list[Any] = await asyncio.gather(*calls.values(), return_exceptions=True)
    answers, failed = {}, set()
    for name, result in zip(calls, results, strict=True):
        if isinstance(result, StorageDown):
            failed.add(name)
        elif isinstance(result, BaseException):
            raise result
        else:
            answers[name] = result
    return answers, failed
