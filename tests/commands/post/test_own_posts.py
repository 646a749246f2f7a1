"""What an author sees of the posts so far: /mypost."""

import pytest

from bot.commands.post.author import AuthorCommands
from bot.commands.post.own_posts import OwnPosts
from bot.errors import PostError
from bot.models.post import Transition
from bot.moderation.decisions import Decisions
from bot.storage.connection import Redis
from bot.storage.posts.post_queue import RedisPostQueue
from bot.storage.posts.posts import RedisPosts
from tests.fakes.chat import FakeReply, pressed, said
from tests.fakes.posts import FakeMessenger
from tests.fakes.work import claim_one

GROUP = -100


@pytest.fixture
def commands(redis: Redis) -> AuthorCommands:
    posts = RedisPosts(redis)
    return AuthorCommands(posts, Decisions(posts))


@pytest.fixture
def own(redis: Redis) -> OwnPosts:
    posts = RedisPosts(redis)
    return OwnPosts(posts, Decisions(posts), FakeMessenger())


async def test_mypost_lists_states_and_offers_to_withdraw(commands, own):
    await commands.submit(said("第一篇"), FakeReply())
    await commands.submit(said("第二篇"), FakeReply())
    reply = FakeReply()
    await own.show(said(""), reply)
    assert "#1" in reply.text
    assert "#2" in reply.text
    assert [button.label for button in reply.keyboard[0]] == ["撤回 #2", "撤回 #1"]
    with pytest.raises(PostError):
        await own.show(said("", sender_id=2), FakeReply())


async def test_who_takes_one_back_still_sees_the_others(commands, own):
    for text in ("第一篇", "第二篇"):
        await commands.submit(said(text), FakeReply())
    reply = FakeReply()
    await own.show(said(""), reply)
    listed = list(reply.messages)[-1]
    press = pressed(reply.keyboard[0][1].action, message_id=listed)
    await own.withdraw_pressed(press, reply)
    assert "#1 已撤回" in reply.text
    assert "#2 检查中" in reply.text
    assert [button.label for button in reply.keyboard[0]] == ["撤回 #2"]
    assert "#1 已撤回" in reply.popups[0]
    with pytest.raises(PostError):
        await own.withdraw_pressed(press, reply)


async def test_a_group_does_not_see_what_was_submitted_elsewhere(commands, own):
    await commands.submit(said("私下说的"), FakeReply())
    with pytest.raises(PostError, match="私聊"):
        await own.show(said(chat_id=GROUP), FakeReply())
    await commands.submit(said("群里说的", chat_id=GROUP), FakeReply())
    in_group, in_private = FakeReply(), FakeReply()
    await own.show(said(chat_id=GROUP), in_group)
    await own.show(said(), in_private)
    assert ("私下说的" in in_group.text, "群里说的" in in_group.text) == (False, True)
    assert [button.action for [button] in in_group.keyboard] == ["post:take_back:2:1"]
    assert "私下说的" in in_private.text


async def test_a_supergroup_sees_what_was_submitted_when_it_was_a_group(commands, own):
    await commands.submit(said("群里说的", chat_id=GROUP), FakeReply())
    own.messenger.migrations[GROUP] = -1001
    reply = FakeReply()
    await own.show(said(chat_id=-1001), reply)
    assert "群里说的" in reply.text


async def test_mypost_links_to_what_is_published(commands, redis, own):
    await commands.submit(said("一篇"), FakeReply())
    queue = RedisPostQueue(redis)
    claimed = await claim_one(queue)
    assert claimed is not None
    link = "https://t.me/teahouse/7"
    await queue.advance(claimed, Transition("published", final="一篇。", published_link=link))
    reply = FakeReply()
    await own.show(said(""), reply)
    [shown] = reply.messages.values()
    assert shown.text == "你最近的投稿：\n#1 已发布：一篇。"
    [span] = shown.spans
    assert (shown.text[span.offset : span.offset + span.length], span.url) == ("已发布", link)
