"""Publishing: the intent is stored first, and nothing is ever sent again blindly.

Telegram's sendMessage knows no key that would make it idempotent, and a call that timed out may
have landed. So before the call the post says "delivery begins"; whoever finds it like that later
cannot know its end and asks a person (state `unknown`). Only a proven refusal is tried again.

Nothing is read back: no method of the Bot API shows a bot what stands in a chat, nor the messages it
sent itself. So an unknown delivery is a person's to judge, by the buttons 已发出 and 重发.
"""

import asyncio
import logging
from typing import Final

from bot.errors import ChatGone, DeliveryRefused, DeliveryUnknown, StorageDown
from bot.models.post import Post, Transition
from bot.moderation.retry_policy import RetryPolicy
from bot.moderation.states import change_of
from bot.ports.chat import Messenger
from bot.ports.posts import ClaimedPost, PostQueue
from bot.texts import Text
from bot.texts import post as texts

log = logging.getLogger(__name__)

_STORE_AGAIN_S: Final = (0.2, 0.5, 1, 2, 4, 8)
"""A delivered post must be noted as such; a store that is gone for a moment comes back."""


class Publisher:
    """Delivers posts.

    Args:
        line: where their states are.
        messenger: the way out; its calls end well within the line's lease.
        publish_chat_id: where to; None: the chat a post was made in.
        pace: of attempts after a refusal.
    """

    def __init__(
        self, line: PostQueue, messenger: Messenger, publish_chat_id: int | None, pace: RetryPolicy
    ) -> None:
        self._line = line
        self._messenger = messenger
        self._publish_chat_id = publish_chat_id
        self._pace = pace

    async def publish(self, work: ClaimedPost) -> Post | None:
        """Deliver a post in `sending`; None where it was given back or somebody else has it."""
        if work.post.intent:
            return await self._move(work, Transition("unknown"))
        if not await self._line.mark_sending(work):
            # Posts are paused; or another worker has it, and then this changes nothing.
            await self._line.release(work, delay_s=0, count_attempt=False)
            return None
        chat_id, topic_id = self._target(work.post)
        try:
            message_id = await self._deliver(work.post, chat_id, topic_id)
        except DeliveryUnknown:
            return await self._move(work, Transition("unknown"))
        except ChatGone:
            return await self._give_up(work, texts.CHAT_GONE)
        except DeliveryRefused as refused:
            log.warning("Post %s was refused: %s", work.post.id, refused.values.get("reason"))
            return await self._refused(work)
        change = Transition("published", published_chat_id=chat_id, published_message_id=message_id)
        return await self._move(work, change)

    async def _deliver(self, post: Post, chat_id: int, topic_id: int | None) -> int:
        photo = post.draft.photo
        if not photo:
            return await self._messenger.send(chat_id, post.final, topic_id=topic_id)
        return await self._messenger.send_photo(chat_id, photo, post.final, topic_id=topic_id)

    def _target(self, post: Post) -> tuple[int, int | None]:
        if self._publish_chat_id is not None:
            return self._publish_chat_id, None
        return post.draft.chat_id, post.draft.topic_id

    async def _refused(self, work: ClaimedPost) -> Post | None:
        if work.attempts >= self._pace.deliveries:
            return await self._give_up(work, texts.REFUSED)
        await self._line.unmark_sending(work, delay_s=self._pace.pause_s(work.attempts))
        return None

    async def _give_up(self, work: ClaimedPost, why: Text) -> Post | None:
        reason = why.to(work.post.draft.language)
        return await self._move(work, Transition("dead", reason=reason))

    async def _move(self, work: ClaimedPost, change: Transition) -> Post | None:
        """Store what became of the delivery, patiently: else it would be unknown."""
        ready = change_of(work.post, change)
        for pause_s in _STORE_AGAIN_S:
            try:
                return await self._line.step(work, ready)
            except StorageDown:
                await asyncio.sleep(pause_s)
        return await self._line.step(work, ready)
