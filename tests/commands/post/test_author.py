"""What authors meet: /post, the offer and the way back."""

from dataclasses import replace

import pytest

from bot.commands.post.author import AuthorCommands
from bot.errors import PostError, StorageDown
from bot.models.chat import FileRef, QuotedMessage
from bot.models.post import Transition
from bot.moderation.decisions import Decisions
from bot.storage.connection import Redis, open_redis
from bot.storage.posts.post_controls import RedisPostControls
from bot.storage.posts.post_queue import RedisPostQueue
from bot.storage.posts.posts import RedisPosts
from tests.fakes.chat import FakeReply, person, pressed, said
from tests.fakes.work import claim_one

GROUP = -100
PHOTO = FileRef("photo-9", "photo.jpg", 9, "photo")


@pytest.fixture
def posts(redis: Redis) -> RedisPosts:
    return RedisPosts(redis)


@pytest.fixture
def commands(posts) -> AuthorCommands:
    return AuthorCommands(posts, Decisions(posts), per_hour=3)


def quoted(text: str, sender_id: int = 1) -> QuotedMessage:
    return QuotedMessage(77, text, None, sender_id, by_bot=False)


async def test_an_author_gets_a_number_at_once_and_a_way_back(commands, posts):
    reply = FakeReply()
    await commands.submit(said("今天的晚霞真美", chat_id=GROUP), reply)
    assert "#1" in reply.text
    [[button]] = reply.keyboard
    assert button.action == "post:withdraw:1:1"
    post = await posts.get(1)
    assert post is not None
    assert (post.text, post.state, post.draft.chat_id) == ("今天的晚霞真美", "queued", GROUP)


async def test_the_same_update_twice_is_one_post(commands, posts):
    request = said("一篇")
    await commands.submit(request, FakeReply())
    again = FakeReply()
    await commands.submit(request, again)
    assert "#1" in again.text
    assert await posts.get(2) is None


async def test_the_own_message_that_is_replied_to_can_be_posted(commands, posts):
    await commands.submit(said("", quoted=quoted("写好的一段话")), FakeReply())
    post = await posts.get(1)
    assert post is not None
    assert post.text == "写好的一段话"


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (said(""), "/post"),
        (said("字" * 4097), "4097"),
        (said("", quoted=quoted("别人的话", sender_id=2)), "自己"),
        (said("看文件", file=FileRef("f", "a.pdf", 9)), "文字"),
        (said("", file=PHOTO), "说明"),
        (said("字" * 1025, file=PHOTO), "1024"),
    ],
)
async def test_what_cannot_be_posted_gets_a_clear_sentence(commands, posts, request_, words):
    with pytest.raises(PostError) as told:
        await commands.submit(request_, FakeReply())
    assert words in str(told.value)
    assert await posts.get(1) is None


async def test_an_author_can_post_so_many_an_hour(commands):
    for number in range(3):
        await commands.submit(said(f"第{number}篇"), FakeReply())
    with pytest.raises(PostError, match="最多 3 次"):
        await commands.submit(said("第四篇"), FakeReply())
    await commands.submit(said("别人的一篇", sender_id=2), FakeReply())


async def test_the_same_text_again_names_the_first(commands):
    await commands.submit(said("一模一样"), FakeReply())
    with pytest.raises(PostError, match="#1"):
        await commands.submit(said("一模一样"), FakeReply())


async def test_where_nobody_can_review_a_post_is_not_taken(posts):
    commands = AuthorCommands(posts, Decisions(posts), can_be_decided=False)
    with pytest.raises(PostError, match=r"moderation\.admins"):
        await commands.submit(said("一篇"), FakeReply())
    assert await posts.get(1) is None


async def test_only_the_author_can_withdraw_and_only_once(commands, posts):
    reply = FakeReply()
    await commands.submit(said("后悔了"), reply)
    [message_id] = reply.messages
    action = "post:withdraw:1:1"
    with pytest.raises(PostError):
        await commands.withdraw_pressed(pressed(action, message_id=message_id, sender_id=2), reply)
    await commands.withdraw_pressed(pressed(action, message_id=message_id), reply)
    assert "已撤回" in reply.text
    assert reply.keyboard == ()
    post = await posts.get(1)
    assert post is not None
    assert post.state == "withdrawn"
    with pytest.raises(PostError):
        await commands.withdraw_pressed(pressed(action, message_id=message_id), reply)


async def test_an_offer_posts_only_for_its_author_and_only_on_a_press(commands, posts):
    reply = FakeReply()
    await commands.offer(said("这个发出去吧"), "这个发出去吧", reply)
    [message_id] = reply.messages
    original = quoted("这个发出去吧")
    stranger = pressed("post:submit", message_id=message_id, sender_id=2, original=original)
    with pytest.raises(PostError):
        await commands.submit_pressed(stranger, reply)
    assert await posts.get(1) is None
    await commands.submit_pressed(
        pressed("post:submit", message_id=message_id, original=original), reply
    )
    assert "#1" in reply.text
    with pytest.raises(PostError):
        await commands.submit_pressed(pressed("post:submit", message_id=message_id), reply)


async def test_without_redis_nothing_is_promised():
    async with open_redis("unix:///nowhere.sock") as nowhere:
        posts, reply = RedisPosts(nowhere), FakeReply()
        with pytest.raises(StorageDown):
            await AuthorCommands(posts, Decisions(posts)).submit(said("一篇"), reply)
        assert reply.texts == []


async def test_where_nobody_reviews_a_picture_is_not_taken_but_a_text_is(posts):
    commands = AuthorCommands(posts, Decisions(posts), has_reviewers=False)
    with pytest.raises(PostError, match=r"moderation\.admins"):
        await commands.submit(said("晚霞", file=PHOTO), FakeReply())
    await commands.submit(said("一篇"), FakeReply())


