"""The inbox in Redis; implements `ports.inbox.Inbox` and `ports.inbox.DeadUpdates`.

Telegram forgets an update once it is confirmed, so it is stored here first. Order is kept for each
(chat, topic, sender), and for each (chat, topic) among messages that may be moves of a running game.
Buttons and control commands are priority items and wait for nothing. A chat has a share of the
workers, and of one person only so many updates wait (docs/decisions/0082).
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from bot.models.chat import Thread
from bot.models.inbox import ClaimedUpdate, DeadUpdate, IncomingUpdate
from bot.models.work import Lease
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.queue.leased_queue import QUEUE_LUA, RedisLeasedQueue
from bot.storage.scripts import load_script

log = logging.getLogger(__name__)

_FUNCTIONS = "inbox/inbox.lua"
_DROPPED_AT_ONCE = 500


class RedisInbox(RedisLeasedQueue[ClaimedUpdate]):
    """The updates of all replicas.

    Args:
        redis: where they lie.
        prefix: of the keys: a partition's, where there are several.
        lease_ms: how long people wait for another process after theirs has died.
        person_waiting: how many updates of one person may wait, and as many priority ones; None: any.
        needs_copy: is an update stored only when a copy of the server has it?
    """

    def __init__(
        self,
        redis: Redis,
        prefix: str = keys.INBOX,
        *,
        lease_ms: int,
        person_waiting: int | None = None,
        needs_copy: bool = False,
    ) -> None:
        super().__init__(redis, prefix, _FUNCTIONS, lease_ms=lease_ms)
        self._dead = keys.queue(prefix, "dead")
        self._person_waiting = person_waiting or 0
        put = load_script(redis, QUEUE_LUA, _FUNCTIONS, "inbox/put.lua")
        self._put = put.copied if needs_copy else put
        self._bury = load_script(redis, QUEUE_LUA, _FUNCTIONS, "inbox/bury.lua")
        self._note = load_script(redis, QUEUE_LUA, "inbox/note.lua")
        self._note_outbox = load_script(redis, QUEUE_LUA, "inbox/note_outbox.lua")
        self._drop_expired = load_script(redis, QUEUE_LUA, _FUNCTIONS, "inbox/drop_expired.lua")
        self._clear_dead = load_script(redis, QUEUE_LUA, "inbox/clear_dead.lua")
        self._retry_dead = load_script(redis, QUEUE_LUA, "inbox/retry_dead.lua")

    async def put(self, updates: Sequence[IncomingUpdate], *, wake: bool = True) -> int:
        """Store updates, each id once; return how many wait or are worked on."""
        playing = await self._playing({update.game for update in updates if update.game})
        arguments: list[str | int] = [
            self.prefix,
            keys.INBOX_SEEN_S,
            int(wake),
            self._person_waiting,
        ]
        for update in updates:
            arguments += _row(update, playing)
        waiting, refused = await self._put(self._ready, arguments)
        if refused:
            log.warning("%d updates were refused: too many of their senders wait.", refused)
        return int(waiting)

    async def bury(self, update_id: int, raw: str, reason: str) -> None:
        """Put an update that cannot be handled among those that were given up."""
        await self._bury(self._ready, [self.prefix, keys.INBOX_SEEN_S, update_id, raw, reason])

    async def backlog(self) -> int:
        """How many wait or are worked on."""
        count = await self._redis.get(keys.queue(self.prefix, "backlog"))
        return int(count or 0)

    async def note(self, update: ClaimedUpdate, nth: int, message_id: int) -> None:
        """Note the nth message that was sent for an update, in case another process goes on."""
        lease = update.lease
        await self._note(self._ready, [self.prefix, lease.item, lease.token, nth, message_id])

    async def note_outbox(
        self, update: ClaimedUpdate, outbox: str, expires_s: float | None = None
    ) -> None:
        """Note the replies to an update that wait for its chat's budget, and when they lose their use."""
        lease = update.lease
        expires_ms = "" if expires_s is None else int(expires_s * 1000)
        arguments: list[str | int] = [self.prefix, lease.item, lease.token, outbox, expires_ms]
        await self._note_outbox(self._ready, arguments)

    async def is_parked_behind(self, update: ClaimedUpdate) -> bool:
        """Are replies to others of its chat waiting for the chat's budget now?"""
        return bool(await self._redis.llen(keys.queue(self.prefix, "parked", update.share)))

    async def tells_of_drops(self, update: ClaimedUpdate) -> bool:
        """Is this the update whose reply tells its chat, once in a while, that some were dropped?"""
        key, item = keys.queue(self.prefix, "dropped", update.share), update.lease.item
        if await self._redis.set(key, item, ex=keys.INBOX_DROPPED_S, nx=True):
            return True
        return str(await self._redis.get(key)) == item

    async def drop_expired(self) -> None:
        """Drop updates whose replies have lost their use."""
        arguments: list[str | int] = [self.prefix, _DROPPED_AT_ONCE, keys.INBOX_DROPPED_S]
        dropped = int(await self._drop_expired(self._ready, arguments))
        if dropped:
            log.info("%d replies waited too long and were dropped.", dropped)

    async def dead(self, count: int = 20) -> list[DeadUpdate]:
        """The newest updates that were given up, oldest first."""
        found: list[Any] = await self._redis.zrange(self._dead, -count, -1, withscores=True)
        dead = []
        for item, at_ms in found:
            reason = await self._redis.hget(keys.queue(self.prefix, "item", item), "reason")
            dead.append(DeadUpdate(int(item), float(at_ms) / 1000, str(reason or "")))
        return dead

    async def count_dead(self) -> int:
        """How many were given up."""
        return int(await self._redis.zcard(self._dead))

    async def clear_dead(self) -> int:
        """Forget those that were given up; return how many there were."""
        return int(await self._clear_dead(self._ready, [self.prefix]))

    async def retry_dead(self, update_id: int) -> bool:
        """Handle one that was given up again; False where there is no such update."""
        return bool(await self._retry_dead(self._ready, [self.prefix, update_id]))

    async def _playing(self, threads: set[Thread]) -> set[Thread]:
        """The threads in which a game is on."""
        if not threads:
            return set()
        asked = list(threads)
        pipeline = self._redis.pipeline(transaction=False)
        for thread in asked:
            pipeline.exists(keys.game(thread))
        on = await pipeline.execute()
        return {thread for thread, is_on in zip(asked, on, strict=True) if is_on}

    def _read(self, lease: Lease, fields: Mapping[str, str], payload: Any) -> ClaimedUpdate:  # noqa: ANN401 -- how many are parked, and the time
        parked_before, now_ms = payload
        parked = fields.get("parked")
        sent = {
            int(name.removeprefix("sent:")): int(value)
            for name, value in fields.items()
            if name.startswith("sent:")
        }
        return ClaimedUpdate(
            int(lease.item),
            fields["raw"],
            lease,
            tuple(sorted(sent.items())),
            share=fields.get("share", ""),
            outbox=fields.get("outbox", ""),
            parked_s=None if parked is None else (int(now_ms) - int(parked)) / 1000,
            parked_before=int(parked_before),
            refused=int(fields.get("refused", 0)),
            waited_s=max(0, int(now_ms) - int(fields.get("at", now_ms))) / 1000,
        )


def _row(update: IncomingUpdate, playing: set[Thread]) -> tuple[str | int, ...]:
    game = update.game if update.game in playing else None
    if update.is_priority:
        order = "priority"
    elif game:
        order = "game"
    else:
        order = "group" if update.in_group else "sender"
    lane = "!" if update.is_priority else ""
    return (
        update.update_id,
        update.raw,
        order,
        update.sender,
        game.key if game else "",
        f"{lane}{update.chat_id}" if update.chat_id else "",
        f"{lane}{update.person_id}" if update.person_id else "",
    )
