"""Posts in a real Redis: what authors hand in, workers move on and people decide."""

from dataclasses import replace

import pytest

from bot.models.post import (
    AuthorRecord,
    CensorHit,
    CensorVerdict,
    Post,
    PostDraft,
    PostState,
    Submission,
    Transition,
)
from bot.ports.posts import ClaimedPost
from bot.storage.connection import Redis
from bot.storage.post_controls import RedisPostControls
from bot.storage.post_queue import RedisPostQueue
from bot.storage.posts import RedisPosts

ALICE, BOB = 1, 2
GROUP = -100


@pytest.fixture
def desk(redis: Redis) -> RedisPosts:
    return RedisPosts(redis)


@pytest.fixture
def line(redis: Redis) -> RedisPostQueue:
    return RedisPostQueue(redis)


@pytest.fixture
def rules(redis: Redis) -> RedisPostControls:
    return RedisPostControls(redis)


def draft(text: str = "你好", *, author: int = ALICE, message_id: int = 1) -> PostDraft:
    return PostDraft(author, "作者", "zh", GROUP, 7, message_id, text)


async def claimed(line: RedisPostQueue) -> ClaimedPost:
    work = await line.claim()
    assert work is not None
    return work


async def stored(desk: RedisPosts, post_id: int) -> Post:
    post = await desk.get(post_id)
    assert post is not None
    return post


async def brought_to(desk: RedisPosts, line: RedisPostQueue, state: PostState) -> Post:
    """A post that a worker brought to `state`."""
    post_id = (await desk.submit(draft(), per_hour=0)).post_id
    assert await line.step(await claimed(line), Transition(state))
    return await stored(desk, post_id)


async def test_a_post_comes_back_as_it_was_handed_in(desk):
    made = draft("一\n二🙂")
    submission = await desk.submit(made, per_hour=0)
    post = await stored(desk, submission.post_id)
    assert (post.draft, post.state, post.version) == (made, "queued", 1)


async def test_every_field_of_a_change_comes_back(desk, line):
    await desk.submit(draft(), per_hour=0)
    verdict = CensorVerdict("review", "baidu", ("politics",), (CensorHit(0, 2, "politics"),))
    change = Transition("published", verdict, "润", "终", "因", -500, 9)
    post = await line.step(await claimed(line), change)
    assert post is not None
    assert (post.verdict, post.polished, post.final, post.reason) == (verdict, "润", "终", "因")
    assert (post.published_chat_id, post.published_message_id) == (-500, 9)


async def test_the_same_message_again_is_the_same_post(desk):
    await desk.submit(draft("一"), per_hour=0)
    assert await desk.submit(draft("一"), per_hour=0) == Submission("known", post_id=1)
    assert await desk.get(2) is None


@pytest.mark.parametrize(("state", "end"), [("review", "withdrawn"), ("published", "retracted")])
async def test_a_message_whose_post_was_taken_back_can_be_handed_in_again(desk, line, state, end):
    post = await brought_to(desk, line, state)
    assert await desk.decide(post, Transition(end), by="作者")
    assert await desk.submit(draft(), per_hour=0) == Submission("accepted", post_id=2)
    found = await desk.of_message(GROUP, 1)
    assert found is not None
    assert found.id == 2


async def test_the_same_text_by_the_same_author_names_the_first(desk):
    await desk.submit(draft("一 样"), per_hour=0)
    again = await desk.submit(draft("一  样", message_id=2), per_hour=0)
    other = await desk.submit(draft("一 样", author=BOB, message_id=3), per_hour=0)
    assert (again.outcome, again.post_id) == ("same", 1)
    assert other.outcome == "accepted"


async def test_a_withdrawn_text_can_be_posted_again(desk):
    post_id = (await desk.submit(draft(), per_hour=0)).post_id
    assert await desk.decide(await stored(desk, post_id), Transition("withdrawn"), by="作者")
    again = await desk.submit(draft(message_id=2), per_hour=0)
    assert (again.outcome, again.post_id) == ("accepted", 2)


async def test_over_the_hourly_limit_the_wait_is_told(desk):
    for number in range(2):
        await desk.submit(draft(f"第{number}篇", message_id=number), per_hour=2)
    refused = await desk.submit(draft("又一篇", message_id=9), per_hour=2)
    assert refused.outcome == "too_many"
    assert 3590 < refused.wait_s <= 3600


