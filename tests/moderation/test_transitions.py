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
from bot.models.post import Post, Transition
from bot.models.post_states import POST_STATES, PostState
from bot.moderation.transitions import checked, may_withdraw
from bot.storage.connection import Redis, open_redis
from tests.fakes.chat import person
from tests.fakes.posts import FakePolisher
from tests.moderation.post_scenario import CHANNEL, PostScenario, draft_of

STATES: tuple[PostState, ...] = get_args(PostState)


def post_in(state: PostState) -> Post:
    return Post(1, state, 1, draft_of("你好"))


def test_every_state_is_in_the_table():
    assert set(POST_STATES) == set(STATES)


@pytest.mark.parametrize(
    ("state", "followed_by"),
    [
        ("published", {"retracted"}),
        ("rejected", {"rejected", "review"}),
        ("dead", {"queued", "sending"}),
        ("retracted", set()),
        ("withdrawn", set()),
    ],
)
def test_only_a_person_moves_what_has_ended(state: PostState, followed_by: set[PostState]):
    assert POST_STATES[state].next_states() == followed_by
    for to in set(STATES) - followed_by:
        with pytest.raises(ValueError, match="may not move"):
            checked(post_in(state), Transition(to), "reviewer")


@pytest.mark.parametrize("state", STATES)
def test_an_author_only_edits_and_withdraws_and_a_worker_decides_nothing_for_people(
    state: PostState,
):
    rules = POST_STATES[state]
    assert rules.author <= {"queued", "withdrawn"}
    assert not rules.worker & {"withdrawn", "retracted"}
    assert bool(rules.worker) == rules.is_worked_on
    assert not (rules.is_worked_on and rules.is_final)


def test_a_worker_may_not_approve_what_waits_for_review():
    with pytest.raises(ValueError, match="the worker may not move"):
        checked(post_in("review"), Transition("sending"), "worker")


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
        self.scenario = PostScenario.on(redis)
        self.scenario.polisher = FakePolisher(mark="！")
        self.ids: list[int] = []
        self.resent = 0
        self.edits = 0

    def teardown(self) -> None:
        self.runner.run(self.opened.__aexit__(None, None, None))
        self.runner.close()

    @rule(kind=st.sampled_from(["好", "疑", "坏"]), author=st.integers(1, 2))
    def submit(self, kind: str, author: int) -> None:
        text = f"{kind}{len(self.ids)}"
        self.ids.append(self.runner.run(self.scenario.submit(text, author)))

    @rule()
    def work(self) -> None:
        self.runner.run(self.scenario.work_once())

    @rule()
    def the_next_check_fails(self) -> None:
        self.scenario.censor.errors.append(CensorDown())

    @rule()
    def the_next_delivery_is_refused(self) -> None:
        self.scenario.messenger.refusals.setdefault(CHANNEL, []).append(
            DeliveryRefused(reason="no")
        )

    @rule()
    def the_next_delivery_is_lost(self) -> None:
        self.scenario.messenger.lost.setdefault(CHANNEL, []).append(DeliveryUnknown())

    @rule(
        which=st.integers(0, 20),
        verb=st.sampled_from(
            ["approve", "reject", "confirm_sent", "resend", "withdraw", "own", "ask_polish"]
        ),
        version=st.integers(1, 3),
    )
    def decide(self, which: int, verb: str, version: int) -> None:
        if not self.ids:
            return
        post_id = self.ids[which % len(self.ids)]
        before = self.runner.run(self.scenario.post(post_id))
        decisions = self.scenario.decisions
        if verb == "withdraw":
            author_id = before.draft.author_id
            decision = decisions.withdraw(post_id, author_id=author_id, version=version)
        elif verb == "own":
            own = before.wording != "own"
            by = person("甲")
            decision = decisions.choose_wording(before, own=own, by=by, version=version)
        else:
            decision = getattr(decisions, verb)(before, by=person("甲"), version=version)
        try:
            after = self.runner.run(decision)
        except PostError:
            assert self.runner.run(self.scenario.post(post_id)) == before
        else:
            assert before.version == version
            assert after.version == version + 1
            self.resent += verb == "resend"

    @rule(which=st.integers(0, 20), kind=st.sampled_from(["好", "疑", "坏"]))
    def revise(self, which: int, kind: str) -> None:
        if not self.ids:
            return
        before = self.runner.run(self.scenario.post(self.ids[which % len(self.ids)]))
        self.edits += 1
        draft = replace(before.draft, text=f"{kind}改{self.edits}")
        try:
            after = self.runner.run(self.scenario.decisions.revise(before, draft))
        except PostError:
            assert self.runner.run(self.scenario.post(before.id)) == before
        else:
            assert (after.state, after.version) == ("queued", before.version + 1)
            assert after.text == draft.text

    @invariant()
    def every_way_is_allowed_and_counted(self) -> None:
        counts = dict.fromkeys(STATES, 0)
        for post_id in self.ids:
            way = self.runner.run(self.scenario.states(post_id))
            assert way[0] == "queued"
            for before, after in pairwise(way):
                assert after in POST_STATES[before].next_states()  # type: ignore[index]  # a state by its name
            counts[self.runner.run(self.scenario.post(post_id)).state] += 1
        stored = self.runner.run(self.scenario.posts.counts())
        assert {state: count for state, count in stored.items() if count} == {
            state: count for state, count in counts.items() if count
        }

    @invariant()
    def nothing_is_published_unchecked_or_twice(self) -> None:
        sent = self.scenario.messenger.texts(CHANNEL)
        assert len(sent) - len(set(sent)) <= self.resent
        posts = [self.runner.run(self.scenario.post(post_id)) for post_id in self.ids]
        for post in posts:
            if post.text.startswith("坏"):
                assert not any(text.startswith(post.text) for text in sent)
            if post.text.startswith("疑") and {post.text, f"{post.text}！"} & set(sent):
                assert post.decided_by
            if post.state == "published":
                assert post.final in sent


def test_random_lives_of_posts_keep_to_the_table(redis_url: str):
    Posts.url = redis_url
    run_state_machine_as_test(
        Posts, settings=settings(max_examples=15, stateful_step_count=25, deadline=None)
    )
