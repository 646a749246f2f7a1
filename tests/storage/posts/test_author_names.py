"""/forget takes an author's name out of their decided posts, and nothing else."""

import pytest

from bot.models.post import Post, PostDraft, Transition
from bot.storage.posts.author_names import RedisAuthorNames
from bot.storage.posts.posts import RedisPosts
from tests.fakes.chat import person

ALICE, GROUP = 1_000_000_001, -1_001_234_567_890


@pytest.fixture
def posts(redis) -> RedisPosts:
    return RedisPosts(redis)


async def submitted(posts: RedisPosts, message_id: int, chat_id: int = GROUP) -> int:
    draft = PostDraft(ALICE, "小爱", "zh", chat_id, None, message_id, f"正文{message_id}")
    return (await posts.submit(draft, per_hour=0)).post_id


async def withdrawn(posts: RedisPosts, message_id: int, chat_id: int = GROUP) -> Post:
    post_id = await submitted(posts, message_id, chat_id)
    post = await posts.get(post_id)
    assert post is not None
    await posts.decide(post, Transition("withdrawn"), by=person("小爱", ALICE))
    return post


async def test_decided_posts_of_the_chat_keep_the_id_alone(posts, redis):
    decided = await withdrawn(posts, 1)
    elsewhere = await withdrawn(posts, 2, chat_id=-5)
    waiting = await submitted(posts, 3)
    await RedisAuthorNames(redis).forget(GROUP, ALICE)
    names = [
        post.draft.author_name if (post := await posts.get(post_id)) else ""
        for post_id in (decided.id, elsewhere.id, waiting)
    ]
    assert names == [str(ALICE), "小爱", "小爱"]
    after = await posts.get(decided.id)
    assert after is not None
    assert (after.text, after.draft.author_id) == (decided.text, ALICE)
