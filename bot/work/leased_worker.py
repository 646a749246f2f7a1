"""The leased worker: claims items of a queue, has them handled, and settles how each attempt ended."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from bot.errors import StorageDown
from bot.metrics.errors import saw_error
from bot.models.work import Capacity, Lease, Outcome
from bot.work.tasks import cancel_and_wait

log = logging.getLogger(__name__)

_CLAIM_BATCH = 16
_FEW_ITEMS = 8
"""With so few items under way this process needs no help from another."""
_WAIT_S = 1.0
"""How long one wait for a wake-up lasts: shorter than the time-out of the connection."""
_STORAGE_PAUSE_S = 0.5
_CANCEL_GRACE_S = 7.0
"""How long a cancelled attempt may take to end well: an editor finishes its message."""
_CRASH_DELAY_MS = 1000


class ClaimedItem(Protocol):
    """What a queue hands out; it holds the lease."""

    @property
    def lease(self) -> Lease:
        """The right to work on it."""


Item = TypeVar("Item", bound=ClaimedItem)


class WorkQueue(Protocol[Item]):
    """A keyed FIFO with leases, shared by all replicas; every method raises `errors.StorageDown`."""

    async def exchange(
        self,
        finished: Sequence[tuple[Lease, Outcome]],
        capacity: Capacity,
        *,
        only_followers: bool = False,
    ) -> list[Item]:
        """Settle what has ended and claim what is due, in one step.

        An outcome whose lease was lost does nothing. `only_followers`: claim only where an item
        that was settled has let another one move up; saves the look where nothing is expected.
        """

    async def extend(self, leases: Sequence[Lease]) -> set[str]:
        """Hold items for another lease; return those that other workers have claimed."""

    async def wait_for_work(self, timeout_s: float) -> bool:
        """Sleep until this process is woken; False after `timeout_s` seconds without a wake-up."""


@dataclass(slots=True)
class _Attempt(Generic[Item]):
    item: Item
    task: asyncio.Task[Outcome]


class LeasedWorker(Generic[Item]):
    """Handles the items of one queue, many at a time.

    Claims as long as there is room; priority items have room of their own, so that they never wait
    behind long work. Leases of what is under way are extended; an attempt whose item another
    process has claimed is cancelled. Delayed items and items of dead processes send no wake-up:
    call `claim_due` every second to find them.

    Args:
        name: for log lines.
        queue: shared by all replicas.
        handle: makes one attempt; an exception counts as a failed one.
        capacity: items under way at the same time.
        lease_s: the lease of the queue; it is extended three times within.
        max_attempts: attempts that raised until an item goes to the dead letter queue.
    """

    def __init__(
        self,
        name: str,
        queue: WorkQueue[Item],
        handle: Callable[[Item], Awaitable[Outcome]],
        *,
        capacity: Capacity,
        lease_s: float,
        max_attempts: int,
    ) -> None:
        self._name = name
        self._queue = queue
        self._handle = handle
        self._capacity = capacity
        self._extend_every_s = lease_s / 3
        self._max_attempts = max_attempts
        self._woken = asyncio.Event()
        self._expects_work = False
        self._finished: list[tuple[Lease, Outcome]] = []
        self._under_way: dict[str, _Attempt[Item]] = {}
        self._priority_count = 0
        self._is_stopping = False
        self._exchanging = asyncio.Lock()
        self._loops: dict[Callable[[], Coroutine[Any, Any, None]], asyncio.Task[None]] = {}

    def start(self) -> None:
        """Begin to claim items."""
        for loop in (self._work, self._listen, self._extend_leases):
            self._loops[loop] = asyncio.create_task(loop())

    def is_busy(self, more: int = 0) -> bool:
        """Would `more` items be enough work to wake another process?"""
        return len(self._under_way) + more > _FEW_ITEMS

    def wake(self) -> None:
        """Look for due items now."""
        self._expects_work = True
        self._woken.set()

    async def claim_due(self) -> None:
        """Claim what is due and no wake-up announced. Called by the scheduler.

        Raises what has ended a loop of this worker, which begins again: it must not stand still unseen.
        """
        self.wake()
        for loop, task in self._loops.items():
            if task.done() and not task.cancelled():
                self._loops[loop] = asyncio.create_task(loop())
                task.result()

    def stop_claiming(self) -> None:
        """Claim nothing more; what is under way goes on."""
        self._is_stopping = True

    async def finish(self, grace_s: float) -> bool:
        """Wait at most `grace_s` seconds for what is under way; True if all of it has ended."""
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + grace_s
        with suppress(TimeoutError):
            async with asyncio.timeout_at(ends_at), self._exchanging:
                pass  # what a claim in flight brings is under way too
        tasks = [attempt.task for attempt in self._under_way.values()]
        if tasks:
            await asyncio.wait(tasks, timeout=max(0, ends_at - loop.time()))
        return not self._under_way

    async def close(self) -> None:
        """Cancel what is still under way and requeue it, settle what has ended, stop."""
        self.stop_claiming()
        tasks = [attempt.task for attempt in self._under_way.values()]
        await cancel_and_wait(tasks, again_s=_CANCEL_GRACE_S)
        await cancel_and_wait(self._loops.values())
        with suppress(StorageDown):
            await self._exchange()

    async def _work(self) -> None:
        while True:
            await self._woken.wait()
            self._woken.clear()
            try:
                while await self._exchange():
                    pass
            except StorageDown:
                log.warning("%s: Redis does not answer; items wait.", self._name)
                await asyncio.sleep(_STORAGE_PAUSE_S)
                self.wake()

    async def _exchange(self) -> bool:
        """Settle and claim once; True if there may be more to do at once."""
        async with self._exchanging:
            return await self._settle_and_claim()

    async def _settle_and_claim(self) -> bool:
        finished = self._finished.copy()
        expected, self._expects_work = self._expects_work, False
        room = self._room()
        claimed = await self._queue.exchange(finished, room, only_followers=not expected)
        del self._finished[: len(finished)]
        for item in claimed:
            self._begin(item)
        # A full answer, or room for less than there may be: look again when something has ended.
        priority = sum(item.lease.is_priority for item in claimed)
        if len(claimed) - priority >= room.normal or priority >= room.priority:
            self._expects_work = True
        return bool(claimed or self._finished)

    def _room(self) -> Capacity:
        if self._is_stopping:
            return Capacity(0, 0)
        normal = self._capacity.normal - len(self._under_way) + self._priority_count
        priority = self._capacity.priority - self._priority_count
        return Capacity(*(max(0, min(_CLAIM_BATCH, room)) for room in (normal, priority)))

    def _begin(self, item: Item) -> None:
        running = self._under_way.get(item.lease.item)
        if running is not None:
            # Our lease had run out while the attempt went on, and nobody else took the item.
            running.item.lease.token = item.lease.token
            return
        task = asyncio.ensure_future(self._handle(item))
        self._under_way[item.lease.item] = _Attempt(item, task)
        self._priority_count += item.lease.is_priority
        task.add_done_callback(lambda task: self._end(item.lease, task))

    def _end(self, lease: Lease, task: "asyncio.Task[Outcome]") -> None:
        del self._under_way[lease.item]
        self._priority_count -= lease.is_priority
        if task.cancelled():
            outcome = Outcome("requeue")
        elif isinstance(error := task.exception(), StorageDown):
            log.warning("%s: Redis does not answer; item %s waits.", self._name, lease.item)
            outcome = Outcome("requeue", delay_ms=_CRASH_DELAY_MS)  # no fault of the item's
        elif error is not None:
            saw_error(error)
            log.error("%s: item %s failed.", self._name, lease.item, exc_info=error)
            outcome = self._crashed(lease, error)
        else:
            outcome = task.result()
        self._finished.append((lease, outcome))
        self._woken.set()

    def _crashed(self, lease: Lease, error: BaseException) -> Outcome:
        if lease.attempts < self._max_attempts:
            return Outcome("retry", delay_ms=_CRASH_DELAY_MS)
        return Outcome("dead_letter", reason=type(error).__name__)

    async def _listen(self) -> None:
        """Look for work when another process has announced some."""
        while True:
            if self._is_stopping or self.is_busy():
                await asyncio.sleep(_STORAGE_PAUSE_S)
                continue
            try:
                if await self._queue.wait_for_work(_WAIT_S):
                    self.wake()
            except StorageDown:
                await asyncio.sleep(_STORAGE_PAUSE_S)

    async def _extend_leases(self) -> None:
        pause_s = self._extend_every_s
        while True:
            await asyncio.sleep(pause_s)
            pause_s = self._extend_every_s
            held = {item: attempt.item.lease for item, attempt in self._under_way.items()}
            if not held:
                continue
            tokens = {item: lease.token for item, lease in held.items()}
            try:
                for item in await self._queue.extend(list(held.values())):
                    self._cancel_lost(item, tokens[item])
            except StorageDown:
                pause_s = _STORAGE_PAUSE_S  # the leases run on meanwhile

    def _cancel_lost(self, item: str, token: int) -> None:
        """Leave an item to the process that has claimed it, unless it came back to us since."""
        attempt = self._under_way.get(item)
        if attempt is not None and attempt.item.lease.token == token:
            log.warning("%s: item %s goes on in another process.", self._name, item)
            attempt.task.cancel()
