"""The posts as workers see them: `ports.posts.PostLine` on the keyed queue.

The line holds two kinds of items, each in a queue of its own: a post (`12`, in its author's line)
and something to tell about one (`card:12:review:1`: kind, post, state, version; in its post's line).
While posts are paused only the second kind is handed out.
"""

from typing import Any, cast

from bot.models.post import NotificationKind, Post, PostState, Transition
from bot.ports.posts import ClaimedPost
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.leased_queue import Lease, LeasedQueue
from bot.storage.post_fields import fields_of
from bot.storage.posts import RedisPosts
from bot.storage.scripts import load_script

_LIBRARIES = ("leased_queue", "posts")
_P = keys.POSTS
_FOR_WORKERS: frozenset[PostState] = frozenset(
    {"queued", "checking", "polishing", "rechecking", "sending"}
)
_NEVER_BURIED = 1_000_000  # the drain itself gives a post up, with a state and a word to its author


class RedisPostQueue:
    """Implements `ports.posts.PostLine`.

    Args:
        redis: where the posts lie.
        lease_ms: how long a worker holds a post without `extend`; more than a delivery may take.
    """

    def __init__(self, redis: Redis, *, lease_ms: int = 60_000) -> None:
        self._redis = redis
        self._lease_ms = lease_ms
        self._posts = RedisPosts(redis)
        self._queue = LeasedQueue(
            redis, keys.POSTS_QUEUE, lease_ms=lease_ms, max_attempts=_NEVER_BURIED
        )
        self._notices = LeasedQueue(
            redis, keys.POSTS_QUEUE, lease_ms=lease_ms, max_attempts=_NEVER_BURIED, part="notices"
        )
        self._claim = load_script(redis, "post_claim", *_LIBRARIES)
        self._step = load_script(redis, "post_step", *_LIBRARIES)
        self._intent = load_script(redis, "post_intent", *_LIBRARIES)

    async def claim(self) -> ClaimedPost | None:
        """Take the next due item; those of posts that are forgotten are passed over."""
        arguments: list[Any] = [_P, self._lease_ms, _NEVER_BURIED]
        while row := await self._claim([f"{_P}:ready"], arguments):
            item, key, token, attempts = row
            kind, post_id, about = _read_item(item)
            post = await self._posts.get(post_id)
            if post is not None:
                return ClaimedPost(item, int(token), int(attempts), post, kind, about)
            queue = self._queue if kind is None else self._notices
            await queue.ack(Lease(item, key, int(token), int(attempts)))
        return None

    async def extend(self, work: ClaimedPost) -> bool:
        """Hold it for another lease."""
        return await self._queue_of(work).extend(_lease(work))

    async def step(self, work: ClaimedPost, change: Transition) -> Post | None:
        """Move the post on; None: fenced, or the post is not where it was any more."""
        fields = fields_of(change)
        end = "keep" if change.to in _FOR_WORKERS else "leave"
        arguments: list[Any] = [_P, work.item, work.token, work.post.id, work.post.state]
        arguments += [change.to, change.reason or "", end, len(fields), *fields, *change.notices]
        if not await self._step([f"{_P}:ready"], arguments):
            return None
        return await self._posts.get(work.post.id)

    async def mark_sending(self, work: ClaimedPost) -> bool:
        """Note that delivery begins, and hold the post for a whole lease from now."""
        return await self._set_intent(work, "intend", self._lease_ms)

    async def unmark_sending(self, work: ClaimedPost, *, delay_s: float) -> bool:
        """Delivery surely did not happen: take the intent back and try again later."""
        return await self._set_intent(work, "retreat", int(delay_s * 1000))

    async def release(
        self, work: ClaimedPost, *, delay_s: float, count_attempt: bool = True
    ) -> bool:
        """Give it back, due after `delay_s`."""
        return await self._queue_of(work).release(
            _lease(work), delay_ms=int(delay_s * 1000), count_attempt=count_attempt
        )

    async def finish(self, work: ClaimedPost) -> bool:
        """Take it off the line."""
        return await self._queue_of(work).ack(_lease(work))

    async def due(self) -> int:
        """How many items could be claimed now, those of dead workers included."""
        seconds, micros = await self._redis.time()
        now_ms = seconds * 1000 + micros // 1000
        pipeline = self._redis.pipeline(transaction=False)
        pipeline.exists(f"{_P}:paused")
        for queue in (self._notices, self._queue):
            pipeline.zcount(f"{queue.prefix}:ready", "-inf", now_ms)
            pipeline.zcount(f"{queue.prefix}:leased", "-inf", now_ms)
        paused, *counts = await pipeline.execute()
        return sum(counts[:2] if paused else counts)

    async def first(self, event: str, *, within_s: int) -> bool:
        """Is this the first call for `event` since `within_s` seconds?"""
        return bool(await self._redis.set(f"{_P}:once:{event}", "1", ex=within_s, nx=True))

    async def forget(self, event: str) -> None:
        """Let the next call for `event` be the first."""
        await self._redis.delete(f"{_P}:once:{event}")

    def _queue_of(self, work: ClaimedPost) -> LeasedQueue:
        return self._queue if work.notice is None else self._notices

    async def _set_intent(self, work: ClaimedPost, verb: str, ms: int) -> bool:
        arguments: list[Any] = [_P, work.item, work.token, work.post.id, verb, ms]
        return bool(await self._intent([f"{_P}:ready"], arguments))


def _lease(work: ClaimedPost) -> Lease:
    return Lease(work.item, "", work.token, work.attempts)


def _read_item(item: str) -> tuple[NotificationKind | None, int, PostState | None]:
    if item.isdecimal():
        return None, int(item), None
    kind, post_id, about, _version = item.split(":")
    return cast("NotificationKind", kind), int(post_id), cast("PostState", about)
