"""The inbox of a cluster: partitions with a hash slot each; all updates of a chat are in one of them.

Order, shares and deduplication are about the updates of a chat, so each partition is an inbox of its own
(docs/decisions/0103). How many there are is fixed in the store.
"""

import asyncio
import zlib
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from typing import Any, TypeVar

from bot.errors import PartlyStored, StorageDown
from bot.models.inbox import ClaimedUpdate, DeadUpdate, IncomingUpdate
from bot.models.work import Capacity, Lease, Outcome
from bot.storage import keys
from bot.storage.connection import Redis, is_cluster, refuses_writes_without_copies
from bot.storage.inbox.inbox import RedisInbox
from bot.storage.inbox.partition_exchange import PATIENCE_S, PartitionExchange

_NUMBERS = (53, 3, 52, 2, 55, 5, 54, 4)
"""Those of new stores: their hash slots are spread evenly, so that each master has about as many."""
_MOST_WAKE_UPS = 16
_WAKE = keys.queue(keys.INBOX, "wake")

_Result = TypeVar("_Result")


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
    if not is_cluster(redis):
        return RedisInbox(
            redis,
            lease_ms=lease_ms,
            person_waiting=person_waiting,
            needs_copy=await refuses_writes_without_copies(redis),
        )
    inboxes = [
        RedisInbox(redis, prefix, lease_ms=lease_ms, person_waiting=person_waiting)
        for prefix in await inbox_prefixes(redis)
    ]
    return PartitionedInbox(redis, inboxes)


class PartitionedInbox:
    """Implements `ports.inbox.Inbox`, `ports.inbox.DeadUpdates` and `bot.work.leased_worker.WorkQueue`.

    One list of wake-ups says which partition has work, since a process cannot block on several slots.
    """

    def __init__(self, redis: Redis, partitions: Sequence[RedisInbox]) -> None:
        self._redis = redis
        self._partitions = {each.prefix: each for each in partitions}
        self._exchange = PartitionExchange(self._partitions)
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
        self._exchange.expect(stored)
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
        self,
        finished: Sequence[tuple[Lease, Outcome]],
        capacity: Capacity,
        *,
        only_followers: bool = False,
    ) -> list[ClaimedUpdate]:
        """Settle what has ended and claim what is due; see `WorkQueue.exchange`."""
        claimed = await self._exchange.exchange(finished, capacity, only_followers=only_followers)
        await self._wake(
            {
                lease.queue
                for lease, outcome in finished
                if outcome.kind == "requeue" and not outcome.delay_ms
            }
        )
        return claimed

    async def extend(self, leases: Sequence[Lease]) -> set[str]:
        """Hold items for another lease; return those that other workers have claimed.

        Raises `StorageDown` where that is not known of all; the others are held.
        """
        parts: dict[str, list[Lease]] = defaultdict(list)
        for lease in leases:
            parts[lease.queue].append(lease)
        calls = {each: _in_time(self._partitions[each].extend(parts[each])) for each in parts}
        lost, failed = await _all(calls)
        if failed:
            raise StorageDown
        return set(chain.from_iterable(lost.values()))

    async def wait_for_work(self, timeout_s: float) -> bool:
        """Sleep until this process is woken, and look where the wake-up says."""
        woken = await self._redis.blpop([_WAKE], timeout=timeout_s)
        if woken is None:
            return False
        self._exchange.expect([str(woken[1])])
        return True

    async def _wake(self, prefixes: Iterable[str]) -> None:
        """Wake other processes; a wake-up that is lost costs them the time until they look everywhere."""
        names = list(prefixes)
        if not names:
            return
        pipeline = self._redis.pipeline(transaction=False)
        pipeline.rpush(_WAKE, *names)
        pipeline.ltrim(_WAKE, -_MOST_WAKE_UPS, -1)
        with suppress(StorageDown):
            await _in_time(pipeline.execute())

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
        self._exchange.expect(places)
        await self._wake(places)
        return bool(places)

    async def _of_each(self, ask: Callable[[RedisInbox], Awaitable[_Result]]) -> dict[str, _Result]:
        """Ask every partition at once; raises `StorageDown` where one does not answer."""
        answers, failed = await _all({name: ask(each) for name, each in self._partitions.items()})
        if failed:
            raise StorageDown
        return answers


async def _in_time(call: Awaitable[_Result]) -> _Result:
    """Give up soon, where what lies with other masters would wait meanwhile."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await call
    except TimeoutError as error:
        raise StorageDown from error


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
