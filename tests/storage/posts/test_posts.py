"""Posts in a real Redis: what authors submit, workers move on and people decide."""

from dataclasses import replace

import pytest

from bot.models.chat import Picture
from bot.models.post import (
    AuthorRecord,
    CensorHit,
    CensorVerdict,
    Post,
    PostDraft,
    Submission,
    Transition,
)
from bot.models.post_states import PostState
from bot.models.work import Outcome
from bot.ports.posts import ClaimedPost
from bot.storage.connection import Redis
from bot.storage.posts.post_controls import RedisPostControls
from bot.storage.posts.post_queue import RedisPostQueue
from bot.storage.posts.posts import RedisPosts
from tests.fakes.chat import person
from tests.fakes.work import claim_one, settle

ALICE, BOB = 1, 2
GROUP = -100


@pytest.fixture
def posts(redis: Redis) -> RedisPosts:
    return RedisPosts(redis)


@pytest.fixture
def queue(redis: Redis) -> RedisPostQueue:
    return RedisPostQueue(redis)


@pytest.fixture
def controls(redis: Redis) -> RedisPostControls:
    return RedisPostControls(redis)


def draft(text: str = "你好", *, author: int = ALICE, message_id: int = 1) -> PostDraft:
    return PostDraft(author, "作者", "zh", GROUP, 7, message_id, text)


async def claimed(queue: RedisPostQueue) -> ClaimedPost:
    item = await claim_one(queue)
    assert item is not None
    return item


async def stored(posts: RedisPosts, post_id: int) -> Post:
    post = await posts.get(post_id)
    assert post is not None
    return post


async def brought_to(posts: RedisPosts, queue: RedisPostQueue, state: PostState) -> Post:
    """A post that a worker brought to `state`."""
    post_id = (await posts.submit(draft(), per_hour=0)).post_id
    assert await queue.advance(await claimed(queue), Transition(state))
    return await stored(posts, post_id)


async def test_a_post_comes_back_as_it_was_handed_in(posts):
    made = draft("一\n二🙂")
    submission = await posts.submit(made, per_hour=0)
    post = await stored(posts, submission.post_id)
    assert (post.draft, post.state, post.version) == (made, "queued", 1)


async def test_every_field_of_a_change_comes_back(posts, queue):
    await posts.submit(draft(), per_hour=0)
    verdict = CensorVerdict("review", "baidu", ("politics",), (CensorHit(0, 2, "politics"),))
    transition = Transition("published", verdict, "润", "终", "因", -500, 9)
    assert await queue.advance(await claimed(queue), transition)
    post = await stored(posts, 1)
    assert (post.verdict, post.polished, post.final, post.reason) == (verdict, "润", "终", "因")
    assert (post.published_chat_id, post.published_message_id) == (-500, 9)


async def test_the_same_message_again_is_the_same_post(posts):
    await posts.submit(draft("一"), per_hour=0)
    assert await posts.submit(draft("一"), per_hour=0) == Submission("known", post_id=1)
    assert await posts.get(2) is None


@pytest.mark.parametrize(("state", "end"), [("review", "withdrawn"), ("published", "retracted")])
async def test_a_message_whose_post_was_taken_back_can_be_handed_in_again(posts, queue, state, end):
    post = await brought_to(posts, queue, state)
    assert await posts.decide(post, Transition(end), by=person("作者"))
    assert await posts.submit(draft(), per_hour=0) == Submission("accepted", post_id=2)
    found = await posts.of_message(GROUP, 1)
    assert found is not None
    assert found.id == 2


async def test_the_same_text_by_the_same_author_names_the_first(posts):
    await posts.submit(draft("一 样"), per_hour=0)
    again = await posts.submit(draft("一  样", message_id=2), per_hour=0)
    other = await posts.submit(draft("一 样", author=BOB, message_id=3), per_hour=0)
    assert (again.outcome, again.post_id) == ("same_text", 1)
    assert other.outcome == "accepted"


async def test_a_withdrawn_text_can_be_posted_again(posts):
    post_id = (await posts.submit(draft(), per_hour=0)).post_id
    assert await posts.decide(
        await stored(posts, post_id), Transition("withdrawn"), by=person("作者")
    )
    again = await posts.submit(draft(message_id=2), per_hour=0)
    assert (again.outcome, again.post_id) == ("accepted", 2)


