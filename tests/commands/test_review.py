"""What admins meet: cards, buttons, /pending, /approve, /reject, /stats."""

import asyncio

import pytest

from bot.commands.review import Review
from bot.errors import PostError
from bot.moderation.cards import card_of
from bot.storage.connection import Redis
from tests.fakes.chat import FakeMembers, FakeReply, pressed, said
from tests.fakes.posts import FakeCensor
from tests.moderation.rig import CHANNEL, GROUP, REVIEWERS, Rig

ADMIN, OTHER_ADMIN, MEMBER = 9, 8, 1


@pytest.fixture
async def rig(redis: Redis) -> Rig:
    """A post that waits for review: #1."""
    made = Rig.on(redis)
    made.censor = FakeCensor()
    await made.submit("这里有疑问")
    await made.run()
    return made


@pytest.fixture
def review(rig) -> Review:
    members = FakeMembers(reviewers=frozenset({ADMIN, OTHER_ADMIN}))
    return Review(rig.desk, rig.decisions, rig.rules, members, REVIEWERS)


async def press(rig: Rig, verb: str, *, by: int = ADMIN, name: str = "阿杰"):
    """A press of a button of the card that waits in the review chat."""
    post = await rig.post(1)
    card = card_of(post, await rig.desk.record(post.draft.author_id))
    [action] = [b.action for row in card.keyboard for b in row if b.action.startswith(verb)]
    return pressed(action, message_id=5, sender_id=by, name=name, chat_id=REVIEWERS)


async def test_pending_shows_each_card_with_its_buttons(review):
    reply = FakeReply()
    await review.pending(said("", sender_id=ADMIN), reply)
    assert reply.texts[-1].startswith("#1")
    labels = [button.label for row in reply.keyboard for button in row]
    assert labels == ["✅ 通过", "❌ 拒绝"]


async def test_pending_is_not_shown_in_front_of_others(review):
    with pytest.raises(PostError, match="私聊"):
        await review.pending(said("", sender_id=ADMIN, chat_id=-100), FakeReply())
    in_review_chat = FakeReply()
    await review.pending(said("", sender_id=ADMIN, chat_id=REVIEWERS), in_review_chat)
    assert in_review_chat.texts[-1].startswith("#1")


async def test_approve_publishes_exactly_the_text_of_the_card(review, rig):
    reply = FakeReply()
    await review.approve_pressed(await press(rig, "review:ok"), reply)
    await rig.run()
    assert rig.messenger.texts(CHANNEL) == ["这里有疑问"]
    assert "#1" in reply.notices[0]
    assert reply.keyboard == ()
    assert "阿杰" in reply.text


async def test_the_loser_of_a_race_is_told_who_won(review, rig):
    ok = await press(rig, "review:ok")
    no = await press(rig, "review:no", by=OTHER_ADMIN, name="小红")
    winner, loser = FakeReply(), FakeReply()
    await review.approve_pressed(ok, winner)
    await review.reject_pressed(no, loser)
    assert "阿杰" in loser.notices[0]
    assert (await rig.post(1)).decided_by == "阿杰"


async def test_of_many_admins_at_once_one_decides(review, rig, redis):
    ok, no = await press(rig, "review:ok"), await press(rig, "review:no", by=OTHER_ADMIN)
    replies = [FakeReply() for _ in range(6)]
    verbs = [review.approve_pressed, review.reject_pressed] * 3
    presses = [ok, no] * 3
    await asyncio.gather(
        *(verb(one, reply) for verb, one, reply in zip(verbs, presses, replies, strict=True))
    )
    states = [entry.to for entry in await rig.desk.audit(1)]
    assert sum(state in {"sending", "rejected"} for state in states) == 1


async def test_a_member_who_presses_changes_nothing(review, rig):
    with pytest.raises(PostError, match="管理员"):
        await review.approve_pressed(await press(rig, "review:ok", by=MEMBER), FakeReply())
    assert (await rig.post(1)).state == "review"


@pytest.mark.parametrize("verb", ["pending", "approve", "reject", "stats"])
async def test_every_command_asks_for_the_right(review, verb):
    with pytest.raises(PostError, match="管理员"):
        await getattr(review, verb)(said("1", sender_id=MEMBER), FakeReply())


async def test_reject_tells_the_author_why(review, rig):
    await review.reject(said("#1 太短了", sender_id=ADMIN, name="阿杰"), FakeReply())
    await rig.run()
    assert any("太短了" in text for text in rig.messenger.texts(GROUP))
    assert (await rig.post(1)).state == "rejected"


@pytest.mark.parametrize(
    ("verb", "text", "words"),
    [
        ("approve", "999", "#999"),
        ("reject", "999 广告", "#999"),
        ("approve", "", "/approve"),
        ("reject", "广告", "/reject"),
    ],
)
async def test_a_wrong_number_gets_a_clear_sentence(review, verb, text, words):
    with pytest.raises(PostError) as told:
        await getattr(review, verb)(said(text, sender_id=ADMIN), FakeReply())
    assert words in str(told.value)


async def test_a_decided_post_cannot_be_decided_again(review):
    await review.approve(said("1", sender_id=ADMIN, name="阿杰"), FakeReply())
    with pytest.raises(PostError, match="阿杰"):
        await review.reject(said("1", sender_id=OTHER_ADMIN), FakeReply())


async def test_stats_counts_the_states(review):
    reply = FakeReply()
    await review.stats(said("", sender_id=ADMIN), reply)
    assert "1" in reply.text
