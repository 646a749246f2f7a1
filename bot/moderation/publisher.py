"""Publishing: the start of a delivery is stored first, and nothing is ever sent again blindly.

Telegram's sendMessage has no key that would make it idempotent, and a call that timed out may have
been carried out. So before the call the post says that its delivery has begun; who finds it like
that later cannot know how it ended and asks a person (state `unknown`). Only a proven refusal is
tried again. A post whose chat may not be called now comes back later, which is no attempt.

Nothing is read back: no method of the Bot API shows a bot what is in a chat, nor the messages it
sent itself. So a person judges an unknown delivery, by the buttons 已发出 (it was sent) and 重发
(send it again).
"""

import logging
from dataclasses import dataclass
from functools import partial

from bot.errors import (
    ChatGone,
    DeliveryPostponed,
    DeliveryRefused,
    DeliveryUnknown,
    StorageDown,
)
from bot.models.post import Post, Transition
from bot.models.work import Outcome
from bot.moderation.retries import DEFAULT_RETRIES, PostRetries, postponed
from bot.moderation.targets import PublishTargets, Target
from bot.moderation.transitions import checked
from bot.ports.chat import Messenger
from bot.ports.posts import ClaimedPost, PostQueue
from bot.texts import Text
from bot.texts import post as texts

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Publisher:
    """Delivers posts.

    Args:
        queue: where their states are.
        messenger: sends; its calls end well within the queue's lease.
        targets: where to.
        retries: of deliveries and of storing their end.
    """

    queue: PostQueue
    messenger: Messenger
    targets: PublishTargets
    retries: PostRetries = DEFAULT_RETRIES

    async def publish(self, claimed: ClaimedPost) -> Outcome:
        """Deliver a post in `sending`."""
        post = claimed.post
        target = await self.targets.of(post.draft)
        elsewhere = _instead_of_delivery(post, target)
        if elsewhere is not None:
            return await self._end(claimed, elsewhere)
        if not await self.queue.mark_sending(claimed):
            return Outcome("requeue")  # posts are paused, or another worker has it
        try:
            message_id, *album_ids = await self._deliver(post, target)
        except DeliveryUnknown:
            return await self._end(claimed, Transition("unknown"))
        except ChatGone:
            return await self._give_up(claimed, texts.CHAT_GONE)
        except DeliveryRefused as refused:
            return await self._refused(claimed, refused)
        # It may have become a supergroup just now; the message is there then.
        published_in = await self.messenger.current_chat(target.chat_id)
        published = Transition(
            "published",
            published_chat_id=published_in,
            published_message_id=message_id,
            published_album_ids=tuple(album_ids),
            published_link=self.messenger.link(published_in, message_id),
        )
        return await self._end(claimed, published)

    async def _deliver(self, post: Post, target: Target) -> tuple[int, ...]:
        pictures, text = post.draft.pictures, post.outgoing
        chat_id, topic_id = target.chat_id, target.topic_id
        if pictures:
            return await self.messenger.send_pictures(chat_id, pictures, text, topic_id=topic_id)
        return (await self.messenger.send(chat_id, text, topic_id=topic_id),)

    async def _refused(self, claimed: ClaimedPost, refused: DeliveryRefused) -> Outcome:
        if isinstance(refused, DeliveryPostponed) and refused.after_s:
            await self.queue.unmark_sending(claimed)
            return postponed(refused)
        log.warning("Post %s was refused: %s", claimed.post.id, refused.values.get("reason"))
        attempts = claimed.lease.attempts
        if attempts >= self.retries.deliveries.attempts:
            return await self._give_up(claimed, texts.REFUSED)
        await self.queue.unmark_sending(claimed)
        return Outcome("retry", delay_ms=int(self.retries.deliveries.pause_s(attempts) * 1000))

    async def _give_up(self, claimed: ClaimedPost, why: Text) -> Outcome:
        reason = why.to(claimed.post.draft.language)
        return await self._end(claimed, Transition("dead", reason=reason))

    async def _end(self, claimed: ClaimedPost, transition: Transition) -> Outcome:
        """Store the end of a delivery, also while Redis is away for a moment: else it is unknown."""
        ready = checked(claimed.post, transition, "worker")
        await self.retries.storage.call(partial(self.queue.advance, claimed, ready), StorageDown)
        return Outcome()


def _instead_of_delivery(post: Post, target: Target) -> Transition | None:
    """Where a post goes that is not to be delivered now."""
    if post.delivery_started:
        return Transition("unknown")
    if post.is_trusted and post.clean_in != target.group_id:
        # Another target was set since, and who answers for that one has not trusted its author.
        return Transition("review", final="", is_trusted=False, clean_in="")
    return None