async def test_over_the_hourly_limit_the_wait_is_told(posts):
    for number in range(2):
        await posts.submit(draft(f"第{number}篇", message_id=number), per_hour=2)
    refused = await posts.submit(draft("又一篇", message_id=9), per_hour=2)
    assert refused.outcome == "too_many"
    assert 3590 < refused.wait_s <= 3600


async def test_an_author_s_posts_are_handed_out_one_after_the_other(posts, queue):
    for number in range(2):
        await posts.submit(draft(f"甲{number}", message_id=number), per_hour=0)
    await posts.submit(draft("乙", author=BOB, message_id=5), per_hour=0)
    first, other = await claimed(queue), await claimed(queue)
    assert (first.post.text, other.post.text) == ("甲0", "乙")
    assert await claim_one(queue) is None
    await queue.advance(first, Transition("review"))
    assert (await claimed(queue)).post.text == "甲1"


async def test_tries_are_counted_anew_in_each_state(posts, queue):
    await posts.submit(draft(), per_hour=0)
    for _ in range(3):
        await settle(queue, await claimed(queue), Outcome("retry"))
    item = await claimed(queue)
    assert item.lease.attempts == 4
    await queue.advance(item, Transition("polishing"))
    await settle(queue, item, Outcome("retry"))
    assert (await claimed(queue)).lease.attempts == 1


async def test_a_step_from_a_state_that_has_passed_changes_nothing(posts, queue):
    await posts.submit(draft(), per_hour=0)
    work = await claimed(queue)
    assert await posts.decide(work.post, Transition("withdrawn"), by=person("作者"))
    assert not await queue.advance(work, Transition("polishing"))
    assert (await stored(posts, work.post.id)).state == "withdrawn"


async def test_of_two_decisions_about_one_version_the_first_wins(posts, queue):
    post = await brought_to(posts, queue, "review")
    assert await posts.decide(post, Transition("sending", final="甲"), by=person("甲"))
    assert not await posts.decide(post, Transition("rejected"), by=person("乙"))
    after = await stored(posts, post.id)
    assert (after.state, after.version, after.decided_by) == ("sending", 2, "甲")


async def test_a_delivery_is_begun_once(posts, queue):
    await brought_to(posts, queue, "review")
    await posts.decide(await stored(posts, 1), Transition("sending", final="你好"), by=person("甲"))
    work = await claimed(queue)
    assert await queue.mark_sending(work)
    assert not await queue.mark_sending(work)
    assert (await stored(posts, 1)).delivery_started
    assert await queue.unmark_sending(work)
    assert not (await stored(posts, 1)).delivery_started


async def test_what_is_to_be_told_is_queued_with_the_decision(posts, queue):
    await posts.submit(draft(), per_hour=0)
    await queue.advance(
        await claimed(queue), Transition("rejected", reason="广告", notifications=("tell_author",))
    )
    work = await claimed(queue)
    assert (work.notification, work.about, work.post.reason) == (
        "tell_author",
        "rejected",
        "广告",
    )
    await settle(queue, work)
    assert await claim_one(queue) is None


async def test_counts_places_and_records_follow_the_states(posts, queue):
    await brought_to(posts, queue, "published")
    await posts.submit(draft("二", message_id=2), per_hour=0)
    await posts.submit(draft("三", author=BOB, message_id=3), per_hour=0)
    counts = await posts.counts()
    assert (counts["published"], counts["queued"]) == (1, 2)
    assert [await posts.place(post_id) for post_id in (1, 2, 3)] == [None, 0, 1]
    assert await posts.record(ALICE) == AuthorRecord(published=1)
    assert [post.id for post in await posts.of_author(ALICE, 5)] == [2, 1]


async def test_the_record_of_a_post_is_its_own_and_whole(posts, queue, redis):
    post = await brought_to(posts, queue, "review")
    await posts.submit(draft("二", message_id=2), per_hour=0)
    await posts.decide(post, Transition("rejected", reason="广告"), by=person("甲"))
    steps = [
        (entry.before, entry.to, entry.by, entry.by_id, entry.reason)
        for entry in await posts.audit(1)
    ]
    assert steps == [
        (None, "queued", "author", ALICE, ""),
        ("queued", "review", "worker", None, ""),
        ("review", "rejected", "甲", 9, "广告"),
    ]
    assert await redis.xlen("{posts}:audit") == 4
    assert await redis.ttl("{posts}:audit:1") > 0


