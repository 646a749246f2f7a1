"""Lets several admins decide about the same posts at the same time."""

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
from tests.fakes.chat import person
from tests.fakes.valkey import ValkeyServer
from tests.fakes.work import claim_one, settle

POSTS, SMALL_POSTS = 2000, 100
ADMINS = 6
_DOUBTFUL = CensorVerdict("review", "baidu", ("politics",))


async def soak(*, small: bool) -> Report:
    """Let all admins decide about all posts, and compare with the audit trails."""
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
        return await report_of(posts, versions, admins)


async def in_review(posts: RedisPosts, queue: RedisPostQueue, count: int) -> dict[int, int]:
    """Put posts into review; returns the version of each."""
    for number in range(1, count + 1):
        draft = PostDraft(number, f"作者{number}", "zh", number, None, 1, f"稿{number}疑")
        await posts.submit(draft, per_hour=0)
    versions = dict[int, int]()
    while len(versions) < count:
        claimed = await claim_one(queue)
        assert claimed is not None
        if claimed.notification is not None:
            await settle(queue, claimed)
            continue
        doubtful = checked(claimed.post, Transition("review", verdict=_DOUBTFUL), "worker")
        assert await queue.advance(claimed, doubtful)
        versions[claimed.post.id] = claimed.post.version
    return versions


class Admin:
    """Presses ✅ or ❌ at random on every card, in the same order as the others."""

    def __init__(self, name: str, redis: Redis) -> None:
        self.name = name
        self.decided: set[int] = set()
        self.decided_by_others: dict[int, str] = {}
        self._decisions = Decisions(RedisPosts(redis))

    async def press(self, versions: dict[int, int]) -> None:
        """Decide about every post."""
        decisions = self._decisions
        for post_id, version in versions.items():
            act = decisions.approve if random.random() < 0.5 else decisions.reject
            try:
                await act(await decisions.find(post_id), by=person(self.name), version=version)
            except PostError as refused:
                self.decided_by_others[post_id] = str(refused.values.get("name", ""))
            else:
                self.decided.add(post_id)


async def report_of(posts: RedisPosts, versions: dict[int, int], admins: list[Admin]) -> Report:
    """Compare what the admins were told with the audit trails."""
    names = {admin.name for admin in admins}
    entries, wrong = 0, 0
    for post_id in versions:
        deciders = [entry.by for entry in await posts.audit(post_id) if entry.by in names]
        entries += len(deciders)
        winners = [admin.name for admin in admins if post_id in admin.decided]
        wrong += deciders != winners or len(winners) != 1
        wrong += any(
            admin.decided_by_others.get(post_id, deciders[0]) != deciders[0] for admin in admins
        )
    decisions = sum(len(admin.decided) for admin in admins)
    report = Report(f"admins: {len(admins)} decide about the same posts at once")
    report.counts = {"posts": len(versions), "presses": len(versions) * len(admins)}
    report.counts |= {"decisions": decisions, "audit entries": entries}
    report.counts |= {f"{admin.name} first": len(admin.decided) for admin in admins}
    report.faults = {
        "decisions too many or too few": abs(decisions - len(versions)),
        "audit entries too many or too few": abs(entries - len(versions)),
        "admins and audit trail disagree": wrong,
    }
    return report
