"""Decides where a post is published: as its group has set it, else as the bot is configured."""

from dataclasses import dataclass

from bot.models.chat_settings import HERE
from bot.models.post import PostDraft
from bot.ports.chat import Messenger
from bot.ports.chat_settings import ChatSettingsStore


@dataclass(frozen=True, slots=True)
class Target:
    """A chat and topic; `of_group`: the group in which the post was made has chosen it."""

    chat_id: int
    topic_id: int | None
    of_group: bool = False


@dataclass(frozen=True, slots=True)
class PublishTargets:
    """Finds the target of posts.

    Args:
        chat_settings: what groups have set.
        messenger: knows the supergroups that groups became.
        publish_chat_id: where posts are published if their group has set nothing; None: in it.
    """

    chat_settings: ChatSettingsStore
    messenger: Messenger
    publish_chat_id: int | None = None

    async def of(self, draft: PostDraft) -> Target:
        """Where the post belongs."""
        here = Target(draft.chat_id, draft.topic_id, of_group=draft.chat_id < 0)
        if here.of_group:
            group_id = await self.messenger.current_chat(draft.chat_id)
            chosen = (await self.chat_settings.get(group_id)).publish_to
            if chosen is not None:
                return here if chosen == HERE else Target(chosen.chat_id, None, of_group=True)
        if self.publish_chat_id is None:
            return here
        return Target(self.publish_chat_id, None)
