"""Admins who press the buttons of the same posts at the same time."""

import asyncio
import random
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from bench.soak.report import Report
from bot.errors import PostError
from bot.models.post import CensorVerdict, PostDraft, Transition
from bot.moderation.decisions import Decisions
from bot.moderation.transitions import checked
from bot.storage.connection import Redis, open_redis
from bot.storage.posts.post_queue import RedisPostQueue
from bot.storage.posts.posts import RedisPosts
from tests.fakes.valkey import ValkeyServer
from tests.fakes.work import claim_one, settle

POSTS, SMALL_POSTS = 2000, 100
ADMINS = 6
_DOUBT = CensorVerdict("review", "baidu", ("politics",))


async def soak(*, small: bool) -> Report:
    """Put posts before the admins, let all decide about all, and read the records."""
    count = SMALL_POSTS if small else POSTS
    async with AsyncExitStack() as stack:
        server = ValkeyServer(Path(stack.enter_context(tempfile.TemporaryDirectory("soak"))))
        server.start()
        stack.callback(server.kill)
        redis = await stack.enter_async_context(open_redis(server.url))
        posts = RedisPosts(redis)
        versions = await in_review(posts, RedisPostQueue(redis), count)
        admins = [
            Admin(f"管理员{number}", await stack.enter_async_context(open_redis(server.url)))
            for number in range(ADMINS)
        ]
        await asyncio.gather(*(admin.press(versions) for admin in admins))
        return await counted(posts, versions, admins)


async def in_review(posts: RedisPosts, queue: RedisPostQueue, count: int) -> dict[int, int]:
    """Posts that wait for a person, with the version on their cards."""
    for number in range(1, count + 1):
        draft = PostDraft(number, f"作者{number}", "zh", number, None, 1, f"稿{number}疑")
        await posts.submit(draft, per_hour=0)
    versions = {}
    while len(versions) < count:
        claimed = await claim_one(queue)
        assert claimed is not None
        if claimed.notification is not None:
            await settle(queue, claimed)
            continue
        doubtful = checked(claimed.post, Transition("review", verdict=_DOUBT), "worker")
        assert await queue.advance(claimed, doubtful)
        versions[claimed.post.id] = claimed.post.version
    return versions


class Admin:
    """Presses ✅ or ❌, by chance, on every card; all go through them in the same order."""

    def __init__(self, name: str, redis: Redis) -> None:
        self.name = name
        self.won: set[int] = set()
        self.told: dict[int, str] = {}
        self._decisions = Decisions(RedisPosts(redis))

    async def press(self, versions: dict[int, int]) -> None:
        """Decide about all."""
        decisions = self._decisions
        for post_id, version in versions.items():
            act = decisions.approve if random.random() < 0.5 else decisions.reject
            try:
                await act(await decisions.find(post_id), by=self.name, version=version)
            except PostError as refused:
                self.told[post_id] = str(refused.values.get("name", ""))
            else:
                self.won.add(post_id)


async def counted(posts: RedisPosts, versions: dict[int, int], admins: list[Admin]) -> Report:
    """Decisions, and what the records say of them."""
    names = {admin.name for admin in admins}
    entries, wrong = 0, 0
    for post_id in versions:
        deciders = [entry.by for entry in await posts.audit(post_id) if entry.by in names]
        entries += len(deciders)
        winners = [admin.name for admin in admins if post_id in admin.won]
        wrong += deciders != winners or len(winners) != 1
        wrong += any(admin.told.get(post_id, deciders[0]) != deciders[0] for admin in admins)
    decisions = sum(len(admin.won) for admin in admins)
    report = Report(f"admins: {len(admins)} decide about the same posts at once")
    report.counts = {"posts": len(versions), "presses": len(versions) * len(admins)}
    report.counts |= {"decisions": decisions, "audit entries": entries}
    report.counts |= {f"{admin.name} first": len(admin.won) for admin in admins}
    report.faults = {
        "decisions too many or too few": abs(decisions - len(versions)),
        "audit entries too many or too few": abs(entries - len(versions)),
        "decided by another than the record or the losers were told": wrong,
    }
    return report
