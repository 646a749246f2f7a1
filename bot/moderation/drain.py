"""The workers that empty the line of posts.

The clock only pumps: it sees to it that enough workers run. What a second allows is held by the
censor's slots, and who works on what by the line's leases.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress

from bot.errors import StorageDown
from bot.moderation.notifications import Notifications
from bot.moderation.processor import PostProcessor
from bot.moderation.reminders import Reminders
from bot.ports.posts import ClaimedPost, PostQueue

log = logging.getLogger(__name__)

_REMINDERS_S = 60


class PostDrain:
    """Runs workers.

    Args:
        line: what they take from.
        steps: what they do with a post.
        notices: what they do with something to tell.
        workers: how many run at once.
        lease_s: the line's lease; it is renewed three times within.
        reminders: seen to once a minute.
    """

    def __init__(
        self,
        line: PostQueue,
        steps: PostProcessor,
        notices: Notifications,
        *,
        workers: int = 4,
        lease_s: float = 60,
        reminders: Reminders | None = None,
    ) -> None:
        self._line = line
        self._steps = steps
        self._notices = notices
        self._workers = workers
        self._lease_s = lease_s
        self._reminders = reminders
        self._remind_at = float("-inf")
        self._running: set[asyncio.Task[None]] = set()
        self._is_stopping = False

    async def pump(self) -> None:
        """Start as many workers as there is work for, and return; raises `errors.StorageDown`."""
        if self._is_stopping:
            return
        free = self._workers - len(self._running)
        for _ in range(min(free, await self._line.due()) if free > 0 else 0):
            self._start(self._work())
        now = asyncio.get_running_loop().time()
        if self._reminders is not None and now >= self._remind_at:
            self._remind_at = now + _REMINDERS_S
            self._start(self._remind(self._reminders))

    async def drain_once(self) -> bool:
        """Take one item and bring it as far as it goes; False where nothing is due."""
        work = await self._line.claim()
        if work is None:
            return False
        async with self._holding(work):
            if work.notice is None:
                await self._steps.carry(work, lambda: not self._is_stopping)
            else:
                await self._notices.tell(work)
        return True

    async def stop(self, grace_s: float) -> None:
        """Let each worker end its step; after `grace_s` seconds they are cut off.

        What a worker held then is taken up again when its lease has run out.
        """
        self._is_stopping = True
        if not self._running:
            return
        _, late = await asyncio.wait(self._running, timeout=grace_s)
        for worker in late:
            worker.cancel()
        if late:
            await asyncio.wait(late)

    def _start(self, work: Coroutine[None, None, None]) -> None:
        worker = asyncio.create_task(work)
        self._running.add(worker)
        worker.add_done_callback(self._ended)

    async def _remind(self, reminders: Reminders) -> None:
        try:
            await reminders.remind()
        except StorageDown:
            log.warning("Reminders wait: Redis does not answer.")

    async def _work(self) -> None:
        try:
            while not self._is_stopping and await self.drain_once():
                pass
        except StorageDown:
            log.warning("A worker stops: Redis does not answer.")

    def _ended(self, worker: asyncio.Task[None]) -> None:
        self._running.discard(worker)
        if not worker.cancelled() and (error := worker.exception()) is not None:
            # Its post is taken up again when the lease has run out, a limited number of times.
            log.error("A worker failed", exc_info=error)

    @asynccontextmanager
    async def _holding(self, work: ClaimedPost) -> AsyncIterator[None]:
        """Renew the lease while the block runs: a model may take longer than one."""
        keeper = asyncio.create_task(self._keep(work))
        try:
            yield
        finally:
            keeper.cancel()
            with suppress(asyncio.CancelledError):
                await keeper

    async def _keep(self, work: ClaimedPost) -> None:
        while True:
            await asyncio.sleep(self._lease_s / 3)
            with suppress(StorageDown):
                await self._line.extend(work)
