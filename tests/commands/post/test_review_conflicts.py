"""What admins and authors do about one post at the same time, or about what it was before."""

import asyncio
from dataclasses import replace

import pytest

from bot.commands.post.author import AuthorCommands
from bot.errors import ChatGone, DeliveryRefused, PostError
from bot.models.post import CensorHit, CensorVerdict
from tests.commands.post.review_fixture import ADMIN, edit_of_its_message, in_private, press
from tests.fakes.chat import FakeReply, person, pressed, said
from tests.moderation.post_scenario import ALICE, BOB, CHANNEL, GROUP, REVIEW_CHAT, draft_of


async def test_approve_from_an_old_list_shows_the_new_text_before_it_is_approved(review, scenario):
    await review.pending(in_private(""), FakeReply())
    await edit_of_its_message(scenario, "这里有疑问，改过")
    told = FakeReply()
    await review.approve(in_private("1"), told)
    assert "#1" in told.text
    assert (await scenario.post(1)).state == "review"
    card = scenario.messenger.messages[-1]
    assert (card.chat_id, "改过" in card.text) == (ADMIN, True)
    await review.approve(in_private("1"), FakeReply())
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["这里有疑问，改过"]


async def test_reject_from_an_old_list_shows_the_new_text_before_it_is_refused(review, scenario):
    await review.pending(in_private(""), FakeReply())
    await edit_of_its_message(scenario, "改好了，没有疑问")
    await review.reject(in_private("1 有疑问"), FakeReply())
    assert (await scenario.post(1)).state == "review"
    await review.reject(in_private("1 还是不行"), FakeReply())
    assert (await scenario.post(1)).reason == "还是不行"


async def test_another_try_at_the_same_approve_does_not_take_its_own_card_for_read(
    review, scenario
):
    await review.pending(in_private(""), FakeReply())
    scenario.messenger.sent += 10_000  # from here on messages are younger than the request
    await edit_of_its_message(scenario, "这里有疑问，改过")
    request = in_private("1")
    for _ in range(2):  # the process dies before the first is acknowledged
        await review.approve(request, FakeReply())
    assert (await scenario.post(1)).state == "review"


async def test_approve_in_the_chat_that_got_the_new_card_acts_at_once(review, scenario):
    await edit_of_its_message(scenario, "这里有疑问，改过")
    await review.approve(said("1", sender_id=ADMIN, chat_id=REVIEW_CHAT), FakeReply())
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["这里有疑问，改过"]


async def test_approve_in_a_chat_without_cards_acts_on_the_card_of_the_reviewers(review, scenario):
    await review.approve(in_private("1"), FakeReply())
    assert (await scenario.post(1)).state == "sending"


async def test_what_nobody_was_shown_is_not_approved_nor_shown_to_others(review, scenario):
    scenario.messenger.refusals[REVIEW_CHAT] = [DeliveryRefused(reason="flood") for _ in range(9)]
    await scenario.submit("没人见过的疑问", BOB)
    await scenario.run()
    with pytest.raises(PostError, match="私聊"):
        await review.approve(said("2", sender_id=ADMIN, chat_id=GROUP), FakeReply())
    await review.approve(in_private("2"), FakeReply())
    assert "没人见过" in scenario.messenger.texts(ADMIN)[-1]
    assert (await scenario.post(2)).state == "review"


async def test_a_card_of_before_an_edit_is_void_and_decides_nothing(review, scenario):
    long = "疑" + "字" * 4095
    await edit_of_its_message(scenario, long)
    in_review = [sent for sent in scenario.messenger.messages if sent.chat_id == REVIEW_CHAT]
    card_id = in_review[-1].message_id
    old = replace(await press(scenario, "review:ok"), message_id=card_id)
    await edit_of_its_message(scenario, long[:-1] + "改")
    reply = FakeReply()
    await review.approve_pressed(old, reply)
    assert "/pending" in reply.popups[0]
    pressed_card = scenario.messenger.message(REVIEW_CHAT, old.message_id)
    assert "作废" in pressed_card.text
    assert pressed_card.keyboard == ()  # its text stands in another message, and is the old one
    assert (await scenario.post(1)).state == "review"
    await scenario.cards.refresh(await scenario.post(1))
    cards = [sent for sent in scenario.messenger.messages if sent.text.startswith("#1")]
    assert [bool(card.keyboard) for card in cards] == [False, False, True]


@pytest.mark.parametrize("first", ["approve", "withdraw"])
async def test_of_an_approval_and_a_withdrawal_at_once_one_counts(review, scenario, first):
    ok, back = FakeReply(), FakeReply()
    commands = AuthorCommands(scenario.posts, scenario.decisions)
    withdrawal = pressed("post:withdraw:1:1", message_id=7, sender_id=ALICE)
    race = [
        review.approve_pressed(await press(scenario, "review:ok"), ok),
        commands.withdraw_pressed(withdrawal, back),
    ]
    if first == "withdraw":
        race.reverse()
    ended = await asyncio.gather(*race, return_exceptions=True)
    await scenario.run()
    state = (await scenario.post(1)).state
    was_refused = any(isinstance(one, PostError) for one in ended) or "已经由" in ok.popups[0]
    assert (state, was_refused) in {("published", True), ("withdrawn", True)}
    assert scenario.messenger.texts(CHANNEL) == (["这里有疑问"] if state == "published" else [])


async def test_an_edit_while_the_approved_text_goes_out_changes_nothing(review, scenario):
    commands = AuthorCommands(scenario.posts, scenario.decisions)
    await review.approve_pressed(await press(scenario, "review:ok"), FakeReply())
    request = replace(said("改", sender_id=ALICE, chat_id=GROUP), message_id=1)
    with pytest.raises(PostError, match="发布中"):
        await commands.revise(request, FakeReply())
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["这里有疑问"]


async def test_a_ban_elsewhere_leaves_a_post_in_review_to_its_reviewers(review, scenario):
    await scenario.controls.ban(ALICE, person("小红"))
    await review.approve_pressed(await press(scenario, "review:ok"), FakeReply())
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["这里有疑问"]


async def test_an_author_who_blocked_the_bot_holds_nothing_up(review, scenario):
    scenario.messenger.refusals[GROUP] = [ChatGone() for _ in range(9)]
    await review.approve_pressed(await press(scenario, "review:ok"), FakeReply())
    await scenario.run()
    assert (await scenario.post(1)).state == "published"
    assert not await scenario.work_once()


async def test_a_long_post_has_its_marks_and_its_decision(review, scenario):
    text = ("<b>&疑</b>" * 500)[:4096]
    long = replace(draft_of(text, BOB, message_id=60), topic_id=7)
    await scenario.posts.submit(long, per_hour=0)
    marks = (CensorHit(0, 5, "politics"), CensorHit(4090, 4096, "politics"))
    scenario.censor.doubts = "nothing"
    scenario.censor.clean = CensorVerdict("review", "baidu", ("politics",), marks)
    await scenario.run()
    above, card = scenario.messenger.messages[-3:-1]
    assert above.text == text
    assert card.text.startswith("#2")
    await scenario.approve(2, version=1)
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == [text]
    assert [sent.topic_id for sent in scenario.messenger.messages if sent.chat_id == GROUP][-1] == 7
