"""Where and when authors hear of their posts."""

from dataclasses import replace

from bot.models.work import Lease, Outcome
from bot.moderation.author_notices import REASON_WAITS
from bot.ports.posts import ClaimedPost
from bot.storage.connection import Redis
from tests.fakes.chat import person
from tests.moderation.post_scenario import ALICE, GROUP, PostScenario, draft_of

MESSAGE = 1
"""The author's, of the first post of a scenario."""


async def in_review(redis: Redis, chat_id: int = GROUP) -> PostScenario:
    scenario = PostScenario.on(redis)
    await scenario.posts.submit(replace(draft_of("可疑"), chat_id=chat_id), per_hour=0)
    await scenario.run()
    return scenario


def rejection(scenario_post, *, attempts: int = 1) -> ClaimedPost:
    lease = Lease("tell_author:1:rejected:2", token=1, attempts=attempts)
    return ClaimedPost(lease, scenario_post, "tell_author", "rejected", 2)


async def test_in_a_group_one_message_about_the_post_is_edited(redis: Redis):
    scenario = PostScenario.on(redis)
    status = await scenario.messenger.send(GROUP, "投稿 #1 已收到")
    await scenario.posts.set_status(GROUP, MESSAGE, status)
    await scenario.submit("可疑")
    await scenario.run()
    (told,) = [sent for sent in scenario.messenger.messages if sent.chat_id == GROUP]
    assert ("需要管理员" in told.text, told.labels) == (True, ["撤回"])
    await scenario.approve(1)
    await scenario.run()
    assert (scenario.messenger.texts(GROUP), told.keyboard) == (["投稿 #1 已发布。"], ())


async def test_a_deleted_message_about_the_post_is_replaced(redis: Redis):
    scenario = PostScenario.on(redis)
    await scenario.posts.set_status(GROUP, MESSAGE, 999)
    await scenario.submit("可疑")
    await scenario.run()
    await scenario.approve(1)
    await scenario.run()
    assert scenario.messenger.texts(GROUP) == ["投稿 #1 已发布。"]


async def test_a_notice_waits_for_the_message_that_confirms_the_submission(redis: Redis):
    scenario = PostScenario.on(redis)
    await scenario.posts.begin_status(GROUP, MESSAGE)
    await scenario.submit("可疑")
    await scenario.run()
    assert scenario.messenger.texts(GROUP) == []
    lease = Lease("tell_author:1:review:1", token=1, attempts=1)
    claimed = ClaimedPost(lease, await scenario.post(1), "tell_author", "review", 1)
    assert (await scenario.notifications.deliver(claimed)).kind == "requeue"


async def test_in_private_each_state_is_a_message_that_is_noticed(redis: Redis):
    scenario = await in_review(redis, chat_id=ALICE)
    await scenario.approve(1)
    await scenario.run()
    assert len(scenario.messenger.texts(ALICE)) == 2


async def test_a_rejection_waits_for_its_reason_but_not_for_ever(redis: Redis):
    scenario = await in_review(redis, chat_id=ALICE)
    await scenario.decisions.reject(await scenario.post(1), by=person("甲"), version=1)
    await scenario.run()
    before = scenario.messenger.texts(ALICE)
    post = await scenario.post(1)
    deliver = scenario.notifications.deliver
    assert (await deliver(rejection(post, attempts=REASON_WAITS))).kind == "retry"
    assert scenario.messenger.texts(ALICE) == before
    assert await deliver(rejection(post, attempts=REASON_WAITS + 1)) == Outcome()
    assert scenario.messenger.texts(ALICE)[len(before) :] == [
        "投稿 #1 没有通过审核。修改后可以再投。"
    ]

    late = await scenario.decisions.add_reason(post, "广告", by=person("甲"), version=2)
    lease = Lease("tell_author:1:rejected:3", token=1, attempts=1)
    await deliver(ClaimedPost(lease, late, "tell_author", "rejected", 3))
    told = scenario.messenger.texts(ALICE)[len(before) :]
    assert told == ["投稿 #1 没有通过。原因：广告。修改后可以再投。"]


async def test_a_rejection_whose_reason_came_in_time_is_told_once(redis: Redis):
    scenario = await in_review(redis, chat_id=ALICE)
    rejected = await scenario.decisions.reject(await scenario.post(1), by=person("甲"), version=1)
    await scenario.decisions.add_reason(rejected, "广告", by=person("甲"), version=2)
    await scenario.run()
    told = [text for text in scenario.messenger.texts(ALICE) if "没有通过" in text]
    assert told == ["投稿 #1 没有通过。原因：广告。修改后可以再投。"]


async def test_who_forbids_the_polish_of_a_post_in_review_is_not_told_of_the_review_again(redis):
    scenario = await in_review(redis, chat_id=ALICE)
    post = await scenario.post(1)
    await scenario.decisions.revise(post, replace(post.draft, keeps_wording=True))
    await scenario.run()
    assert (await scenario.post(1)).state == "review"
    assert len(scenario.messenger.texts(ALICE)) == 1