async def test_an_author_s_posts_are_handed_out_one_after_the_other(desk, line):
    for number in range(2):
        await desk.submit(draft(f"甲{number}", message_id=number), per_hour=0)
    await desk.submit(draft("乙", author=BOB, message_id=5), per_hour=0)
    first, other = await claimed(line), await claimed(line)
    assert (first.post.text, other.post.text) == ("甲0", "乙")
    assert await line.claim() is None
    await line.step(first, Transition("review"))
    assert (await claimed(line)).post.text == "甲1"


async def test_tries_are_counted_anew_in_each_state(desk, line):
    await desk.submit(draft(), per_hour=0)
    for _ in range(3):
        work = await claimed(line)
        await line.release(work, delay_s=0)
    work = await claimed(line)
    assert work.attempts == 4
    await line.step(work, Transition("checking"))
    await line.release(work, delay_s=0)
    assert (await claimed(line)).attempts == 2


async def test_a_step_from_a_state_that_has_passed_changes_nothing(desk, line):
    await desk.submit(draft(), per_hour=0)
    work = await claimed(line)
    assert await desk.decide(work.post, Transition("withdrawn"), by="作者")
    assert await line.step(work, Transition("checking")) is None
    assert (await stored(desk, work.post.id)).state == "withdrawn"


async def test_of_two_decisions_about_one_version_the_first_wins(desk, line):
    post = await brought_to(desk, line, "review")
    assert await desk.decide(post, Transition("sending", final="甲"), by="甲")
    assert not await desk.decide(post, Transition("rejected"), by="乙")
    after = await stored(desk, post.id)
    assert (after.state, after.version, after.decided_by) == ("sending", 2, "甲")


async def test_a_delivery_is_begun_once(desk, line):
    await brought_to(desk, line, "review")
    await desk.decide(await stored(desk, 1), Transition("sending", final="你好"), by="甲")
    work = await claimed(line)
    assert await line.mark_sending(work)
    assert not await line.mark_sending(work)
    assert (await stored(desk, 1)).intent
    assert await line.unmark_sending(work, delay_s=0)
    assert not (await stored(desk, 1)).intent


async def test_what_is_to_be_told_is_queued_with_the_decision(desk, line):
    await desk.submit(draft(), per_hour=0)
    await line.step(await claimed(line), Transition("rejected", reason="广告", notices=("tell",)))
    work = await claimed(line)
    assert (work.notice, work.about, work.post.reason) == ("tell", "rejected", "广告")
    assert await line.finish(work)
    assert await line.claim() is None


async def test_counts_places_and_records_follow_the_states(desk, line):
    await brought_to(desk, line, "published")
    await desk.submit(draft("二", message_id=2), per_hour=0)
    await desk.submit(draft("三", author=BOB, message_id=3), per_hour=0)
    counts = await desk.counts()
    assert (counts["published"], counts["queued"]) == (1, 2)
    assert [await desk.place(post_id) for post_id in (1, 2, 3)] == [None, 0, 1]
    assert await desk.record(ALICE) == AuthorRecord(published=1)
    assert [post.id for post in await desk.of_author(ALICE, 5)] == [2, 1]


async def test_the_record_of_a_post_is_its_own_and_whole(desk, line, redis):
    post = await brought_to(desk, line, "review")
    await desk.submit(draft("二", message_id=2), per_hour=0)
    await desk.decide(post, Transition("rejected", reason="广告"), by="甲")
    steps = [(entry.before, entry.to, entry.by, entry.reason) for entry in await desk.audit(1)]
    assert steps == [
        (None, "queued", "author", ""),
        ("queued", "review", "worker", ""),
        ("review", "rejected", "甲", "广告"),
    ]
    assert await redis.xlen("{posts}:audit") == 4
    assert await redis.ttl("{posts}:trail:1") > 0


async def test_a_post_that_comes_back_from_the_dead_is_kept_and_counted_once(desk, line, redis):
    post = await brought_to(desk, line, "dead")
    assert await redis.ttl("{posts}:p:1") > 0
    assert [dead.id for dead in await desk.waiting("dead", 5)] == [1]
    assert await desk.decide(post, Transition("queued", why="retried"), by="甲")
    assert await redis.ttl("{posts}:p:1") == await redis.ttl("{posts}:trail:1") == -1
    assert await desk.waiting("dead", 5) == []
    assert {state: count for state, count in (await desk.counts()).items() if count} == {
        "queued": 1
    }
    assert (await claimed(line)).post.state == "queued"
    assert (await stored(desk, 1)).decided_by == ""


async def test_what_is_taken_back_counts_no_more_for_its_author(desk, line):
    post = await brought_to(desk, line, "published")
    assert await desk.decide(post, Transition("retracted"), by="甲")
    assert await desk.record(ALICE) == AuthorRecord(published=0)
    assert (await desk.submit(draft(message_id=2), per_hour=0)).outcome == "accepted"


