"""Whatever happens in whatever order, a post only goes ways that its states allow."""

import asyncio
from dataclasses import replace
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from bot.errors import CensorDown, DeliveryRefused, DeliveryUnknown, PostError
from bot.models.post import Post, PostState, Transition
from bot.moderation.states import FOLLOWS, change_of, may_withdraw
from bot.storage.connection import Redis, open_redis
from tests.fakes.posts import FakePolisher
from tests.moderation.rig import CHANNEL, Rig, draft_of

STATES: tuple[PostState, ...] = get_args(PostState)


def post_in(state: PostState) -> Post:
    return Post(1, state, 1, draft_of("你好"), 0)


def test_every_state_is_in_the_table():
    assert set(FOLLOWS) == set(STATES)


@pytest.mark.parametrize(
    ("state", "followed_by"),
    [
        ("published", {"retracted"}),
        ("rejected", {"rejected"}),
        ("dead", {"queued", "sending"}),
        ("retracted", set()),
        ("withdrawn", set()),
    ],
)
def test_only_a_person_moves_what_has_ended(state: PostState, followed_by: set[PostState]):
    for to in set(STATES) - followed_by:
        with pytest.raises(ValueError, match="not followed"):
            change_of(post_in(state), Transition(to))


def test_a_delivery_under_way_cannot_be_withdrawn():
    assert not may_withdraw(post_in("sending"))
    assert not may_withdraw(post_in("unknown"))
    assert may_withdraw(post_in("review"))


async def emptied(redis: Redis) -> None:
    await redis.flushall()


class Posts(RuleBasedStateMachine):
    """Authors, workers and admins at random, on a real store."""

    url = ""

    @initialize()
    def start(self) -> None:
        self.runner = asyncio.Runner()
        self.opened = open_redis(self.url)
        redis = self.runner.run(self.opened.__aenter__())
        self.runner.run(emptied(redis))
        self.rig = Rig.on(redis)
        self.rig.polisher = FakePolisher(mark="！")
        self.ids: list[int] = []
        self.resent = 0
        self.edits = 0

    def teardown(self) -> None:
        self.runner.run(self.opened.__aexit__(None, None, None))
        self.runner.close()

    @rule(kind=st.sampled_from(["好", "疑", "坏"]), author=st.integers(1, 2))
    def submit(self, kind: str, author: int) -> None:
        text = f"{kind}{len(self.ids)}"
        self.ids.append(self.runner.run(self.rig.submit(text, author)))

    @rule()
    def work(self) -> None:
        self.runner.run(self.rig.drain().drain_once())

    @rule()
    def the_next_check_fails(self) -> None:
        self.rig.censor.errors.append(CensorDown())

    @rule()
    def the_next_delivery_is_refused(self) -> None:
        self.rig.messenger.refusals.setdefault(CHANNEL, []).append(DeliveryRefused(reason="no"))

    @rule()
    def the_next_delivery_is_lost(self) -> None:
        self.rig.messenger.lost.setdefault(CHANNEL, []).append(DeliveryUnknown())

    @rule(
        which=st.integers(0, 20),
        verb=st.sampled_from(["approve", "reject", "confirm_sent", "resend", "withdraw"]),
        version=st.integers(1, 3),
    )
    def decide(self, which: int, verb: str, version: int) -> None:
        if not self.ids:
            return
        post_id = self.ids[which % len(self.ids)]
        before = self.runner.run(self.rig.post(post_id))
        who = {"author_id": before.draft.author_id} if verb == "withdraw" else {"by": "甲"}
        decision = getattr(self.rig.decisions, verb)(post_id, version=version, **who)
        try:
            after = self.runner.run(decision)
        except PostError:
            assert self.runner.run(self.rig.post(post_id)) == before
        else:
            assert before.version == version
            assert after.version == version + 1
            self.resent += verb == "resend"

    @rule(which=st.integers(0, 20), kind=st.sampled_from(["好", "疑", "坏"]))
    def revise(self, which: int, kind: str) -> None:
        if not self.ids:
            return
        before = self.runner.run(self.rig.post(self.ids[which % len(self.ids)]))
        self.edits += 1
        draft = replace(before.draft, text=f"{kind}改{self.edits}")
        try:
            after = self.runner.run(self.rig.decisions.revise(before, draft))
        except PostError:
            assert self.runner.run(self.rig.post(before.id)) == before
        else:
            assert (after.state, after.version) == ("queued", before.version + 1)
            assert after.text == draft.text

    @invariant()
    def every_way_is_allowed_and_counted(self) -> None:
        counts = dict.fromkeys(STATES, 0)
        for post_id in self.ids:
            way = self.runner.run(self.rig.way(post_id))
            assert way[0] == "queued"
            for before, after in pairwise(way):
                assert after in FOLLOWS[before]  # type: ignore[index]  # a state by its name
            counts[self.runner.run(self.rig.post(post_id)).state] += 1
        stored = self.runner.run(self.rig.desk.counts())
        assert {state: count for state, count in stored.items() if count} == {
            state: count for state, count in counts.items() if count
        }

    @invariant()
    def nothing_is_published_unchecked_or_twice(self) -> None:
        sent = self.rig.messenger.texts(CHANNEL)
        assert len(sent) - len(set(sent)) <= self.resent
        posts = [self.runner.run(self.rig.post(post_id)) for post_id in self.ids]
        for post in posts:
            if post.text.startswith("坏"):
                assert not any(text.startswith(post.text) for text in sent)
            if post.text in sent and post.text.startswith("疑"):
                assert post.decided_by


def test_random_lives_of_posts_keep_to_the_table(redis_url: str):
    Posts.url = redis_url
    run_state_machine_as_test(
        Posts, settings=settings(max_examples=15, stateful_step_count=25, deadline=None)
    )
