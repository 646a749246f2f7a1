"""From Telegram into the inbox: an update is confirmed once it is stored."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from bot.errors import StorageDown
from bot.handlers.update_order import read_order
from bot.models.inbox import ClaimedUpdate, IncomingUpdate
from bot.ports.inbox import Inbox

log = logging.getLogger(__name__)

MAX_WAITING = 10_000
"""Beyond it nothing more is confirmed: Telegram keeps updates for a day, and Redis stays small."""
STORE_WITHIN_S = 2.0
_RETRY_S = 0.2


class UpdateReceiver:
    """Stores updates on their way in.

    While Redis cannot be reached for longer than `STORE_WITHIN_S`, updates are handled unstored, so
    that people are told what does not work now instead of meeting silence.

    Args:
        inbox: where they are stored.
        is_busy: has this process enough to do with so many more?
        stored: told that something was.
        handle_unstored: handles one that could not be.
    """

    def __init__(
        self,
        inbox: Inbox,
        is_busy: Callable[[int], bool],
        stored: Callable[[], None],
        handle_unstored: Callable[[ClaimedUpdate], Awaitable[object]],
    ) -> None:
        self._inbox = inbox
        self._is_busy = is_busy
        self._stored = stored
        self._handle_unstored = handle_unstored
        self._unstored: set[asyncio.Future[object]] = set()

    async def receive(self, raws: Sequence[dict[str, Any]]) -> None:
        """Store updates (Bot API: Update); returns when they may be confirmed."""
        arrivals = [read_order(raw) for raw in raws]
        backlog = await self._store(arrivals)
        if backlog is None:
            for arrival in arrivals:
                self._begin_unstored(arrival)
            return
        self._stored()
        while backlog > MAX_WAITING:
            await asyncio.sleep(_RETRY_S)
            backlog = await self._backlog()

    async def _store(self, arrivals: Sequence[IncomingUpdate]) -> int | None:
        deadline = asyncio.get_running_loop().time() + STORE_WITHIN_S
        while True:
            try:
                return await self._inbox.put(arrivals, wake=self._is_busy(len(arrivals)))
            except StorageDown:
                if asyncio.get_running_loop().time() > deadline:
                    log.warning("Redis does not answer: %d updates go on unstored.", len(arrivals))
                    return None
            await asyncio.sleep(_RETRY_S)

    async def _backlog(self) -> int:
        try:
            return await self._inbox.backlog()
        except StorageDown:
            return 0  # then storing fails next, and says so

    def _begin_unstored(self, arrival: IncomingUpdate) -> None:
        delivery = ClaimedUpdate(
            arrival.update_id, arrival.raw, arrival.is_priority, token=0, attempts=1
        )
        work = asyncio.ensure_future(self._handle_unstored(delivery))
        self._unstored.add(work)
        work.add_done_callback(self._unstored.discard)
