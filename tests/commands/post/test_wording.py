"""What authors choose and see of the wording, and where it is told."""

from dataclasses import replace

import pytest

from bot.commands.post.author import AuthorCommands
from bot.errors import PostError
from bot.models.post import Transition
from bot.moderation.decisions import Decisions
from bot.storage.connection import Redis
from bot.storage.posts.post_queue import RedisPostQueue
from bot.storage.posts.posts import RedisPosts
from tests.fakes.chat import FakeReply, pressed, said
from tests.fakes.work import claim_one

GROUP = -100


@pytest.fixture
def posts(redis: Redis) -> RedisPosts:
    return RedisPosts(redis)


@pytest.fixture
def commands(posts) -> AuthorCommands:
    return AuthorCommands(posts, Decisions(posts), polishes=True)


@pytest.mark.parametrize(
    ("said_text", "text", "keeps"),
    [
        ("原文 今天的饭很好吃", "今天的饭很好吃", True),
        ("不润色：今天的饭很好吃", "今天的饭很好吃", True),
        ("as-is the food is good", "the food is good", True),
        ("unpolished: the food is good", "the food is good", True),
        ("As is customary, we meet at noon", "As is customary, we meet at noon", False),
        ("Unpolished brass lamp for sale", "Unpolished brass lamp for sale", False),
        ("原文化课本到了", "原文化课本到了", False),
        ("不润色的稿子也很好", "不润色的稿子也很好", False),
    ],
)
async def test_words_at_the_beginning_forbid_a_polish(commands, posts, said_text, text, keeps):
    request, reply = said(said_text), FakeReply()
    await commands.submit(request, reply)
    post = await posts.get(1)
    assert (post.text, post.draft.keeps_wording) == (text, keeps)
    assert ("不润色" in reply.text) == keeps
    assert [button.label for button in reply.keyboard[0]] == ["撤回", "不润色"][: 2 - keeps]
    await commands.revise(replace(request, text=f"{said_text}！"), FakeReply())
    assert ((await posts.get(1)).draft.text, (await posts.get(1)).version) == (f"{text}！", 2)


async def test_an_author_forbids_the_polish_by_the_button_once_and_nobody_else_does(
    commands, posts
):
    reply = FakeReply()
    await commands.submit(said("一篇"), reply)
    [message_id] = reply.messages
    press = pressed("post:own:1", message_id=message_id)
    with pytest.raises(PostError, match="作者本人"):
        await commands.keep_wording_pressed(
            pressed("post:own:1", message_id=message_id, sender_id=2), reply
        )
    await commands.keep_wording_pressed(press, reply)
    post = await posts.get(1)
    assert (post.draft.keeps_wording, post.state, post.version) == (True, "queued", 2)
    assert "按你的原文" in reply.text
    assert [button.action for button in reply.keyboard[0]] == ["post:withdraw:1:2"]
    await commands.keep_wording_pressed(press, reply)
    assert "本来就不润色" in reply.popups[-1]


async def test_where_it_is_out_already_the_button_comes_too_late(commands, redis):
    await commands.submit(said("一篇"), FakeReply())
    queue = RedisPostQueue(redis)
    claimed = await claim_one(queue)
    assert claimed is not None
    await queue.advance(claimed, Transition("sending", final="一篇"))
    with pytest.raises(PostError, match="来不及"):
        await commands.keep_wording_pressed(pressed("post:own:1", message_id=5), FakeReply())


async def test_in_a_group_an_edit_is_confirmed_in_the_message_about_the_post(commands, posts):
    request, reply = said("旧的内容", chat_id=GROUP), FakeReply()
    await commands.submit(request, reply)
    [message_id] = reply.messages
    assert await posts.status_of(GROUP, request.message_id) == message_id
    await commands.revise(replace(request, text="新的内容"), reply)
    assert list(reply.messages) == [message_id]
    assert "重新检查" in reply.text
    reply.delete_all()
    await commands.revise(replace(request, text="更新的内容"), reply)
    assert await posts.status_of(GROUP, request.message_id) != message_id
    assert "重新检查" in reply.text


async def test_an_edit_and_the_button_at_the_same_time_lose_nothing(commands, posts):
    await commands.submit(said("旧的"), FakeReply())
    seen = await posts.get(1)
    await commands.decisions.revise(seen, replace(seen.draft, text="新的"))
    revised = await commands.decisions.revise(seen, replace(seen.draft, keeps_wording=True))
    assert (revised.draft.text, revised.draft.keeps_wording) == ("新的", True)