async def test_an_edit_of_the_message_is_checked_anew_and_its_author_told(commands, posts):
    request = said("旧的内容")
    await commands.submit(request, FakeReply())
    reply = FakeReply()
    await commands.revise(replace(request, text="新的内容"), reply)
    assert "#1" in reply.text
    [[button]] = reply.keyboard
    assert button.action == "post:withdraw:1:2"
    post = await posts.get(1)
    assert (post.text, post.state) == ("新的内容", "queued")


async def test_the_withdraw_button_of_before_an_edit_says_that_it_is_old(commands):
    request = said("旧的内容")
    await commands.submit(request, FakeReply())
    await commands.revise(replace(request, text="新的内容"), FakeReply())
    with pytest.raises(PostError, match="/mypost"):
        await commands.withdraw_pressed(pressed("post:withdraw:1:1", message_id=5), FakeReply())
    await commands.withdraw_pressed(pressed("post:withdraw:1:2", message_id=5), FakeReply())


async def test_edits_that_change_nothing_of_a_post_are_passed_over(commands, posts):
    request = said("一篇")
    await commands.submit(request, FakeReply())
    silent = FakeReply()
    await commands.revise(request, silent)  # Telegram added a preview
    await commands.revise(said("别的消息"), silent)
    await commands.revise(
        replace(request, text="冒名", sender=said("", sender_id=2).sender), silent
    )
    assert silent.texts == []
    assert (await posts.get(1)).version == 1


async def test_each_edit_counts_as_one_of_the_posts_of_an_hour(commands, posts):
    request = said("第0稿")
    await commands.submit(request, FakeReply())
    for number in (1, 2):
        await commands.revise(replace(request, text=f"第{number}稿"), FakeReply())
    with pytest.raises(PostError, match=r"最多 3 次，大约 60 分钟"):
        await commands.revise(replace(request, text="第3稿"), FakeReply())
    with pytest.raises(PostError, match="最多 3 次"):
        await commands.submit(said("另一篇"), FakeReply())
    assert ((await posts.get(1)).text, await posts.get(2)) == ("第2稿", None)


async def test_a_post_that_is_edited_again_and_again_is_left_as_it_is(posts):
    commands = AuthorCommands(posts, Decisions(posts), per_hour=0)
    request = said("第0稿")
    await commands.submit(request, FakeReply())
    for number in range(1, 20):
        await commands.revise(replace(request, text=f"第{number}稿"), FakeReply())
    with pytest.raises(PostError, match="很多次"):
        await commands.revise(replace(request, text="第20稿"), FakeReply())
    assert (await posts.get(1)).text == "第19稿"


async def test_an_edit_to_nothing_leaves_the_post_and_says_so(commands, posts):
    request = said("一篇")
    await commands.submit(request, FakeReply())
    with pytest.raises(PostError, match="撤回"):
        await commands.revise(replace(request, text=""), FakeReply())
    with pytest.raises(PostError, match="4097"):
        await commands.revise(replace(request, text="字" * 4097), FakeReply())
    assert (await posts.get(1)).text == "一篇"


async def test_a_message_that_was_withdrawn_can_be_posted_again(commands, posts):
    request = said("", quoted=quoted("写好的一段话"))
    await commands.submit(request, FakeReply())
    await commands.withdraw_pressed(pressed("post:withdraw:1:1", message_id=5), FakeReply())
    again = FakeReply()
    await commands.submit(request, again)
    assert "#2" in again.text
    assert (await posts.get(2)).state == "queued"


async def test_a_message_whose_post_is_out_is_not_promised_another_check(commands, redis):
    request = said("", quoted=quoted("写好的一段话"))
    await commands.submit(request, FakeReply())
    queue = RedisPostQueue(redis)
    claimed = await claim_one(queue)
    assert claimed is not None
    await queue.advance(claimed, Transition("published"))
    with pytest.raises(PostError, match="#1（已发布）"):
        await commands.submit(request, FakeReply())


async def test_a_banned_author_changes_nothing_by_an_edit(commands, posts, redis):
    request = said("一篇")
    await commands.submit(request, FakeReply())
    await RedisPostControls(redis).ban(request.sender.id, person("阿杰"))
    with pytest.raises(PostError, match="还是原来的内容"):
        await commands.revise(replace(request, text="广告"), FakeReply())
    post = await posts.get(1)
    assert (post.text, post.version) == ("一篇", 1)


async def test_an_edit_after_the_decision_comes_too_late(commands, posts, redis):
    request = said("一篇")
    await commands.submit(request, FakeReply())
    queue = RedisPostQueue(redis)
    claimed = await claim_one(queue)
    assert claimed is not None
    assert await queue.advance(claimed, Transition("sending", final="一篇"))
    with pytest.raises(PostError, match="发布中"):
        await commands.revise(replace(request, text="改"), FakeReply())
    sending = await posts.get(1)
    await queue.advance(replace(claimed, post=sending), Transition("rejected"))
    silent = FakeReply()
    await commands.revise(replace(request, text="又改"), silent)
    assert silent.texts == []


async def test_a_forged_press_overwrites_no_other_message(commands, posts):
    reply = FakeReply()
    await commands.submit(said("一篇"), reply)
    answer = await reply.send_now("别人的回答")
    forged = pressed("post:withdraw:1:1", message_id=answer, has_button=False)
    await commands.withdraw_pressed(forged, reply)
    offer = pressed("post:submit", message_id=answer, original=quoted("再一篇"), has_button=False)
    await commands.submit_pressed(offer, reply)
    assert reply.texts[1] == "别人的回答"
    assert "已撤回" in reply.popups[0]
    assert "#2" in reply.texts[2]
