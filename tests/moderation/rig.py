"""The whole way of a post on a real store, with people, censor and chats as stand-ins."""

from dataclasses import dataclass, field, replace

from bot.models.post import Draft, Post
from bot.moderation.board import CardBoard
from bot.moderation.decisions import Decisions
from bot.moderation.drain import Drain
from bot.moderation.notices import Notices
from bot.moderation.pace import Pace
from bot.moderation.publish import Publisher
from bot.moderation.reminders import Reminders
from bot.moderation.steps import Steps
from bot.ports.posts import PostLine
from bot.storage.connection import Redis
from bot.storage.post_line import RedisPostLine
from bot.storage.post_rules import RedisPostRules
from bot.storage.posts import RedisPosts
from tests.fakes.posts import FakeCensor, FakeMessenger, FakePolisher

REVIEWERS = -900
CHANNEL = -500
GROUP = -100
ALICE, BOB = 1, 2

AT_ONCE = Pace(base_s=0, most_s=0, busy_s=0, checks=3, deliveries=3, notices=3, claims=30)


@dataclass
class Rig:
    """One store, one worker at a time."""

    redis: Redis
    line: PostLine
    desk: RedisPosts
    censor: FakeCensor = field(default_factory=FakeCensor)
    messenger: FakeMessenger = field(default_factory=FakeMessenger)
    polisher: FakePolisher | None = None
    pace: Pace = AT_ONCE
    reviewers: tuple[int, ...] = (REVIEWERS,)
    posted: int = 0

    @classmethod
    def on(cls, redis: Redis, *, lease_ms: int = 60_000) -> "Rig":
        return cls(redis, RedisPostLine(redis, lease_ms=lease_ms), RedisPosts(redis))

    @property
    def decisions(self) -> Decisions:
        return Decisions(self.desk)

    @property
    def rules(self) -> RedisPostRules:
        return RedisPostRules(self.redis)

    @property
    def board(self) -> CardBoard:
        return CardBoard(self.desk, self.messenger)

    def drain(self, line: PostLine | None = None, *, reminders: Reminders | None = None) -> Drain:
        line = line or self.line
        notices = Notices(line, self.desk, self.messenger, self.reviewers, self.pace)
        publisher = Publisher(line, self.messenger, CHANNEL, self.pace)
        steps = Steps(
            line, self.censor, publisher, notices.alert, "baidu", self.polisher, self.pace
        )
        return Drain(line, steps, notices, reminders=reminders)

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


def draft_of(text: str, author_id: int = ALICE, *, message_id: int = 1) -> Draft:
    return Draft(author_id, f"作者{author_id}", "zh", GROUP, None, message_id, text)


def english(draft: Draft) -> Draft:
    return replace(draft, language="en")
