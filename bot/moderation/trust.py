"""Decides whose posts need no review: authors with enough clean posts, where a group's admins want that."""

from dataclasses import dataclass

from bot.models.post import CensorVerdict, PostDraft
from bot.moderation.targets import PublishTargets
from bot.ports.chat_settings import ChatSettingsStore
from bot.ports.posts import CleanPosts

LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Trust:
    """Knows who is trusted.

    Args:
        records: how many clean posts an author has.
        chat_settings: from how many on a chat trusts its authors.
        targets: where posts are published, and which group answers for that.
    """

    records: CleanPosts
    chat_settings: ChatSettingsStore
    targets: PublishTargets

    async def skips_review(self, draft: PostDraft, verdict: CensorVerdict, chat_id: int) -> bool:
        """Is it published without a person? Never where the censor doubted or did not see it."""
        settings = await self.chat_settings.get(chat_id)
        if not settings.trust_after or not is_clean(verdict):
            return False
        if verdict.provider == LOCAL and not settings.trust_local:
            return False
        clean = await self.records.clean_posts(draft.author_id, chat_id)
        return clean >= settings.trust_after


def is_clean(verdict: CensorVerdict) -> bool:
    """Did the censor find nothing at all? The local one never says more than that."""
    may_pass = verdict.kind == "pass" or (verdict.kind == "review" and verdict.provider == LOCAL)
    return may_pass and not verdict.labels and not verdict.hits
