"""The inbox in Redis; implements `ports.inbox.Inbox`.

Telegram forgets an update once it is confirmed, so it is stored here first. Order is kept for each
(chat, topic, sender), and for each (chat, topic) among messages that may be moves of a running game.
Buttons and control commands are priority items and wait for nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.models.chat import Thread
from bot.models.inbox import ClaimedUpdate, IncomingUpdate
from bot.models.work import Lease
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.queue.leased_queue import QUEUE_LUA, RedisLeasedQueue
from bot.storage.scripts import load_script

_FUNCTIONS = "inbox/inbox.lua"


class RedisInbox(RedisLeasedQueue[ClaimedUpdate]):
    """The updates of all replicas.

    Args:
        redis: where they lie.
        lease_ms: how long people wait for another process after theirs has died.
    """

    def __init__(self, redis: Redis, *, lease_ms: int) -> None:
        super().__init__(redis, keys.INBOX, _FUNCTIONS, lease_ms=lease_ms)
        self._put = load_script(redis, QUEUE_LUA, _FUNCTIONS, "inbox/put.lua")
        self._note = load_script(redis, QUEUE_LUA, "inbox/note.lua")

    async def put(self, updates: Sequence[IncomingUpdate], *, wake: bool = True) -> int:
        """Store updates, each id once; return how many wait or are worked on."""
        playing = await self._playing({update.game for update in updates if update.game})
        arguments: list[str | int] = [keys.INBOX, keys.INBOX_SEEN_S, int(wake)]
        for update in updates:
            arguments += _row(update, playing)
        return int(await self._put(self._ready, arguments))

    async def backlog(self) -> int:
        """How many wait or are worked on."""
        count = await self._redis.get(keys.queue(keys.INBOX, "backlog"))
        return int(count or 0)

    async def note(self, update: ClaimedUpdate, nth: int, message_id: int) -> None:
        """Note the nth message that was sent for an update, in case another process goes on."""
        lease = update.lease
        await self._note(self._ready, [keys.INBOX, lease.item, lease.token, nth, message_id])

    async def dead(self, count: int = 20) -> list[tuple[int, str]]:
        """The oldest updates that were given up, with the reason."""
        items = await self._redis.zrange(keys.queue(keys.INBOX, "dead"), 0, count - 1)
        reasons = [
            await self._redis.hget(keys.queue(keys.INBOX, "item", item), "reason") for item in items
        ]
        return [
            (int(str(item)), str(reason or "")) for item, reason in zip(items, reasons, strict=True)
        ]

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

    def _read(self, lease: Lease, fields: Mapping[str, str], _: Any) -> ClaimedUpdate:  # noqa: ANN401 -- nothing
        sent = {
            int(name.removeprefix("sent:")): int(value)
            for name, value in fields.items()
            if name.startswith("sent:")
        }
        return ClaimedUpdate(int(lease.item), fields["raw"], lease, tuple(sorted(sent.items())))


def _row(update: IncomingUpdate, playing: set[Thread]) -> tuple[str | int, ...]:
    game = update.game if update.game in playing else None
    if update.is_priority:
        order = "priority"
    elif game:
        order = "game"
    else:
        order = "group" if update.in_group else "sender"
    return update.update_id, update.raw, order, update.sender, game.key if game else ""
