"""What admins meet who take a published post down."""

import asyncio

import pytest

from bot.commands.post.undo import UndoCommands
from bot.errors import (
    ChatGone,
    DeliveryPostponed,
    DeliveryRefused,
    DeliveryUnknown,
    PostError,
)
from bot.storage.connection import Redis
from tests.commands.post.administration_fixture import (
    answer,
    audit_of,
    published,
    undo_of,
)
from tests.commands.post.review_fixture import MEMBER
from tests.fakes.chat import FakeReply, pressed, said
from tests.moderation.post_scenario import ALICE, CHANNEL, GROUP, PostScenario


@pytest.fixture
def scenario(redis: Redis) -> PostScenario:
    return PostScenario.on(redis)


@pytest.fixture
def undo(scenario) -> UndoCommands:
    return undo_of(scenario)


async def test_members_may_not_use_it(undo, scenario):
    await published(scenario)
    with pytest.raises(PostError, match="管理员"):
        await undo.undo(said("1", sender_id=MEMBER), FakeReply())
    forged = pressed("review:undo:1:1", message_id=5, sender_id=MEMBER, chat_id=GROUP)
    with pytest.raises(PostError, match="管理员"):
        await undo.undo_pressed(forged, FakeReply())
    assert len(scenario.messenger.texts(CHANNEL)) == 1


async def test_an_undone_post_is_gone_and_its_author_told(undo, scenario):
    await published(scenario)
    assert "#1" in await answer(undo.undo, "#1")
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == []
    assert scenario.messenger.texts(GROUP)[-1] == "投稿 #1 发布后被管理员撤下了。"
    assert (await scenario.post(1)).state == "retracted"
    assert (await scenario.posts.record(ALICE)).published == 0
    assert "（撤下）" in await answer(audit_of(scenario).audit, "1")


async def test_of_two_who_undo_at_once_one_does_and_the_other_is_told(undo, scenario):
    await published(scenario)
    told = await asyncio.gather(
        answer(undo.undo, "1"), answer(undo.undo, "1"), return_exceptions=True
    )
    [refused] = [one for one in told if isinstance(one, PostError)]
    assert "发布后撤下" in str(refused)
    assert scenario.messenger.texts(CHANNEL) == []
    assert [entry.to for entry in await scenario.posts.audit(1)].count("retracted") == 1
    with pytest.raises(PostError, match="发布后撤下"):
        await answer(undo.undo, "1")


async def test_a_publication_that_was_deleted_by_hand_can_be_undone(undo, scenario):
    await published(scenario)
    scenario.messenger.messages.clear()
    assert "#1" in await answer(undo.undo, "1")
    await scenario.run()
    assert "撤下" in scenario.messenger.texts(GROUP)[-1]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (DeliveryRefused(reason="message can't be deleted"), "48 小时"),
        (ChatGone(), "进不去"),
        (DeliveryUnknown(), "再发一次"),
    ],
)
async def test_what_telegram_will_not_delete_stays_published(undo, scenario, error, words):
    await published(scenario)
    scenario.messenger.refusals[CHANNEL] = [error]
    with pytest.raises(PostError, match=words):
        await answer(undo.undo, "1")
    assert (await scenario.post(1)).state == "published"
    await answer(undo.undo, "1")
    assert (await scenario.post(1)).state == "retracted"


async def test_an_undo_comes_back_when_its_chat_may_be_called(undo, scenario):
    await published(scenario)
    scenario.messenger.busy_s[CHANNEL] = 60
    with pytest.raises(DeliveryPostponed):
        await answer(undo.undo, "1")
    assert (await scenario.post(1)).state == "published"


async def test_only_what_is_published_can_be_undone(undo, scenario):
    await scenario.submit("可疑")
    await scenario.run()
    with pytest.raises(PostError, match="等管理员审核"):
        await answer(undo.undo, "1")
    with pytest.raises(PostError, match="/undo 12"):
        await answer(undo.undo, "")


async def test_a_delivery_a_person_confirmed_is_theirs_to_delete(undo, scenario):
    scenario.messenger.lost[CHANNEL] = [DeliveryUnknown()]
    await published(scenario)
    await scenario.confirm_sent(1, version=1)
    with pytest.raises(PostError, match="手动"):
        await answer(undo.undo, "1")
