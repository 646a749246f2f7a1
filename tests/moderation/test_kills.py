"""A worker may die between any two of its acts; nothing is lost for it and nothing said twice."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field

import pytest

from bot.models.post import CensorVerdict, Transition
from bot.moderation.notifications import Notifications
from bot.moderation.retry_policy import RetryPolicy
from bot.storage.connection import Redis
from tests.fakes.posts import FakeCensor, FakeMessenger, FakePolisher
from tests.fakes.process_kills import Killed, KillingQueue, KillPlan
from tests.moderation.rig import CHANNEL, REVIEWERS, Rig

LEASE_MS = 15


@dataclass
class DyingCensor(FakeCensor):
    """The worker may die with the verdict in its hands."""

    fate: KillPlan = field(kw_only=True)

    async def check(self, text: str) -> CensorVerdict:
        verdict = await super().check(text)
        self.fate.strike()
        return verdict


@dataclass
class DyingMessenger(FakeMessenger):
    """The worker may die right after a delivery."""

    fate: KillPlan = field(kw_only=True)

    async def send(self, chat_id, text, *, topic_id=None, keyboard=()):
        message_id = await super().send(chat_id, text, topic_id=topic_id, keyboard=keyboard)
        self.fate.strike()
        return message_id


async def run_to_the_end(rig: Rig, fate: KillPlan, *, limit: int = 5000) -> set[str]:
    """Work, die, be replaced and decide until every post has ended; return the texts sent again."""
    line = KillingQueue(rig.line, fate)
    drain = rig.drain(line)
    resent: set[str] = set()
    for _ in range(limit):
        try:
            if await drain.drain_once():
                continue
        except Killed:
            drain = rig.drain(line)
            continue
        resent |= await decide_what_waits(rig)
        if not await rig.redis.zcard("{posts}:moving") and not await rig.redis.hlen("{posts}:keys"):
            return resent
        await asyncio.sleep(LEASE_MS / 1000)  # until the leases of the dead have run out
    raise AssertionError("the posts did not end")


async def decide_what_waits(rig: Rig) -> set[str]:
    """An admin looks into the channel before pressing 已发出 or 重发, and approves the rest."""
    resent = set()
    for post in await rig.desk.waiting("unknown", 100):
        if post.final in rig.messenger.texts(CHANNEL):
            await rig.decisions.confirm_sent(post.id, by="甲", version=post.version)
        else:
            await rig.decisions.resend(post.id, by="甲", version=post.version)
            resent.add(post.final)
    for post in await rig.desk.waiting("review", 100):
        await rig.decisions.approve(post.id, by="甲", version=post.version)
    return resent


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_killed_anywhere_nothing_is_lost_or_doubled(redis: Redis, seed: int):
    fate = KillPlan(random.Random(seed), probability=0.04)
    rig = Rig.on(redis, lease_ms=LEASE_MS)
    rig.pace = RetryPolicy(base_s=0, most_s=0, busy_s=0, claims=1000)
    rig.censor = censor = DyingCensor(fate=fate)
    rig.messenger = DyingMessenger(fate=fate)
    rig.polisher = FakePolisher(mark="！")
    texts = {}
    for author in range(5):
        for number in range(12):
            doubt = "疑" if number % 6 == 5 else ""
            texts[await rig.submit(f"{author}-{number}-{doubt}", author)] = author

    resent = await run_to_the_end(rig, fate)

    sent = Counter(rig.messenger.texts(CHANNEL))
    posts = [await rig.post(post_id) for post_id in texts]
    assert {post.state for post in posts} == {"published"}
    assert sent == Counter(post.final for post in posts)
    assert fate.kills > 20
    checks = sum(1 if "疑" in post.text else 2 for post in posts)
    assert len(censor.texts) <= checks + fate.kills
    for author in range(5):
        in_order = [
            text
            for text in rig.messenger.texts(CHANNEL)
            if text.startswith(f"{author}-") and text not in resent and "疑" not in text
        ]
        assert in_order == sorted(in_order, key=lambda text: int(text.split("-")[1]))


@pytest.mark.parametrize("act", range(14))
async def test_killed_once_at_each_act_the_post_still_comes_out_once(redis: Redis, act: int):
    class Once(KillPlan):
        acts = 0

        def strike(self) -> None:
            self.acts += 1
            if self.acts == act + 1:
                self.kills += 1
                raise Killed

    fate = Once(random.Random(0), 0)
    rig = Rig.on(redis, lease_ms=LEASE_MS)
    rig.censor = DyingCensor(fate=fate)
    rig.messenger = DyingMessenger(fate=fate)
    post_id = await rig.submit("你好")
    await run_to_the_end(rig, fate)
    assert fate.kills == 1
    assert rig.messenger.texts(CHANNEL) == ["你好"]
    assert (await rig.post(post_id)).state == "published"


async def test_a_post_that_kills_every_worker_is_given_up(redis: Redis):
    class Poison(FakeCensor):
        async def check(self, text: str) -> CensorVerdict:
            raise Killed

    rig = Rig.on(redis, lease_ms=LEASE_MS)
    rig.pace = RetryPolicy(claims=3)
    rig.censor = Poison()
    post_id = await rig.submit("毒")
    await run_to_the_end(rig, KillPlan(random.Random(0), 0))
    assert (await rig.post(post_id)).state == "dead"


async def test_a_worker_that_slept_through_its_lease_changes_nothing(redis: Redis):
    rig = Rig.on(redis, lease_ms=1)
    post_id = await rig.submit("你好")
    slow = await rig.line.claim()
    await asyncio.sleep(0.01)
    fast = await rig.line.claim()
    assert slow is not None
    assert fast is not None
    assert fast.token > slow.token
    assert await rig.line.step(slow, Transition("checking")) is None
    assert not await rig.line.finish(slow)
    assert (await rig.post(post_id)).state == "queued"


async def test_a_card_that_was_shown_is_not_shown_again_after_a_crash(redis: Redis):
    rig = Rig.on(redis)
    rig.censor = FakeCensor()
    post_id = await rig.submit("疑")
    await rig.run()
    post = await rig.post(post_id)
    assert post.state == "review"
    cards = len(await rig.desk.cards(post_id))
    notices = Notifications(rig.line, rig.desk, rig.messenger, (REVIEWERS, REVIEWERS - 1), rig.pace)
    await notices._show_card(post, "review")  # the notice, claimed again by another worker
    shown = [card.chat_id for card in await rig.desk.cards(post_id)]
    assert sorted(shown) == [REVIEWERS - 1, REVIEWERS]
    assert cards == 1
