"""The whole way of a post on a real store, with fakes for people, censor and chats."""

from dataclasses import dataclass, field, replace

from bot.models.post import Post, PostDraft
from bot.models.work import Outcome
from bot.moderation.card_messages import CardMessages
from bot.moderation.decisions import Decisions
from bot.moderation.notifications import Notifications
from bot.moderation.processor import PostProcessor
from bot.moderation.publisher import Publisher
from bot.moderation.retries import PostRetries
from bot.moderation.targets import PublishTargets
from bot.moderation.trust import Trust
from bot.ports.posts import ClaimedPost
from bot.storage.connection import Redis
from bot.storage.posts.post_controls import RedisPostControls
from bot.storage.posts.post_queue import RedisPostQueue
from bot.storage.posts.posts import RedisPosts
from bot.work.retry import RetryPolicy
from tests.fakes.chat import person
from tests.fakes.chat_settings import FakeChatSettings
from tests.fakes.posts import FakeCensor, FakeMessenger, FakePolisher
from tests.fakes.work import AnyPostQueue, work_once

REVIEW_CHAT = -900
CHANNEL = -500
GROUP = -100
ALICE, BOB = 1, 2


def retries(attempts: int, max_claims: int = 30) -> PostRetries:
    """Attempts without pauses."""
    policy = RetryPolicy(base_s=0, max_s=0, attempts=attempts)
    return PostRetries(policy, policy, policy, busy=policy, max_claims=max_claims)


@dataclass
class PostScenario:
    """One store, one worker at a time."""

    redis: Redis
    queue: AnyPostQueue
    posts: RedisPosts
    censor: FakeCensor = field(default_factory=FakeCensor)
    messenger: FakeMessenger = field(default_factory=FakeMessenger)
    polisher: FakePolisher | None = None
    retries: PostRetries = field(default_factory=lambda: retries(3))
    chat_settings: FakeChatSettings = field(default_factory=FakeChatSettings)
    review_chats: tuple[int, ...] = (REVIEW_CHAT,)
    is_central: bool = True
    posted: int = 0

    @classmethod
    def on(cls, redis: Redis, *, lease_ms: int = 60_000) -> "PostScenario":
        return cls(redis, RedisPostQueue(redis, lease_ms=lease_ms), RedisPosts(redis))

    @property
    def decisions(self) -> Decisions:
        return Decisions(self.posts)

    @property
    def controls(self) -> RedisPostControls:
        return RedisPostControls(self.redis)

    @property
    def cards(self) -> CardMessages:
        return CardMessages(self.posts, self.messenger, self.chat_settings)

    @property
    def notifications(self) -> Notifications:
        return Notifications(
            *(self.queue, self.posts, self.posts, self.messenger, self.chat_settings),
            *(self.review_chats, self.retries),
        )

    @property
    def targets(self) -> PublishTargets:
        """A channel, for which the review chat answers; where not `is_central`, each group itself."""
        central = CHANNEL if self.is_central else None
        return PublishTargets(self.chat_settings, self.messenger, central, REVIEW_CHAT)

    @property
    def processor(self) -> PostProcessor:
        publisher = Publisher(self.queue, self.messenger, self.targets, self.retries)
        trust = Trust(self.posts, self.chat_settings, self.targets)
        alert = self.notifications.alert
        return PostProcessor(
            *(self.queue, self.censor, publisher, alert, "baidu", self.polisher),
            *(trust, self.retries),
        )

    async def handle(self, claimed: ClaimedPost) -> Outcome:
        if claimed.notification is None:
            return await self.processor.process(claimed)
        return await self.notifications.deliver(claimed)

    async def submit(self, text: str, author_id: int = ALICE) -> int:
        self.posted += 1
        draft = draft_of(text, author_id, message_id=self.posted)
        return (await self.posts.submit(draft, per_hour=0)).post_id

    async def work_once(self) -> bool:
        return await work_once(self.queue, self.handle)

    async def run(self) -> None:
        """Work until nothing is due."""
        while await self.work_once():
            pass

    async def post(self, post_id: int) -> Post:
        return await self.decisions.find(post_id)

    async def approve(self, post_id: int, *, version: int = 1) -> Post:
        """An admin approves it."""
        return await self.decisions.approve(
            await self.post(post_id), by=person("管理员"), version=version
        )

    async def resend(self, post_id: int, *, version: int = 1) -> Post:
        """An admin has seen that it is not there."""
        return await self.decisions.resend(
            await self.post(post_id), by=person("管理员"), version=version
        )

    async def confirm_sent(self, post_id: int, *, version: int = 1) -> Post:
        """An admin has seen it published."""
        post = await self.post(post_id)
        return await self.decisions.confirm_sent(post, by=person("管理员"), version=version)

    async def states(self, post_id: int) -> list[str]:
        """The states a post went through, by its audit trail."""
        return [entry.to for entry in await self.posts.audit(post_id)]


def draft_of(text: str, author_id: int = ALICE, *, message_id: int = 1) -> PostDraft:
    return PostDraft(author_id, f"作者{author_id}", "zh", GROUP, None, message_id, text)


def english(draft: PostDraft) -> PostDraft:
    return replace(draft, language="en")
