"""The posts as workers see them; implements `ports.posts.PostQueue` on the leased queue.

The queue's items are posts (`12`, in their author's line) and notifications about one, as priority
items (`show_card:12:review:1`: kind, post, state, version; those to its author in one line of the
post, those about its cards in another). While posts are paused only notifications are handed out.
"""

from collections.abc import Mapping
from typing import Any, cast

from bot.models.post import Transition
from bot.models.post_states import NotificationKind, PostState
from bot.models.work import Lease
from bot.ports.posts import ClaimedPost
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.posts.post_fields import fields_of, to_post
from bot.storage.posts.posts_lua import STATE_CONSTANTS, load_post_script
from bot.storage.queue.leased_queue import RedisLeasedQueue


class RedisPostQueue(RedisLeasedQueue[ClaimedPost]):
    """The work on posts.

    Args:
        redis: where the posts lie.
        lease_ms: how long a worker holds a post without `extend`; more than a delivery may take.
    """

    def __init__(self, redis: Redis, *, lease_ms: int = 60_000) -> None:
        super().__init__(
            redis, keys.POSTS, "posts/posts.lua", lease_ms=lease_ms, constants=STATE_CONSTANTS
        )
        self._advance = load_post_script(redis, "advance.lua")
        self._mark_sending = load_post_script(redis, "mark_sending.lua")

    async def advance(self, claimed: ClaimedPost, transition: Transition) -> bool:
        """Move the post on; False: another worker has it, or it was edited or taken back."""
        post, fields = claimed.post, fields_of(transition)
        arguments: list[Any] = [keys.POSTS, post.id, claimed.lease.token, post.state, post.version]
        reason = transition.reason or transition.audit_reason or ""
        arguments += [transition.to, reason, len(fields), *fields]
        return bool(await self._advance(self._ready, [*arguments, *transition.notifications]))

    async def mark_sending(self, claimed: ClaimedPost) -> bool:
        """Note that delivery begins, and hold the post for a whole lease from now."""
        return await self._mark(claimed, self._lease_ms)

    async def unmark_sending(self, claimed: ClaimedPost) -> bool:
        """Note that the delivery surely did not happen."""
        return await self._mark(claimed, 0)

    async def first_within(self, event: str, seconds: int) -> bool:
        """Is this the first call for `event` of all replicas within so many seconds?"""
        return bool(await self._redis.set(keys.posts("once", event), "1", ex=seconds, nx=True))

    async def forget_event(self, event: str) -> None:
        """Let the next call for `event` be the first."""
        await self._redis.delete(keys.posts("once", event))

    async def _mark(self, claimed: ClaimedPost, lease_ms: int) -> bool:
        arguments: list[str | int] = [keys.POSTS, claimed.post.id, claimed.lease.token, lease_ms]
        return bool(await self._mark_sending(self._ready, arguments))

    def _read(self, lease: Lease, _: Mapping[str, str], payload: Any) -> ClaimedPost | None:  # noqa: ANN401 -- the fields of the post's hash
        fields = dict(zip(payload[::2], payload[1::2], strict=True))
        if lease.item.isdecimal():
            post = to_post(int(lease.item), fields)
            return ClaimedPost(lease, post) if post else None
        kind, post_id, about, version = lease.item.split(":")
        post = to_post(int(post_id), fields)
        if post is None:
            return None
        return ClaimedPost(
            lease, post, cast("NotificationKind", kind), cast("PostState", about), int(version)
        )
