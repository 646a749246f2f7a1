"""Takes updates out of the inbox and has them handled, many at a time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from bot.errors import StorageDown
from bot.handlers.update_attempt import MAX_ATTEMPTS
from bot.models.inbox import ClaimedUpdate, Outcome
from bot.ports.inbox import Inbox
from bot.work.tasks import cancel_and_wait

log = logging.getLogger(__name__)

ORDERED_AT_ONCE = 1024
OVERTAKING_AT_ONCE = 256
_BATCH = 16
_EASY = 8
"""So many updates at once are no work for two processes."""
_TICK_S = 1.0
"""How late an update is found whose signal another process took, or whose owner has died."""
_RETRY_S = 0.5
_LAST_WORDS_S = 7.0
"""How long what is cancelled may take to end well: an editor finishes its message."""


@dataclass(slots=True)
class _Work:
    delivery: ClaimedUpdate
    task: asyncio.Task[Outcome]


class UpdateWorker:
    """The loop between inbox and handlers.

    Work is taken as long as there is room; what overtakes has room of its own, so that a stop never
    waits behind a thousand answers. What is under way is held by its lease; where another process
    has taken it over meanwhile, it is cancelled here.

    Args:
        inbox: shared by the fleet.
        handle: handles one update and tells how it ended; what it raises counts as a failed try.
        keep_s: how often the leases of what is under way are extended.
    """

    def __init__(
        self,
        inbox: Inbox,
        handle: Callable[[ClaimedUpdate], Awaitable[Outcome]],
        *,
        keep_s: float = 3,
    ) -> None:
        self._inbox = inbox
        self._handle = handle
        self._keep_s = keep_s
        self._news = asyncio.Event()
        self._ended: list[tuple[ClaimedUpdate, Outcome]] = []
        self._under_way: dict[int, _Work] = {}
        self._overtaking = 0
        self._is_stopping = False
        self._loops: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to take work."""
        loops = (self._work(), self._listen(), self._keep())
        self._loops = [asyncio.create_task(loop) for loop in loops]

    def is_busy(self, more: int = 0) -> bool:
        """Should another process help with `more` updates?"""
        return len(self._under_way) + more > _EASY

    def wake(self) -> None:
        """Something was put."""
        self._news.set()

    def stop_claiming(self) -> None:
        """Let only what is under way go on."""
        self._is_stopping = True

    async def finish(self, grace_s: float) -> bool:
        """Wait for what is under way, at most `grace_s` seconds; has all of it ended?"""
        tasks = [work.task for work in self._under_way.values()]
        if tasks:
            await asyncio.wait(tasks, timeout=grace_s)
        return not self._under_way

    async def close(self) -> None:
        """Give back what is still under way, settle what has ended, and end."""
        self.stop_claiming()
        await cancel_and_wait(
            [work.task for work in self._under_way.values()], again_s=_LAST_WORDS_S
        )
        await cancel_and_wait(self._loops)
        with suppress(StorageDown):
            await self._turn()

    async def _work(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(_TICK_S):
                    await self._news.wait()
            self._news.clear()
            try:
                while await self._turn():
                    pass
            except StorageDown:
                log.warning("Redis does not answer: updates wait.")
                await asyncio.sleep(_RETRY_S)

    async def _turn(self) -> bool:
        """Settle and claim; is there more to do?"""
        ended, self._ended = self._ended, []
        ordered = min(_BATCH, ORDERED_AT_ONCE - len(self._under_way) + self._overtaking)
        priority = min(_BATCH, OVERTAKING_AT_ONCE - self._overtaking)
        if self._is_stopping:
            ordered = priority = 0
        try:
            claimed = await self._inbox.turn(
                ended, ordered=max(ordered, 0), priority=max(priority, 0)
            )
        except StorageDown:
            self._ended[:0] = ended
            raise
        for delivery in claimed:
            self._begin(delivery)
        return bool(claimed or self._ended)

    def _begin(self, delivery: ClaimedUpdate) -> None:
        mine = self._under_way.get(delivery.update_id)
        if mine is not None:
            mine.delivery = delivery  # our lease had run out, and it is ours again
            return
        task = asyncio.ensure_future(self._handle(delivery))
        self._under_way[delivery.update_id] = _Work(delivery, task)
        self._overtaking += delivery.is_priority
        task.add_done_callback(lambda task: self._end(delivery.update_id, task))

    def _end(self, update_id: int, task: "asyncio.Task[Outcome]") -> None:
        work = self._under_way.pop(update_id)
        self._overtaking -= work.delivery.is_priority
        if task.cancelled():
            ending = Outcome("back")
        elif error := task.exception():
            log.error("Update %s failed outside its handlers", update_id, exc_info=error)
            ending = _failed(work.delivery, error)
        else:
            ending = task.result()
        self._ended.append((work.delivery, ending))
        self._news.set()

    async def _listen(self) -> None:
        while True:
            if self.is_busy():
                await asyncio.sleep(_RETRY_S)
                continue
            try:
                await self._inbox.wait(_TICK_S)
            except StorageDown:
                await asyncio.sleep(_RETRY_S)
            self._news.set()

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(self._keep_s)
            held = [work.delivery for work in self._under_way.values()]
            if not held:
                continue
            with suppress(StorageDown):
                for update_id in await self._inbox.extend(held):
                    self._drop(update_id, held)

    def _drop(self, update_id: int, held: list[ClaimedUpdate]) -> None:
        """Leave to another process what it has taken over, unless it came back to us since."""
        work = self._under_way.get(update_id)
        if work is not None and work.delivery in held:
            log.warning("Update %s goes on in another process.", update_id)
            work.task.cancel()


def _failed(delivery: ClaimedUpdate, error: BaseException) -> Outcome:
    if delivery.attempts < MAX_ATTEMPTS:
        return Outcome("again", delay_ms=1000)
    return Outcome("bury", reason=type(error).__name__)
