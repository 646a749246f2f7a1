"""Trusted authors: after enough clean posts no review, never for what a censor doubted."""

from dataclasses import replace

import pytest

from bot.errors import ChatGone
from bot.models.chat import Picture
from bot.models.chat_settings import ChannelTarget, ChatSettings
from bot.models.post import Appeal, CensorVerdict, Transition
from bot.moderation.trust import is_clean
from bot.storage.connection import Redis
from tests.fakes.chat import person
from tests.fakes.posts import FakePolisher
from tests.fakes.work import claim_one
from tests.moderation.post_scenario import (
    ALICE,
    BOB,
    CHANNEL,
    GROUP,
    REVIEW_CHAT,
    PostScenario,
    draft_of,
)


@pytest.fixture
async def scenario(redis: Redis) -> PostScenario:
    """阿丽 has three clean posts in a group that trusts after three."""
    made = PostScenario.on(redis)
    made.is_central = False
    for number in range(3):
        await made.submit(f"第{number}篇")
    await made.run()
    made.chat_settings.settings[GROUP] = ChatSettings(trust_after=3)
    return made


async def submit_picture(scenario: PostScenario, text: str, author: int = ALICE) -> int:
    """A post that would need a person, since no censor has seen its picture."""
    scenario.posted += 1
    draft = draft_of(text, author, message_id=scenario.posted)
    made = await scenario.posts.submit(replace(draft, pictures=(Picture("p"),)), per_hour=0)
    return made.post_id


async def picture(scenario: PostScenario, text: str, author: int = ALICE) -> int:
    """Such a post, as far as it gets without a person."""
    post_id = await submit_picture(scenario, text, author)
    await scenario.run()
    return post_id


async def state(scenario: PostScenario, post_id: int) -> str:
    return (await scenario.post(post_id)).state


@pytest.mark.parametrize(
    ("verdict", "clean"),
    [
        (CensorVerdict("pass", "baidu"), True),
        (CensorVerdict("pass", "baidu", ("advert",)), False),
        (CensorVerdict("review", "baidu"), False),
        (CensorVerdict("review", "local"), True),
        (CensorVerdict("reject", "local"), False),
    ],
)
def test_only_a_verdict_without_any_doubt_is_clean(verdict, clean):
    assert is_clean(verdict) is clean


async def test_a_trusted_author_is_published_at_once_with_a_notice_and_on_record(scenario):
    assert await state(scenario, await picture(scenario, "晚霞")) == "published"
    [notice] = [sent for sent in scenario.messenger.messages if sent.chat_id == REVIEW_CHAT]
    assert notice.text.startswith("#4 已免审发布")
    assert (notice.pictures, notice.keyboard[0][0].action) == ((), "review:undo:4:1")
    assert "trusted" in [entry.reason for entry in await scenario.posts.audit(4)]
    post = await scenario.post(4)
    await scenario.decisions.retract(post, by=person("阿杰"))
    await scenario.run()
    assert "发布后撤下 · 阿杰" in scenario.messenger.texts(REVIEW_CHAT)[0]
    assert await state(scenario, await picture(scenario, "朝霞")) == "review"


async def test_others_and_what_the_censor_doubts_are_reviewed_as_ever(scenario):
    assert await state(scenario, await picture(scenario, "晚霞", BOB)) == "review"
    assert await state(scenario, await picture(scenario, "有疑问")) == "review"
    scenario.chat_settings.settings[GROUP] = ChatSettings(trust_after=5)
    assert await state(scenario, await picture(scenario, "朝霞")) == "review"


@pytest.mark.parametrize("how", ["rejected", "banned"])
async def test_a_rejection_or_a_ban_resets_trust(scenario, how):
    if how == "rejected":
        await scenario.submit("很坏")
        await scenario.run()
    else:
        await scenario.controls.ban(ALICE, person("阿杰"))
        await scenario.controls.unban(ALICE, person("阿杰"))
    assert await scenario.posts.clean_posts(ALICE, GROUP) == 0
    assert await state(scenario, await picture(scenario, "晚霞")) == "review"


