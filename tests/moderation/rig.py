"""The whole way of a post on a real store, with people, censor and chats as stand-ins."""

from dataclasses import dataclass, field, replace

from bot.models.post import Post, PostDraft
from bot.moderation.card_messages import CardMessages
from bot.moderation.decisions import Decisions
from bot.moderation.drain import PostDrain
from bot.moderation.notifications import Notifications
from bot.moderation.processor import PostProcessor
from bot.moderation.publisher import Publisher
from bot.moderation.reminders import Reminders
from bot.moderation.retry_policy import RetryPolicy
from bot.ports.posts import PostQueue
from bot.storage.connection import Redis
from bot.storage.post_controls import RedisPostControls
from bot.storage.post_queue import RedisPostQueue
from bot.storage.posts import RedisPosts
from tests.fakes.posts import FakeCensor, FakeMessenger, FakePolisher

REVIEWERS = -900
CHANNEL = -500
GROUP = -100
ALICE, BOB = 1, 2

AT_ONCE = RetryPolicy(base_s=0, most_s=0, busy_s=0, checks=3, deliveries=3, notices=3, claims=30)


@dataclass
class Rig:
    """One store, one worker at a time."""

    redis: Redis
    line: PostQueue
    desk: RedisPosts
    censor: FakeCensor = field(default_factory=FakeCensor)
    messenger: FakeMessenger = field(default_factory=FakeMessenger)
    polisher: FakePolisher | None = None
    pace: RetryPolicy = AT_ONCE
    reviewers: tuple[int, ...] = (REVIEWERS,)
    posted: int = 0

    @classmethod
    def on(cls, redis: Redis, *, lease_ms: int = 60_000) -> "Rig":
        return cls(redis, RedisPostQueue(redis, lease_ms=lease_ms), RedisPosts(redis))

    @property
    def decisions(self) -> Decisions:
        return Decisions(self.desk)

    @property
    def rules(self) -> RedisPostControls:
        return RedisPostControls(self.redis)

    @property
    def board(self) -> CardMessages:
        return CardMessages(self.desk, self.messenger)

    def drain(
        self, line: PostQueue | None = None, *, reminders: Reminders | None = None
    ) -> PostDrain:
        line = line or self.line
        notices = Notifications(line, self.desk, self.messenger, self.reviewers, self.pace)
        publisher = Publisher(line, self.messenger, CHANNEL, self.pace)
        steps = PostProcessor(
            line, self.censor, publisher, notices.alert, "baidu", self.polisher, self.pace
        )
        return PostDrain(line, steps, notices, reminders=reminders)

    async def submit(self, text: str, author_id: int = ALICE) -> int:
        self.posted += 1
        draft = draft_of(text, author_id, message_id=self.posted)
        return (await self.desk.submit(draft, per_hour=0)).post_id

    async def run(self) -> None:
        """Work until nothing is due."""
        drain = self.drain()
        while await drain.drain_once():
            pass

    async def post(self, post_id: int) -> Post:
        post = await self.desk.get(post_id)
        assert post is not None
        return post

    async def way(self, post_id: int) -> list[str]:
        """The states a post went through, by its record."""
        return [entry.to for entry in await self.desk.audit(post_id)]


def draft_of(text: str, author_id: int = ALICE, *, message_id: int = 1) -> PostDraft:
    return PostDraft(author_id, f"作者{author_id}", "zh", GROUP, None, message_id, text)


def english(draft: PostDraft) -> PostDraft:
    return replace(draft, language="en")
