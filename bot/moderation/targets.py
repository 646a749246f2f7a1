"""Decides where a post is published, as its group or the configuration says, and who answers for that."""

from dataclasses import dataclass

from bot.models.chat_settings import HERE, ChannelTarget
from bot.models.post import PostDraft
from bot.ports.chat import Messenger
from bot.ports.chat_settings import ChatSettingsStore


@dataclass(frozen=True, slots=True)
class Target:
    """A chat and topic; `group_id`: the group whose admins answer for it, None where there is none."""

    chat_id: int
    topic_id: int | None
    group_id: int | None = None


@dataclass(frozen=True, slots=True)
class PublishTargets:
    """Finds the target of posts.

    A group answers for what is published in it, or where its admins chose. What goes to the channel of
    the whole bot is for the review chat: no other group's admins can open that channel.

    Args:
        chat_settings: what groups have set.
        messenger: knows the supergroups that groups became.
        publish_chat_id: where posts are published if their group has set nothing; None: in it.
        review_chat_id: the group of the reviewers; None: there is none.
    """

    chat_settings: ChatSettingsStore
    messenger: Messenger
    publish_chat_id: int | None = None
    review_chat_id: int | None = None

    async def of(self, draft: PostDraft) -> Target:
        """Where the post belongs."""
        if draft.chat_id < 0:
            group_id = await self.messenger.current_chat(draft.chat_id)
            chosen = (await self.chat_settings.get(group_id)).publish_to
            if isinstance(chosen, ChannelTarget):
                return Target(chosen.chat_id, None, group_id)
            if chosen == HERE or self.publish_chat_id is None:
                return Target(draft.chat_id, draft.topic_id, group_id)
        reviewers = self.review_chat_id
        if reviewers is not None:
            reviewers = await self.messenger.current_chat(reviewers)
        if self.publish_chat_id is None:
            return Target(draft.chat_id, draft.topic_id, reviewers)
        return Target(self.publish_chat_id, None, reviewers)
