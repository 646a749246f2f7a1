"""A worker may die between any two of its acts; nothing is lost for it and nothing said twice."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

import pytest

from bot.models.post import CensorVerdict, Transition
from bot.models.work import Lease, Outcome
from bot.ports.posts import ClaimedPost
from bot.storage.connection import Redis
from tests.fakes.chat import person
from tests.fakes.posts import FakeCensor, FakeMessenger, FakePolisher
from tests.fakes.process_kills import Killed, KillingQueue, KillPlan
from tests.fakes.work import claim_one, settle
from tests.moderation.post_scenario import CHANNEL, REVIEW_CHAT, PostScenario, retries

LEASE_MS = 15


@dataclass
class KillingCensor(FakeCensor):
    """The worker may die with the verdict in its hands."""

    plan: KillPlan = field(kw_only=True)

    async def check(self, text: str) -> CensorVerdict:
        verdict = await super().check(text)
        self.plan.strike()
        return verdict


@dataclass
class KillingMessenger(FakeMessenger):
    """The worker may die right after a delivery."""

    plan: KillPlan = field(kw_only=True)

    async def send(self, chat_id, text, **options):
        message_id = await super().send(chat_id, text, **options)
        self.plan.strike()
        return message_id


async def no_choice() -> bool:
    return False


async def run_to_the_end(
    scenario: PostScenario,
    plan: KillPlan,
    *,
    limit: int = 5000,
    choose: Callable[[], Awaitable[bool]] = no_choice,
) -> set[str]:
    """Work, die, be replaced and decide until every post has ended; return the texts sent again."""
    workers = replace(scenario, queue=KillingQueue(scenario.queue, plan))
    resent: set[str] = set()
    for _ in range(limit):
        try:
            if await workers.work_once():
                continue
        except Killed:
            continue
        if await choose():
            continue
        resent |= await decide_what_waits(scenario)
        if not await scenario.redis.keys("{posts}:item:*"):
            return resent
        await asyncio.sleep(LEASE_MS / 1000)  # until the leases of the dead have run out
    raise AssertionError("the posts did not end")


async def decide_what_waits(scenario: PostScenario) -> set[str]:
    """An admin looks into the channel before pressing 已发出 or 重发, and approves the rest."""
    resent = set()
    for post in await scenario.posts.waiting("unknown", 100):
        if post.final in scenario.messenger.texts(CHANNEL):
            await scenario.decisions.confirm_sent(post, by=person("甲"), version=post.version)
        else:
            await scenario.decisions.resend(post, by=person("甲"), version=post.version)
            resent.add(post.final)
    for post in await scenario.posts.waiting("review", 100):
        await scenario.decisions.approve(post, by=person("甲"), version=post.version)
    return resent


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_killed_anywhere_nothing_is_lost_or_doubled(redis: Redis, seed: int):
    plan = KillPlan(random.Random(seed), probability=0.04)
    scenario = PostScenario.on(redis, lease_ms=LEASE_MS)
    scenario.retries = retries(1000, max_claims=1000)
    scenario.censor = censor = KillingCensor(plan=plan)
    scenario.messenger = KillingMessenger(plan=plan)
    scenario.polisher = FakePolisher(mark="！")
    texts = {}
    for author in range(5):
        for number in range(12):
            doubt = "疑" if number % 6 == 5 else ""
            texts[await scenario.submit(f"{author}-{number}-{doubt}", author)] = author

    resent = await run_to_the_end(scenario, plan)

    sent = Counter(scenario.messenger.texts(CHANNEL))
    posts = [await scenario.post(post_id) for post_id in texts]
    assert {post.state for post in posts} == {"published"}
    assert sent == Counter(post.final for post in posts)
    assert plan.kills > 20
    assert len(censor.texts) <= 2 * len(posts) + plan.kills
    for author in range(5):
        in_order = [
            text
            for text in scenario.messenger.texts(CHANNEL)
            if text.startswith(f"{author}-") and text not in resent and "疑" not in text
        ]
        assert in_order == sorted(in_order, key=lambda text: int(text.split("-")[1]))


@dataclass
class KillOnce(KillPlan):
    """At one act."""

    act: int = 0
    acts: int = 0

    def strike(self) -> None:
        self.acts += 1
        if self.acts == self.act + 1:
            self.kills += 1
            raise Killed


@pytest.mark.parametrize("act", range(14))
async def test_killed_once_at_each_act_the_post_still_comes_out_once(redis: Redis, act: int):
    plan = KillOnce(random.Random(0), 0, act=act)
    scenario = PostScenario.on(redis, lease_ms=LEASE_MS)
    scenario.censor = KillingCensor(plan=plan)
    scenario.messenger = KillingMessenger(plan=plan)
    post_id = await scenario.submit("你好")
    await run_to_the_end(scenario, plan)
    assert plan.kills == 1
    assert scenario.messenger.texts(CHANNEL) == ["你好"]
    assert (await scenario.post(post_id)).state == "published"


@pytest.mark.parametrize("act", range(0, 26, 2))
async def test_killed_on_the_way_to_a_review_what_was_chosen_there_comes_out_once(
    redis: Redis, act: int
):
    plan = KillOnce(random.Random(0), 0, act=act)
    scenario = PostScenario.on(redis, lease_ms=LEASE_MS)
    scenario.censor = KillingCensor(plan=plan)
    scenario.messenger = KillingMessenger(plan=plan)
    scenario.polisher = FakePolisher(mark="！")
    post_id = await scenario.submit("可疑")

    async def choose_own_wording() -> bool:
        post = await scenario.post(post_id)
        if post.state != "review" or post.wording:
            return False
        assert post.proposal == "可疑！"
        by, version = person("甲"), post.version
        await scenario.decisions.choose_wording(post, own=True, by=by, version=version)
        return True

    await run_to_the_end(scenario, plan, choose=choose_own_wording)
    assert plan.kills == 1
    assert scenario.messenger.texts(CHANNEL) == ["可疑"]
    assert (await scenario.post(post_id)).state == "published"


async def test_a_post_that_kills_every_worker_is_given_up(redis: Redis):
    class Poison(FakeCensor):
        async def check(self, text: str) -> CensorVerdict:
            raise Killed

    scenario = PostScenario.on(redis, lease_ms=LEASE_MS)
    scenario.retries = retries(3, max_claims=3)
    scenario.censor = Poison()
    post_id = await scenario.submit("毒")
    await run_to_the_end(scenario, KillPlan(random.Random(0), 0))
    assert (await scenario.post(post_id)).state == "dead"


async def test_a_worker_that_slept_through_its_lease_changes_nothing(redis: Redis):
    scenario = PostScenario.on(redis, lease_ms=1)
    post_id = await scenario.submit("你好")
    slow = await claim_one(scenario.queue)
    await asyncio.sleep(0.01)
    fast = await claim_one(scenario.queue)
    assert slow is not None
    assert fast is not None
    assert fast.lease.token > slow.lease.token
    assert not await scenario.queue.advance(slow, Transition("polishing"))
    assert not await scenario.queue.mark_sending(slow)
    await settle(scenario.queue, slow, Outcome("dead_letter"))
    assert (await scenario.post(post_id)).state == "queued"
    assert await scenario.queue.advance(fast, Transition("polishing"))


async def test_a_card_that_was_shown_is_not_shown_again_after_a_crash(redis: Redis):
    scenario = PostScenario.on(redis)
    scenario.censor = FakeCensor()
    post_id = await scenario.submit("疑")
    await scenario.run()
    post = await scenario.post(post_id)
    assert post.state == "review"
    cards = len(await scenario.posts.cards(post_id))
    scenario.review_chats = (REVIEW_CHAT, REVIEW_CHAT - 1)
    lease = Lease(f"show_card:{post_id}:review:1", token=1)
    notification = ClaimedPost(lease, post, "show_card", "review")  # claimed by another worker
    assert await scenario.notifications.deliver(notification) == Outcome()
    shown = [card.chat_id for card in await scenario.posts.cards(post_id)]
    assert sorted(shown) == [REVIEW_CHAT - 1, REVIEW_CHAT]
    assert cards == 1