async def test_a_post_that_comes_back_from_the_dead_is_kept_and_counted_once(posts, queue, redis):
    post = await brought_to(posts, queue, "dead")
    assert await redis.ttl("{posts}:post:1") > 0
    assert [dead.id for dead in await posts.waiting("dead", 5)] == [1]
    assert await posts.decide(post, Transition("queued", audit_reason="retried"), by=person("甲"))
    assert await redis.ttl("{posts}:post:1") == await redis.ttl("{posts}:audit:1") == -1
    assert await posts.waiting("dead", 5) == []
    assert {state: count for state, count in (await posts.counts()).items() if count} == {
        "queued": 1
    }
    assert (await claimed(queue)).post.state == "queued"
    assert (await stored(posts, 1)).decided_by == ""


async def test_what_is_taken_back_counts_no_more_for_its_author(posts, queue):
    post = await brought_to(posts, queue, "published")
    assert await posts.decide(post, Transition("retracted"), by=person("甲"))
    assert await posts.record(ALICE) == AuthorRecord(published=0)
    assert (await posts.submit(draft(message_id=2), per_hour=0)).outcome == "accepted"


async def test_while_paused_only_what_is_to_be_told_is_handed_out(posts, queue, controls):
    await brought_to(posts, queue, "review")
    await posts.decide(
        await stored(posts, 1),
        Transition("rejected", notifications=("tell_author",)),
        by=person("甲"),
    )
    await posts.submit(draft("二", message_id=2), per_hour=0)
    await controls.pause(person("甲"))
    assert await controls.paused_by() == "甲"
    work = await claimed(queue)
    assert work.notification == "tell_author"
    await settle(queue, work)
    assert await claim_one(queue) is None
    assert await controls.resume(person("甲"))
    assert not await controls.resume(person("甲"))
    assert (await claimed(queue)).post.id == 2


async def test_no_delivery_begins_while_paused(posts, queue, controls):
    post_id = (await posts.submit(draft(), per_hour=0)).post_id
    work = await claimed(queue)
    await queue.advance(work, Transition("sending", final="你好"))
    await controls.pause(person("甲"))
    assert not await queue.mark_sending(work)
    assert not (await stored(posts, post_id)).delivery_started
    await controls.resume(person("甲"))
    assert await queue.mark_sending(work)


async def test_a_post_is_found_by_the_message_it_was_made_of(posts):
    await posts.submit(draft(message_id=5), per_hour=0)
    found = await posts.of_message(GROUP, 5)
    assert found is not None
    assert found.id == 1
    assert await posts.of_message(GROUP, 6) is None


async def test_an_edited_post_is_queued_anew_and_nothing_found_of_it_stays(posts, queue):
    await posts.submit(draft("旧"), per_hour=0)
    verdict = CensorVerdict("review", "baidu", ("politics",), (CensorHit(0, 1, "politics"),))
    await queue.advance(await claimed(queue), Transition("review", verdict, "润", "终", "因"))
    before = await stored(posts, 1)
    assert await posts.decide(before, Transition("queued", draft=draft("新")), by=person("作者"))
    after = await stored(posts, 1)
    assert (after.text, after.state, after.version) == ("新", "queued", 2)
    assert (after.verdict, after.polished, after.final, after.reason) == (None, "", "", "")
    assert not await posts.decide(before, Transition("sending", final="旧"), by=person("甲"))
    assert (await claimed(queue)).post == after


async def test_an_edit_frees_the_old_text_and_takes_the_new_one(posts):
    await posts.submit(draft("旧"), per_hour=0)
    await posts.decide(
        await stored(posts, 1), Transition("queued", draft=draft("新")), by=person("作者")
    )
    assert (await posts.submit(draft("新", message_id=2), per_hour=0)).outcome == "same_text"
    assert (await posts.submit(draft("旧", message_id=3), per_hour=0)).outcome == "accepted"


async def test_an_edit_while_a_worker_checks_voids_that_check(posts, queue):
    await posts.submit(draft("旧"), per_hour=0)
    work = await claimed(queue)
    await posts.decide(work.post, Transition("queued", draft=draft("新")), by=person("作者"))
    assert not await queue.advance(work, Transition("sending", final="旧"))
    assert await claim_one(queue) is None  # the worker holds it until the attempt has ended
    await settle(queue, work, Outcome("requeue"))
    assert (await claimed(queue)).post.text == "新"


