"""One appeal a rejection: its author gives a reason, another reviewer decides, and that is final."""

from dataclasses import replace

import pytest

from bot.commands.post.appeals import AppealCommands
from bot.errors import PostError
from bot.models.chat import Request
from bot.storage.posts.author_names import RedisAuthorNames
from tests.commands.post.review_fixture import ADMIN, OTHER_ADMIN, press
from tests.fakes.awaited_inputs import FakeAwaitedInputs
from tests.fakes.chat import FakeReply, person, pressed, said
from tests.moderation.post_scenario import ALICE, CHANNEL, GROUP, REVIEW_CHAT, PostScenario

DAY_S = 24 * 3600


@pytest.fixture
def appeals(scenario) -> AppealCommands:
    return AppealCommands(scenario.posts, scenario.decisions, FakeAwaitedInputs())


async def appeal(appeals: AppealCommands, reason: str = "是真事") -> FakeReply:
    """小明 presses 申诉 and writes why."""
    reply = FakeReply()
    await appeals.pressed(pressed("post:appeal:1", message_id=5, chat_id=GROUP), reply)
    await appeals.receive(why(reason), reply)
    return reply


def why(reason: str = "是真事", sender_id: int = ALICE) -> Request:
    return said(reason, sender_id=sender_id, chat_id=GROUP)


async def reject(scenario: PostScenario, by: int = ADMIN, reason: str = "跑题") -> None:
    post = await scenario.post(1)
    await scenario.decisions.reject(
        post, by=person("阿杰", by), version=post.version, reason=reason
    )
    await scenario.run()


async def test_another_admin_decides_about_an_appeal_with_the_reason_and_the_first_decision(
    appeals, review, scenario
):
    await reject(scenario)
    told = scenario.messenger.messages[-1]
    assert told.keyboard[0][0].action == "post:appeal:1"
    reply = await appeal(appeals)
    assert "由别人来定" in reply.texts[0]
    assert "已转给管理员" in reply.texts[1]
    await scenario.run()
    card = scenario.messenger.texts(REVIEW_CHAT)[-1]
    assert card.startswith("#1 申诉")
    assert "阿杰 拒绝（跑题）" in card
    assert "申诉理由：是真事" in card
    assert (await scenario.posts.record(ALICE)).rejected == 0
    with pytest.raises(PostError, match="之前是你拒绝的"):
        await review.approve_pressed(await press(scenario, "review:ok"), FakeReply())
    await review.approve_pressed(await press(scenario, "review:ok", by=OTHER_ADMIN), FakeReply())
    await scenario.run()
    assert len(scenario.messenger.texts(CHANNEL)) == 1
    assert [entry.reason for entry in await scenario.posts.audit(1)][-3:-2] == ["appealed"]


async def test_a_second_rejection_is_final(appeals, scenario):
    await reject(scenario)
    await appeal(appeals)
    await scenario.run()
    await reject(scenario, OTHER_ADMIN)
    told = scenario.messenger.messages[-1]
    assert ("最后的决定" in told.text, told.keyboard) == (True, ())
    with pytest.raises(PostError, match="已经申诉过"):
        await appeal(appeals)
    assert (await scenario.posts.record(ALICE)).rejected == 1


async def test_a_repeated_attempt_at_an_appeal_says_the_same(appeals, scenario):
    await reject(scenario)
    reply = await appeal(appeals)
    await appeals.receive(why(), reply)
    assert reply.texts[1] == reply.texts[2]


async def test_only_its_author_may_appeal_within_a_week_and_not_when_banned(appeals, scenario):
    await reject(scenario)
    stranger = pressed("post:appeal:1", message_id=5, chat_id=GROUP, sender_id=7)
    with pytest.raises(PostError, match="作者本人"):
        await appeals.pressed(stranger, FakeReply())
    rejected_at = (await scenario.posts.rejection(1)).at_s
    late = replace(appeals, clock=lambda: rejected_at + 7 * DAY_S + 1)
    with pytest.raises(PostError, match="7 天"):
        await appeal(late)
    with pytest.raises(PostError, match="再点一次"):
        await appeals.receive(why(), FakeReply())
    await scenario.controls.ban(ALICE, person("阿杰"))
    with pytest.raises(PostError, match="不能申诉"):
        await appeal(appeals)


async def test_an_appeal_against_the_censor_is_for_any_admin_and_forget_empties_its_reason(
    appeals, review, scenario
):
    await scenario.submit("很坏")
    await scenario.run()
    await appeals.posts.expect_appeal(GROUP, ALICE, 2)
    await appeals.receive(why(), FakeReply())
    await scenario.run()
    card = scenario.messenger.texts(REVIEW_CHAT)[-1]
    assert "自动检查 拒绝（辱骂）" in card
    post = await scenario.post(2)
    await scenario.decisions.reject(post, by=person("阿杰", ADMIN), version=post.version)
    await RedisAuthorNames(scenario.redis).forget(GROUP, ALICE)
    assert (await scenario.post(2)).appeal.reason == ""


async def test_the_author_reads_why_the_appeal_was_not_accepted(appeals, scenario):
    await reject(scenario)
    await appeal(appeals)
    await scenario.run()
    await reject(scenario, OTHER_ADMIN, reason="广告")
    assert scenario.messenger.messages[-1].text.endswith("这是最后的决定。原因：广告。")


async def test_taking_an_appealed_post_back_does_not_undo_its_rejection(appeals, scenario):
    await reject(scenario)
    await appeal(appeals)
    post = await scenario.post(1)
    await scenario.decisions.withdraw(1, author_id=ALICE, version=post.version)
    await scenario.run()
    assert (await scenario.posts.record(ALICE)).rejected == 1
    again = replace(post.draft, message_id=78)
    assert (await scenario.posts.submit(again, per_hour=0)).outcome == "same_text"
