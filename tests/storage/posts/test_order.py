from bot.models.post import Transition
from bot.models.work import Outcome
from bot.storage.connection import Redis
from bot.storage.posts.post_queue import RedisPostQueue
from bot.storage.posts.posts import RedisPosts
from tests.fakes.work import claim_one, settle
from tests.moderation.post_scenario import ALICE, BOB, draft_of


async def test_of_what_may_be_claimed_the_oldest_post_comes_first_whoever_wrote_it(
    redis: Redis,
):
    """Also where its author's earlier post or its own earlier step ended after newer posts came."""
    posts, queue = RedisPosts(redis), RedisPostQueue(redis)
    authors = [ALICE, ALICE, BOB, *range(100, 110)]
    for number, author in enumerate(authors):
        one_of = draft_of(f"第{number}篇", author, message_id=number)
        await posts.submit(one_of, per_hour=0)
    handed_out = list[int]()
    while (one := await claim_one(queue)) is not None:
        handed_out.append(one.post.id)
        if one.post.state == "queued":
            assert await queue.advance(one, Transition("sending", final=one.post.text))
            await settle(queue, one, Outcome("retry"))
        else:
            assert await queue.advance(one, Transition("published"))
            await settle(queue, one)
    assert handed_out == [number for number in range(1, 14) for _ in ("check", "delivery")]