async def test_another_picture_is_another_post(posts):
    for number, photo in enumerate(("a", "b", "a")):
        made = replace(draft("早安", message_id=number), pictures=(Picture(photo),))
        outcome = (await posts.submit(made, per_hour=0)).outcome
        assert outcome == ("same_text" if number == 2 else "accepted")
    assert (await stored(posts, 2)).draft.pictures == (Picture("b"),)


async def test_posts_that_wait_too_long_are_found_longest_first(posts, queue, redis):
    for number in range(3):
        await posts.submit(draft(f"第{number}篇", message_id=number), per_hour=0)
        await queue.advance(await claimed(queue), Transition("review"))
    await redis.zincrby("{posts}:state:review", -3_601_000, "2")
    await redis.zincrby("{posts}:state:review", -7_200_000, "3")
    assert await posts.in_review_longer_than(3600, 9) == [3, 2]
    assert await posts.in_review_longer_than(3600, 1) == [3]


async def test_posts_of_the_banned_are_not_taken(posts, controls):
    await controls.ban(ALICE, person("甲"))
    assert (await posts.submit(draft(), per_hour=0)).outcome == "banned"
    assert (await posts.submit(draft(author=BOB), per_hour=0)).outcome == "accepted"
    assert await controls.unban(ALICE, person("甲"))
    assert not await controls.unban(ALICE, person("甲"))


async def test_an_event_happens_first_only_once(queue):
    assert await queue.first_within("quota", 60)
    assert not await queue.first_within("quota", 60)
    assert await queue.first_within("other", 60)
    await queue.forget_event("quota")
    assert await queue.first_within("quota", 60)


async def test_an_old_token_means_nothing_to_a_post_that_was_queued_again(posts, queue):
    await posts.submit(draft(), per_hour=0)
    old = await claimed(queue)
    await queue.advance(old, Transition("dead"))
    await posts.decide(await stored(posts, 1), Transition("queued"), by=person("甲"))
    new = await claimed(queue)
    assert new.lease.token > old.lease.token
    assert not await queue.advance(replace(old, post=new.post), Transition("polishing"))


@pytest.mark.parametrize("version", [0, 2])
async def test_a_decision_about_another_version_changes_nothing(posts, queue, version):
    post = await brought_to(posts, queue, "review")
    seen = replace(post, version=version)
    assert await posts.decide(seen, Transition("sending", final="你好"), by=person("甲")) is None
    assert await stored(posts, 1) == post


async def test_a_decision_about_a_post_that_has_just_moved_to_sending_changes_nothing(posts, queue):
    await posts.submit(draft(), per_hour=0)
    work = await claimed(queue)
    await queue.advance(work, Transition("sending", final="你好"))
    assert await posts.decide(work.post, Transition("withdrawn"), by=person("作者")) is None
    assert (await stored(posts, 1)).state == "sending"


async def test_what_a_person_approved_does_not_wait_for_the_authors_unchecked_posts(posts, queue):
    post = await brought_to(posts, queue, "review")
    await posts.submit(draft("二", message_id=2), per_hour=0)
    await posts.decide(post, Transition("sending", final="你好"), by=person("甲"))
    assert {(await claimed(queue)).post.id for _ in range(2)} == {1, 2}


async def test_an_edit_counts_once_and_ends_with_the_posts_of_the_hour(posts, redis):
    post_id = (await posts.submit(draft(), per_hour=2)).post_id
    post = await stored(posts, post_id)
    assert await posts.count_edit(post, per_hour=2) == 0
    assert await posts.count_edit(post, per_hour=2) == 0, "another attempt at the same update"
    later = replace(post, version=2)
    assert 3590 < await posts.count_edit(later, per_hour=2) <= 3600
    assert await posts.count_edit(later, per_hour=0) == 0
    assert 0 < await redis.ttl(f"{{posts}}:hour:{ALICE}") <= 3600


async def test_the_last_orders_are_listed_oldest_first(posts, queue, controls):
    post = await brought_to(posts, queue, "review")
    await controls.pause(person("甲"))
    await posts.decide(post, Transition("rejected", bans_author=True), by=person("乙", 8))
    orders = [
        (entry.order, entry.by.name, entry.by.id, entry.about) for entry in await controls.orders(9)
    ]
    assert orders == [("pause", "甲", 9, ""), ("ban", "乙", 8, str(ALICE))]
    assert [entry.order for entry in await controls.orders(1)] == ["ban"]