async def test_with_local_rules_alone_an_admin_has_to_switch_it_on(scenario):
    scenario.censor.clean = CensorVerdict("review", "local")
    await scenario.submit("本地一")
    await scenario.run()
    assert await state(scenario, 4) == "review"
    scenario.chat_settings.settings[GROUP] = ChatSettings(trust_after=3, trust_local=True)
    await scenario.submit("本地二")
    await scenario.run()
    assert await state(scenario, 5) == "published"


async def test_what_goes_to_the_channel_of_all_is_for_the_review_chat_to_decide(scenario):
    scenario.is_central = True
    assert await state(scenario, await picture(scenario, "晚霞")) == "review"
    scenario.chat_settings.settings[REVIEW_CHAT] = ChatSettings(trust_after=3)
    for number in range(3):
        await scenario.submit(f"再{number}篇")
    await scenario.run()
    assert await state(scenario, await picture(scenario, "朝霞")) == "published"
    assert len(scenario.messenger.texts(CHANNEL)) == 4


async def test_a_post_is_published_where_its_group_wants_it_and_the_group_answers_for_it(scenario):
    scenario.is_central = True
    own = ChannelTarget(-777, "自家频道")
    scenario.chat_settings.settings[GROUP] = ChatSettings(trust_after=1, publish_to=own)
    await scenario.submit("自家的")
    await scenario.run()
    scenario.chat_settings.settings[GROUP] = ChatSettings(publish_to="here")
    await scenario.submit("群里的")
    await scenario.run()
    assert scenario.messenger.texts(own.chat_id) == ["自家的"]
    assert "群里的" in scenario.messenger.texts(GROUP)


async def test_trust_counts_for_one_check_and_not_for_what_is_taken_up_again(scenario):
    scenario.polisher = FakePolisher()
    post_id = await submit_picture(scenario, "晚霞")
    while await state(scenario, post_id) != "polishing":
        await scenario.work_once()
    claimed = await claim_one(scenario.queue)
    assert claimed is not None
    await scenario.queue.advance(claimed, Transition("dead"))
    await scenario.controls.ban(ALICE, person("阿杰"))
    await scenario.controls.unban(ALICE, person("阿杰"))
    scenario.censor.doubts = "晚"
    await scenario.decisions.retry(await scenario.post(post_id), by=person("阿杰"))
    await scenario.run()
    assert await state(scenario, post_id) == "review"


async def test_what_goes_elsewhere_than_its_group_answers_for_is_reviewed_after_all(scenario):
    """Its admins set another target between the check and the delivery."""
    scenario.is_central = True
    scenario.chat_settings.settings[GROUP] = ChatSettings(trust_after=3, publish_to="here")
    for number in range(3):
        await scenario.submit(f"再{number}篇")
    await scenario.run()
    post_id = await submit_picture(scenario, "晚霞")
    while await state(scenario, post_id) != "sending":
        await scenario.work_once()
    scenario.messenger.refusals[GROUP] = [ChatGone()]
    while await state(scenario, post_id) != "dead":
        await scenario.work_once()
    scenario.chat_settings.settings[GROUP] = ChatSettings(trust_after=3)
    await scenario.decisions.retry(await scenario.post(post_id), by=person("阿杰"))
    await scenario.run()
    assert (await state(scenario, post_id), scenario.messenger.texts(CHANNEL)) == ("review", [])
    await scenario.approve(post_id, version=2)
    await scenario.run()
    assert (await state(scenario, post_id), scenario.messenger.texts(CHANNEL)) == (
        "published",
        ["晚霞"],
    )
    cards = scenario.messenger.texts(REVIEW_CHAT)
    assert not [card for card in cards if "免审" in card]


async def test_an_appeal_is_for_a_person_whatever_its_author_changes_and_earned_since(scenario):
    post_id = await picture(scenario, "有疑问")
    post = await scenario.post(post_id)
    rejected = await scenario.decisions.reject(post, by=person("阿杰"), version=1)
    for number in range(3):
        await scenario.submit(f"再{number}篇")
    await scenario.run()
    appeal = Appeal("是真事", "阿杰", 9, "")
    appealed = await scenario.decisions.appeal(rejected, appeal, by=person("阿丽", ALICE))
    changed = replace(appealed.draft, text="没有问题", pictures=())
    await scenario.decisions.revise(appealed, changed)
    await scenario.run()
    assert await state(scenario, post_id) == "review"
