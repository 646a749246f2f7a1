"""What admins meet at /deadletter."""

import pytest

from bot.commands.dead_updates import DeadUpdateCommands
from bot.commands.post.dead_letter import DeadLetterCommands
from bot.errors import (
    PostError,
)
from bot.storage.connection import Redis
from bot.storage.inbox.inbox import RedisInbox
from tests.commands.post.administration_fixture import (
    PERMISSIONS,
    answer,
    failed,
)
from tests.commands.post.review_fixture import ADMIN, MEMBER
from tests.fakes.chat import FakeReply, said
from tests.moderation.post_scenario import BOB, CHANNEL, GROUP, PostScenario


@pytest.fixture
def scenario(redis: Redis) -> PostScenario:
    return PostScenario.on(redis)


@pytest.fixture
def inbox(redis: Redis) -> RedisInbox:
    return RedisInbox(redis, lease_ms=60_000)


@pytest.fixture
def dead_letter(scenario, inbox) -> DeadLetterCommands:
    return DeadLetterCommands(
        scenario.posts, scenario.decisions, PERMISSIONS, DeadUpdateCommands(inbox)
    )


async def test_members_may_not_use_it(dead_letter):
    with pytest.raises(PostError, match="管理员"):
        await dead_letter.deadletter(said("1", sender_id=MEMBER), FakeReply())


async def test_failed_posts_are_listed_with_their_reason(dead_letter, scenario):
    assert "没有" in await answer(dead_letter.deadletter)
    await failed(scenario)
    listed = await answer(dead_letter.deadletter)
    assert "#1 作者1：你好" in listed
    assert "不能在发布的群" in listed
    with pytest.raises(PostError, match="私聊"):
        await answer(dead_letter.deadletter, chat_id=GROUP)


async def test_a_failed_post_that_is_retried_is_delivered(dead_letter, scenario):
    await failed(scenario)
    assert "#1" in await answer(dead_letter.deadletter, "retry 1")
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["你好"]
    assert scenario.messenger.texts(GROUP)[-1] == "投稿 #1 已发布。"
    assert "没有" in await answer(dead_letter.deadletter)
    with pytest.raises(PostError, match="已发布"):
        await answer(dead_letter.deadletter, "retry 1")


async def test_all_failed_posts_are_retried_at_once(dead_letter, scenario):
    await failed(scenario, "一")
    await failed(scenario, "二", BOB)
    assert "2 篇" in await answer(dead_letter.deadletter, "retry")
    await scenario.run()
    assert sorted(scenario.messenger.texts(CHANNEL)) == ["一", "二"]
    assert "没有" in await answer(dead_letter.deadletter, "retry")


async def test_a_wrong_word_after_deadletter_is_explained(dead_letter):
    for text in ("retry 一", "clear"):
        with pytest.raises(PostError, match="/deadletter retry"):
            await answer(dead_letter.deadletter, text)


async def test_updates_that_were_given_up_are_listed_retried_and_cleared(dead_letter, inbox):
    for update_id in (7, 8):
        await inbox.bury(update_id, "{}", "UnicodeEncodeError")
    reply = FakeReply()
    await dead_letter.deadletter(said("inbox", sender_id=ADMIN), reply)
    assert "2 条" in reply.text
    assert [line.split()[0] for line in reply.text.splitlines()[1:]] == ["7", "8"]
    assert "UnicodeEncodeError" in reply.text
    await dead_letter.deadletter(said("inbox retry 7", sender_id=ADMIN), reply)
    assert await inbox.backlog() == 1
    with pytest.raises(PostError, match="7"):
        await dead_letter.deadletter(said("inbox retry 7", sender_id=ADMIN), reply)
    await dead_letter.deadletter(said("inbox clear", sender_id=ADMIN), reply)
    assert await inbox.count_dead() == 0
    last = FakeReply()
    await dead_letter.deadletter(said("inbox", sender_id=ADMIN), last)
    assert last.text == "没有处理失败的消息。"


async def test_updates_that_were_given_up_are_for_admins_in_private(dead_letter):
    with pytest.raises(PostError):
        await dead_letter.deadletter(said("inbox clear", sender_id=MEMBER), FakeReply())
    asked = said("inbox", sender_id=ADMIN, chat_id=GROUP)
    with pytest.raises(PostError, match="私聊"):
        await dead_letter.deadletter(asked, FakeReply())
    with pytest.raises(PostError, match="inbox"):
        await dead_letter.deadletter(said("inbox burn", sender_id=ADMIN), FakeReply())
