"""What admins and authors do about one post at the same time, or about what it was before."""

import asyncio
from dataclasses import replace

import pytest

from bot.commands.post.author import AuthorCommands
from bot.errors import ChatGone, DeliveryRefused, PostError
from bot.models.post import CensorHit, CensorVerdict
from tests.commands.post.review_fixture import ADMIN, edit_of_its_message, in_private, press
from tests.fakes.chat import FakeReply, pressed, said
from tests.moderation.rig import ALICE, BOB, CHANNEL, GROUP, REVIEWERS, draft_of


async def test_approve_from_an_old_list_shows_the_new_text_before_it_is_approved(review, rig):
    await review.pending(in_private(""), FakeReply())
    await edit_of_its_message(rig, "这里有疑问，改过")
    told = FakeReply()
    await review.approve(in_private("1"), told)
    assert "#1" in told.text
    assert (await rig.post(1)).state == "review"
    card = rig.messenger.messages[-1]
    assert (card.chat_id, "改过" in card.text) == (ADMIN, True)
    await review.approve(in_private("1"), FakeReply())
    await rig.run()
    assert rig.messenger.texts(CHANNEL) == ["这里有疑问，改过"]


async def test_reject_from_an_old_list_shows_the_new_text_before_it_is_refused(review, rig):
    await review.pending(in_private(""), FakeReply())
    await edit_of_its_message(rig, "改好了，没有疑问")
    await review.reject(in_private("1 有疑问"), FakeReply())
    assert (await rig.post(1)).state == "review"
    await review.reject(in_private("1 还是不行"), FakeReply())
    assert (await rig.post(1)).reason == "还是不行"


async def test_another_try_at_the_same_approve_does_not_take_its_own_card_for_read(review, rig):
    await review.pending(in_private(""), FakeReply())
    rig.messenger.sent += 10_000  # from here on messages are younger than the request
    await edit_of_its_message(rig, "这里有疑问，改过")
    request = in_private("1")
    for _ in range(2):  # the process dies before the first is acknowledged
        await review.approve(request, FakeReply())
    assert (await rig.post(1)).state == "review"


async def test_approve_in_the_chat_that_got_the_new_card_acts_at_once(review, rig):
    await edit_of_its_message(rig, "这里有疑问，改过")
    await review.approve(said("1", sender_id=ADMIN, chat_id=REVIEWERS), FakeReply())
    await rig.run()
    assert rig.messenger.texts(CHANNEL) == ["这里有疑问，改过"]


async def test_approve_in_a_chat_without_cards_acts_on_the_card_of_the_reviewers(review, rig):
    await review.approve(in_private("1"), FakeReply())
    assert (await rig.post(1)).state == "sending"


async def test_what_nobody_was_shown_is_not_approved_nor_shown_to_others(review, rig):
    rig.messenger.refusals[REVIEWERS] = [DeliveryRefused(reason="flood") for _ in range(9)]
    await rig.submit("没人见过的疑问", BOB)
    await rig.run()
    with pytest.raises(PostError, match="私聊"):
        await review.approve(said("2", sender_id=ADMIN, chat_id=GROUP), FakeReply())
    await review.approve(in_private("2"), FakeReply())
    assert "没人见过" in rig.messenger.texts(ADMIN)[-1]
    assert (await rig.post(2)).state == "review"


async def test_a_card_of_before_an_edit_is_void_and_decides_nothing(review, rig):
    long = "疑" + "字" * 4095
    await edit_of_its_message(rig, long)
    old = await press(rig, "review:ok")
    await edit_of_its_message(rig, long[:-1] + "改")
    reply = FakeReply()
    await review.approve_pressed(old, reply)
    assert "/pending" in reply.popups[0]
    assert "作废" in reply.text
    assert reply.keyboard == ()  # its text stands in another message, and is the old one
    assert (await rig.post(1)).state == "review"
    await rig.board.refresh(await rig.post(1))
    cards = [sent for sent in rig.messenger.messages if sent.text.startswith("#1")]
    assert [bool(card.keyboard) for card in cards] == [False, False, True]


@pytest.mark.parametrize("first", ["approve", "withdraw"])
async def test_of_an_approval_and_a_withdrawal_at_once_one_counts(review, rig, first):
    ok, back = FakeReply(), FakeReply()
    commands = AuthorCommands(rig.desk, rig.decisions)
    withdrawal = pressed("post:withdraw:1:1", message_id=7, sender_id=ALICE)
    race = [
        review.approve_pressed(await press(rig, "review:ok"), ok),
        commands.withdraw_pressed(withdrawal, back),
    ]
    if first == "withdraw":
        race.reverse()
    ended = await asyncio.gather(*race, return_exceptions=True)
    await rig.run()
    state = (await rig.post(1)).state
    was_refused = any(isinstance(one, PostError) for one in ended) or "已经由" in ok.popups[0]
    assert (state, was_refused) in {("published", True), ("withdrawn", True)}
    assert rig.messenger.texts(CHANNEL) == (["这里有疑问"] if state == "published" else [])


async def test_an_edit_while_the_approved_text_goes_out_changes_nothing(review, rig):
    commands = AuthorCommands(rig.desk, rig.decisions)
    await review.approve_pressed(await press(rig, "review:ok"), FakeReply())
    request = replace(said("改", sender_id=ALICE, chat_id=GROUP), message_id=1)
    with pytest.raises(PostError, match="发布中"):
        await commands.revise(request, FakeReply())
    await rig.run()
    assert rig.messenger.texts(CHANNEL) == ["这里有疑问"]


async def test_a_ban_elsewhere_leaves_a_post_in_review_to_its_reviewers(review, rig):
    await rig.rules.ban(ALICE, "小红")
    await review.approve_pressed(await press(rig, "review:ok"), FakeReply())
    await rig.run()
    assert rig.messenger.texts(CHANNEL) == ["这里有疑问"]


async def test_an_author_who_blocked_the_bot_holds_nothing_up(review, rig):
    rig.messenger.refusals[GROUP] = [ChatGone() for _ in range(9)]
    await review.approve_pressed(await press(rig, "review:ok"), FakeReply())
    await rig.run()
    assert (await rig.post(1)).state == "published"
    assert await rig.line.due() == 0


async def test_a_long_post_has_its_marks_and_its_decision(review, rig):
    text = ("<b>&疑</b>" * 500)[:4096]
    long = replace(draft_of(text, BOB, message_id=60), topic_id=7)
    await rig.desk.submit(long, per_hour=0)
    marks = (CensorHit(0, 5, "politics"), CensorHit(4090, 4096, "politics"))
    rig.censor.doubts = "nothing"
    rig.censor.clean = CensorVerdict("review", "baidu", ("politics",), marks)
    await rig.run()
    above, card = rig.messenger.messages[-3:-1]
    assert above.text == text
    assert card.text.startswith("#2")
    await rig.decisions.approve(2, by="阿杰", version=1)
    await rig.run()
    assert rig.messenger.texts(CHANNEL) == [text]
    assert [sent.topic_id for sent in rig.messenger.messages if sent.chat_id == GROUP][-1] == 7
