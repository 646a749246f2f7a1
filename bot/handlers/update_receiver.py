"""Stores updates as they arrive, before their arrival is confirmed to Telegram.

An update that cannot be read or stored becomes a dead letter, so that it never keeps the others out.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

from bot.errors import NotCopied, PartlyStored, StorageDown
from bot.handlers.update_order import read_order
from bot.models.inbox import ClaimedUpdate, IncomingUpdate
from bot.models.work import Lease
from bot.ports.inbox import Inbox
from bot.ports.media_groups import MediaGroups

log = logging.getLogger(__name__)

MAX_WAITING = 10_000
"""Beyond it nothing more is confirmed: Telegram keeps updates for a day, and Redis stays small."""
STORE_WITHIN_S = 2.0
COPIED_WITHIN_S = 15.0
"""By then a server that has lost its place has been told so, and one without copies refuses writes (with
`min-replicas-max-lag 10`, Redis' default)."""
_POLL_S = 0.2


class UpdateReceiver:
    """Puts updates into the inbox.

    While Redis cannot be reached for longer than `STORE_WITHIN_S`, updates are handled unstored, so
    that people are told what does not work now. Where an update was stored and no copy has it yet, it is
    stored again until one has: handled unstored it would be answered twice.

    Args:
        inbox: where they are stored.
        media_groups: collects those of an album.
        is_busy: has this process enough to do with so many more?
        stored: told that something was.
        handle_unstored: handles an update that could not be.
    """

    def __init__(
        self,
        inbox: Inbox,
        media_groups: MediaGroups,
        is_busy: Callable[[int], bool],
        stored: Callable[[], None],
        handle_unstored: Callable[[ClaimedUpdate], Awaitable[object]],
    ) -> None:
        self._inbox = inbox
        self._media_groups = media_groups
        self._is_busy = is_busy
        self._stored = stored
        self._handle_unstored = handle_unstored
        self.trouble = ""
        """Why updates are not confirmed; empty where they are."""
        self._unstored: set[asyncio.Future[object]] = set()

    async def receive(self, raws: Sequence[dict[str, Any]]) -> None:
        """Store updates (Bot API: Update); return when they may be confirmed."""
        updates = [update for raw in raws if (update := await self._read(raw))]
        if not updates:
            return
        backlog = await self._store(updates)
        if backlog is None:
            return
        self._stored()
        while backlog > MAX_WAITING:
            self.trouble = f"the inbox is full ({backlog} updates)"
            await asyncio.sleep(_POLL_S)
            backlog = await self._backlog()
        self.trouble = ""

    async def finish(self, grace_s: float) -> bool:
        """Wait at most `grace_s` seconds for what is handled unstored, which no other process can do."""
        if self._unstored:
            await asyncio.wait(self._unstored, timeout=grace_s)
        return not self._unstored

    async def _read(self, raw: dict[str, Any]) -> IncomingUpdate | None:
        """What the update waits behind; None for one that became a dead letter."""
        try:
            return read_order(raw)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            reason = type(error).__name__
            log.warning("Update %s cannot be stored (%s).", raw.get("update_id"), reason)
            with suppress(StorageDown):
                await self._inbox.bury(int(raw.get("update_id", 0)), json.dumps(raw), reason)
            return None

    async def _store(self, updates: Sequence[IncomingUpdate]) -> int | None:
        """How many updates wait now; None where some could not be stored in time, and go on unstored."""
        now = asyncio.get_running_loop().time
        began, is_uncopied = now(), False
        while True:
            try:
                await self._media_groups.add(updates)
                return await self._inbox.put(updates, wake=self._is_busy(len(updates)))
            except PartlyStored as error:
                updates = error.left
                self._stored()
            except NotCopied:
                is_uncopied = True
            except StorageDown:
                pass
            waited_s = now() - began
            if is_uncopied and waited_s > COPIED_WITHIN_S:
                log.warning("No copy of Redis has %d updates.", len(updates))
                return 0
            if not is_uncopied and waited_s > STORE_WITHIN_S:
                log.warning("Redis does not answer: %d updates go on unstored.", len(updates))
                for update in updates:
                    self._start_unstored(update)
                return None
            await asyncio.sleep(_POLL_S)

    async def _backlog(self) -> int:
        try:
            return await self._inbox.backlog()
        except StorageDown:
            return 0  # then storing the next update fails, and says so

    def _start_unstored(self, update: IncomingUpdate) -> None:
        lease = Lease(str(update.update_id), token=0, is_priority=update.is_priority)
        claimed = ClaimedUpdate(update.update_id, update.raw, lease)
        task = asyncio.ensure_future(self._handle_unstored(claimed))
        self._unstored.add(task)
        task.add_done_callback(self._unstored.discard)
