"""The inbox in Redis; implements `ports.inbox.Inbox`.

Telegram forgets an update once it is confirmed, so it is stored here first. Order is kept for each
(chat, topic, sender), and for each (chat, topic) among messages that may be moves of a running
game. Buttons and control commands stand in a queue of their own, which overtakes.
"""

from collections.abc import Iterator, Sequence

from bot.models.chat import Thread
from bot.models.inbox import ClaimedUpdate, IncomingUpdate, Outcome
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.scripts import load_script

_LIBRARIES = ("leased_queue", "inbox")


class RedisInbox:
    """One fleet's updates.

    Args:
        redis: where they lie.
        lease_ms: how long a claim holds without `extend`: how long people wait for another
            process after theirs has died.
    """

    def __init__(self, redis: Redis, *, lease_ms: int) -> None:
        self._redis = redis
        self.lease_ms = lease_ms
        self._put = load_script(redis, "inbox_put", *_LIBRARIES)
        self._turn = load_script(redis, "inbox_turn", *_LIBRARIES)
        self._extend = load_script(redis, "inbox_extend", *_LIBRARIES)
        self._note = load_script(redis, "inbox_note", *_LIBRARIES)

    async def put(self, arrivals: Sequence[IncomingUpdate], *, wake: bool = True) -> int:
        """Store updates, each id once; return how many wait or are being worked on."""
        playing = await self._playing({arrival.game for arrival in arrivals if arrival.game})
        rows = [part for arrival in arrivals for part in _row(arrival, playing)]
        _, backlog = await self._put(_KEYS, [keys.INBOX, keys.INBOX_SEEN_S, int(wake), *rows])
        return int(backlog)

    async def backlog(self) -> int:
        """How many wait or are being worked on."""
        return await self.put((), wake=False)

    async def turn(
        self, ended: Sequence[tuple[ClaimedUpdate, Outcome]], *, ordered: int, priority: int
    ) -> list[ClaimedUpdate]:
        """Settle what ended and claim up to so many of both kinds; fenced endings do nothing."""
        arguments: list[str | int] = [keys.INBOX, self.lease_ms, ordered, priority]
        for delivery, ending in ended:
            arguments += _settled(delivery, ending)
        claims = await self._turn(_KEYS, arguments)
        return [_delivery(*claim) for claim in claims]

    async def extend(self, held: Sequence[ClaimedUpdate]) -> set[int]:
        """Hold on to them for another lease; return the ids that were lost to other workers."""
        rows = [part for delivery in held for part in _held(delivery)]
        return {int(lost) for lost in await self._extend(_KEYS, [keys.INBOX, self.lease_ms, *rows])}

    async def note(self, delivery: ClaimedUpdate, nth: int, message_id: int) -> None:
        """Remember the nth message that was sent for it, for the case that another must go on."""
        held = _held(delivery)
        await self._note(_KEYS, [keys.INBOX, *held, nth, message_id, keys.INBOX_SEEN_S])

    async def wait(self, timeout_s: float) -> None:
        """Sleep until this process is wanted, at most `timeout_s` seconds.

        One signal wakes one process of the fleet. What falls due later gives none, so keep
        `timeout_s` short, and below the connection's time-out.
        """
        await self._redis.blpop([f"{keys.INBOX}:wake"], timeout=timeout_s)

    async def dead(self, count: int = 20) -> list[tuple[int, str]]:
        """The oldest updates that were given up, with the reason."""
        found: list[tuple[int, str]] = []
        for queue in (keys.INBOX, f"{keys.INBOX}!"):
            for item in map(str, await self._redis.zrange(f"{queue}:dead", 0, count - 1)):
                reason = await self._redis.hget(f"{queue}:reasons", item)
                found.append((int(item), str(reason or "")))
        return found[:count]

    async def _playing(self, threads: set[Thread]) -> set[Thread]:
        if not threads:
            return set()
        asked = list(threads)
        pipeline = self._redis.pipeline(transaction=False)
        for thread in asked:
            pipeline.exists(keys.idiom(thread.chat_id, thread.topic_id or 0, "game"))
        on = await pipeline.execute()
        return {thread for thread, is_on in zip(asked, on, strict=True) if is_on}


_KEYS = [f"{keys.INBOX}:ready"]


def _row(arrival: IncomingUpdate, playing: set[Thread]) -> Iterator[str | int]:
    yield from (arrival.update_id, arrival.raw, int(arrival.is_priority), arrival.sender)
    if arrival.is_priority:
        yield str(arrival.update_id)
    elif arrival.game in playing and arrival.game:
        yield arrival.game.key
    else:
        yield arrival.sender


def _held(delivery: ClaimedUpdate) -> tuple[int, int, int]:
    return delivery.update_id, int(delivery.is_priority), delivery.token


def _settled(delivery: ClaimedUpdate, ending: Outcome) -> Iterator[str | int]:
    yield from _held(delivery)
    yield from (ending.verb, ending.delay_ms, ending.reason)


def _delivery(
    update_id: str, is_priority: str, token: int, attempts: int, raw: str, sent: list[str]
) -> ClaimedUpdate:
    pairs = (
        (int(nth), int(message_id)) for nth, message_id in zip(sent[::2], sent[1::2], strict=True)
    )
    return ClaimedUpdate(
        int(update_id), raw, is_priority == "1", token, attempts, tuple(sorted(pairs))
    )