async def test_while_paused_only_what_is_to_be_told_is_handed_out(desk, line, rules):
    await brought_to(desk, line, "review")
    await desk.decide(await stored(desk, 1), Transition("rejected", notices=("tell",)), by="甲")
    await desk.submit(draft("二", message_id=2), per_hour=0)
    await rules.pause("甲")
    assert await rules.paused_by() == "甲"
    assert await line.due() == 1
    work = await claimed(line)
    assert work.notice == "tell"
    await line.finish(work)
    assert await line.claim() is None
    assert await rules.resume()
    assert not await rules.resume()
    assert (await claimed(line)).post.id == 2


async def test_no_delivery_begins_while_paused(desk, line, rules):
    post_id = (await desk.submit(draft(), per_hour=0)).post_id
    work = await claimed(line)
    await line.step(work, Transition("sending", final="你好"))
    await rules.pause("甲")
    assert not await line.mark_sending(work)
    assert not (await stored(desk, post_id)).intent
    await rules.resume()
    assert await line.mark_sending(work)


async def test_a_post_is_found_by_the_message_it_was_made_of(desk):
    await desk.submit(draft(message_id=5), per_hour=0)
    found = await desk.of_message(GROUP, 5)
    assert found is not None
    assert found.id == 1
    assert await desk.of_message(GROUP, 6) is None


async def test_an_edited_post_is_queued_anew_and_nothing_found_of_it_stays(desk, line):
    await desk.submit(draft("旧"), per_hour=0)
    verdict = CensorVerdict("review", "baidu", ("politics",), (CensorHit(0, 1, "politics"),))
    await line.step(await claimed(line), Transition("review", verdict, "润", "终", "因"))
    before = await stored(desk, 1)
    assert await desk.decide(before, Transition("queued", draft=draft("新")), by="作者")
    after = await stored(desk, 1)
    assert (after.text, after.state, after.version) == ("新", "queued", 2)
    assert (after.verdict, after.polished, after.final, after.reason) == (None, "", "", "")
    assert not await desk.decide(before, Transition("sending", final="旧"), by="甲")
    assert (await claimed(line)).post == after


async def test_an_edit_frees_the_old_text_and_takes_the_new_one(desk):
    await desk.submit(draft("旧"), per_hour=0)
    await desk.decide(await stored(desk, 1), Transition("queued", draft=draft("新")), by="作者")
    assert (await desk.submit(draft("新", message_id=2), per_hour=0)).outcome == "same"
    assert (await desk.submit(draft("旧", message_id=3), per_hour=0)).outcome == "accepted"


async def test_an_edit_while_a_worker_checks_voids_that_check(desk, line):
    await desk.submit(draft("旧"), per_hour=0)
    work = await claimed(line)
    checking = await line.step(work, Transition("checking"))
    assert checking is not None
    await desk.decide(checking, Transition("queued", draft=draft("新")), by="作者")
    assert await line.step(replace(work, post=checking), Transition("sending")) is None
    assert await line.claim() is None  # the worker holds it until it lets go
    await line.release(work, delay_s=0)
    assert (await claimed(line)).post.text == "新"


async def test_another_picture_is_another_post(desk):
    for number, photo in enumerate(("a", "b", "a")):
        made = replace(draft("早安", message_id=number), photo=photo)
        outcome = (await desk.submit(made, per_hour=0)).outcome
        assert outcome == ("same" if number == 2 else "accepted")
    assert (await stored(desk, 2)).draft.photo == "b"


async def test_posts_that_wait_too_long_are_found_longest_first(desk, line, redis):
    for number in range(3):
        await desk.submit(draft(f"第{number}篇", message_id=number), per_hour=0)
        await line.step(await claimed(line), Transition("review"))
    await redis.zincrby("{posts}:in:review", -3_601_000, "2")
    await redis.zincrby("{posts}:in:review", -7_200_000, "3")
    assert await desk.waiting_over(3600, 9) == [3, 2]
    assert await desk.waiting_over(3600, 1) == [3]


async def test_posts_of_the_banned_are_not_taken(desk, rules):
    await rules.ban(ALICE, "甲")
    assert (await desk.submit(draft(), per_hour=0)).outcome == "banned"
    assert (await desk.submit(draft(author=BOB), per_hour=0)).outcome == "accepted"
    assert await rules.unban(ALICE)
    assert not await rules.unban(ALICE)


async def test_an_event_happens_first_only_once(line):
    assert await line.first("quota", within_s=60)
    assert not await line.first("quota", within_s=60)
    assert await line.first("other", within_s=60)
