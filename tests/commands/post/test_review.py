"""What admins meet: cards, buttons, /pending, /approve, /reject."""

import asyncio
from dataclasses import replace

import pytest

from bot.errors import PostError
from tests.commands.post.review_fixture import (
    ADMIN,
    MEMBER,
    OTHER_ADMIN,
    answer_to,
    ask_to_rewrite,
    press,
)
from tests.fakes.chat import FakePermissions, FakeReply, person, pressed, said
from tests.fakes.posts import FakePolisher
from tests.moderation.post_scenario import (
    ALICE,
    BOB,
    CHANNEL,
    GROUP,
    REVIEW_CHAT,
    draft_of,
    english,
)


async def test_pending_shows_each_card_with_its_buttons(review, scenario):
    reply = FakeReply()
    await review.pending(said("", sender_id=ADMIN, chat_id=ADMIN), reply)
    card = scenario.messenger.messages[-1]
    assert (card.chat_id, card.text.startswith("#1")) == (ADMIN, True)
    labels = [[button.label for button in row] for row in card.keyboard]
    assert labels == [["✅ 通过", "❌ 拒绝"], ["✏️ 改后发", "🚫 封禁"]]


async def test_pending_is_not_shown_in_front_of_others(review, scenario):
    with pytest.raises(PostError, match="私聊"):
        await review.pending(said("", sender_id=ADMIN, chat_id=-100), FakeReply())
    in_review_chat = FakeReply()
    await review.pending(said("", sender_id=ADMIN, chat_id=REVIEW_CHAT), in_review_chat)
    assert "1 篇" in in_review_chat.text
    assert scenario.messenger.texts(REVIEW_CHAT)[-1].startswith("#1")


async def test_approve_publishes_exactly_the_text_of_the_card(review, scenario):
    reply = FakeReply()
    await review.approve_pressed(await press(scenario, "review:ok"), reply)
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["这里有疑问"]
    assert "#1" in reply.popups[0]
    card = scenario.messenger.message(REVIEW_CHAT, 1)
    assert card.keyboard == ()
    assert "阿杰" in card.text


async def test_the_loser_of_a_race_is_told_who_won(review, scenario):
    ok = await press(scenario, "review:ok")
    no = await press(scenario, "review:no", by=OTHER_ADMIN, name="小红")
    winner, loser = FakeReply(), FakeReply()
    await review.approve_pressed(ok, winner)
    await review.reject_pressed(no, loser)
    assert "阿杰" in loser.popups[0]
    assert (await scenario.post(1)).decided_by == "阿杰"


async def test_of_many_admins_at_once_one_decides(review, scenario, redis):
    ok, no = await press(scenario, "review:ok"), await press(scenario, "review:no", by=OTHER_ADMIN)
    replies = [FakeReply() for _ in range(6)]
    verbs = [review.approve_pressed, review.reject_pressed] * 3
    presses = [ok, no] * 3
    await asyncio.gather(
        *(verb(one, reply) for verb, one, reply in zip(verbs, presses, replies, strict=True))
    )
    states = [entry.to for entry in await scenario.posts.audit(1)]
    assert sum(state in {"sending", "rejected"} for state in states) == 1


@pytest.mark.parametrize("person", [MEMBER, ALICE], ids=["another member", "the author"])
@pytest.mark.parametrize("verb", ["ok", "no", "edit", "ban"])
async def test_who_is_no_reviewer_decides_nothing_by_a_button(
    review, rewording, scenario, verb, person
):
    presses = {
        "ok": review.approve_pressed,
        "no": review.reject_pressed,
        "edit": rewording.rewrite_pressed,
        "ban": review.ban_pressed,
    }
    with pytest.raises(PostError, match="只有审核管理员"):
        await presses[verb](await press(scenario, f"review:{verb}", by=person), FakeReply())
    assert (await scenario.post(1)).state == "review"
    assert not await scenario.posts.is_banned(ALICE)


@pytest.mark.parametrize("verb", ["why", "sent", "again"])
async def test_who_is_no_reviewer_changes_nothing_about_a_decided_post(review, scenario, verb):
    presses = {
        "why": review.reason_pressed,
        "sent": review.sent_pressed,
        "again": review.resend_pressed,
    }
    action = f"review:{verb}:1:1" + (":advert" if verb == "why" else "")
    by_member = pressed(action, message_id=5, sender_id=MEMBER, chat_id=REVIEW_CHAT)
    with pytest.raises(PostError, match="只有审核管理员"):
        await presses[verb](by_member, FakeReply())


@pytest.mark.parametrize("verb", ["pending", "approve", "reject"])
async def test_every_command_asks_for_the_right(review, verb):
    for user_id in (MEMBER, ALICE):
        with pytest.raises(PostError, match="只有审核管理员"):
            await getattr(review, verb)(said("1", sender_id=user_id), FakeReply())


async def test_reject_tells_the_author_why(review, scenario):
    await review.reject(said("#1 太短了", sender_id=ADMIN, name="阿杰"), FakeReply())
    await scenario.run()
    assert any("太短了" in text for text in scenario.messenger.texts(GROUP))
    assert (await scenario.post(1)).state == "rejected"


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
    assert "1" in await review.counted(said("", sender_id=ADMIN))


async def test_a_rejection_acts_at_once_and_a_preset_reason_can_follow(review, scenario):
    reply = FakeReply()
    await review.reject_pressed(await press(scenario, "review:no"), reply)
    assert (await scenario.post(1)).state == "rejected"
    await scenario.run()
    card = scenario.messenger.message(REVIEW_CHAT, 1)
    labels = [button.label for row in card.keyboard for button in row]
    assert labels[:4] == ["广告", "隐私", "不友善", "重复"]
    assert not any("没有通过" in told for told in scenario.messenger.texts(GROUP))

    await review.reason_pressed(await press(scenario, "review:why"), reply)
    assert "广告" in reply.popups[-1]
    await scenario.run()
    assert "理由：广告" in card.text
    assert card.keyboard == ()
    assert (await scenario.posts.record(ALICE)).rejected == 1


async def test_a_second_reason_comes_too_late(review, scenario):
    await review.reject_pressed(await press(scenario, "review:no"), FakeReply())
    why = await press(scenario, "review:why")
    await review.reason_pressed(why, FakeReply())
    late = FakeReply()
    await review.reason_pressed(replace(why, action=why.action.replace("advert", "repeat")), late)
    assert "#1" in late.popups[0]
    assert (await scenario.post(1)).reason == "广告"


async def test_who_decided_stays_on_the_card_whoever_adds_the_reason(review, scenario):
    await review.reject_pressed(await press(scenario, "review:no"), FakeReply())
    by_other = await press(scenario, "review:why", by=OTHER_ADMIN, name="小红")
    await review.reason_pressed(by_other, FakeReply())
    assert (await scenario.post(1)).decided_by == "阿杰"


async def test_a_ban_on_the_card_asks_before_it_rejects_and_takes_no_more_posts(review, scenario):
    reply, card = FakeReply(), scenario.messenger.message(REVIEW_CHAT, 1)
    on_card = replace(await press(scenario, "review:ban"), message_id=1)
    before = (card.text, card.keyboard)
    await review.ban_pressed(on_card, reply)
    assert "作者1" in reply.popups[0]
    assert card.labels == ["🚫 确定拒绝并封禁作者", "↩️ 返回"]
    await review.card_pressed(replace(on_card, action=card.button("返回")), reply)
    assert (card.text, card.keyboard) == before
    assert (await scenario.post(1)).state == "review"

    await review.ban_pressed(on_card, reply)
    await review.ban_confirmed(replace(on_card, action=card.button("确定")), reply)
    assert f"/unban {ALICE}" in reply.popups[-1]
    assert (await scenario.post(1)).state == "rejected"
    refused = await scenario.posts.submit(draft_of("又一篇", message_id=99), per_hour=0)
    assert refused.outcome == "banned"


async def test_the_ban_of_an_admin_who_came_too_late_does_not_count(review, scenario):
    ban = await press(scenario, "review:ban")
    await review.approve_pressed(await press(scenario, "review:ok"), FakeReply())
    loser = FakeReply()
    await review.ban_pressed(ban, loser)
    confirmed = replace(ban, action=ban.action.replace("ban", "ban_yes"))
    await review.ban_confirmed(confirmed, loser)
    assert ["阿杰" in told for told in loser.popups] == [True, True]
    assert not await scenario.controls.unban(ALICE, person("甲"))


async def test_a_reworded_post_goes_out_as_the_admin_wrote_it(rewording, scenario):
    prompt, message_id = await ask_to_rewrite(rewording, scenario)
    assert prompt.text.endswith("这里有疑问")
    question = prompt.messages[message_id]
    assert [span.kind for span in question.spans] == ["text_mention", "pre"]
    told = FakeReply()
    assert await rewording.take_rewrite(answer_to(message_id, "这里有答案"), told)
    assert "#1" in told.text
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["这里有答案"]
    assert "管理员改过" in scenario.messenger.texts(GROUP)[-1]
    card = scenario.messenger.texts(REVIEW_CHAT)[0]
    assert "阿杰" in card
    assert "这里有答案" in card
    assert "rewritten" in [entry.reason for entry in await scenario.posts.audit(1)]


@pytest.mark.parametrize("word", ["算了", "never mind"])
async def test_a_reply_of_never_mind_is_no_wording(rewording, scenario, word):
    _, message_id = await ask_to_rewrite(rewording, scenario)
    assert await rewording.take_rewrite(answer_to(message_id, word), FakeReply())
    assert (await scenario.post(1)).state == "review"


async def test_the_question_opens_an_answer_for_whoever_pressed(rewording, scenario):
    prompt, message_id = await ask_to_rewrite(rewording, scenario)
    question = prompt.messages[message_id]
    name = question.spans[0]
    assert question.force_reply
    assert question.text[name.offset : name.offset + name.length] == "阿杰"
    assert name.user_id == ADMIN


async def test_a_wording_for_a_post_decided_meanwhile_is_refused(rewording, scenario):
    _, message_id = await ask_to_rewrite(rewording, scenario)
    await scenario.decisions.approve(await scenario.post(1), by=person("小红"), version=1)
    with pytest.raises(PostError, match="小红"):
        await rewording.take_rewrite(answer_to(message_id, "这里有答案"), FakeReply())
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["这里有疑问"]


async def test_an_old_card_cannot_approve_what_was_reworded(review, rewording, scenario):
    old = await press(scenario, "review:ok")
    _, message_id = await ask_to_rewrite(rewording, scenario)
    await rewording.take_rewrite(answer_to(message_id, "这里有答案"), FakeReply())
    late = FakeReply()
    await review.approve_pressed(old, late)
    assert "阿杰" in late.popups[0]
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["这里有答案"]


async def test_only_an_answer_to_the_question_by_a_reviewer_rewords(rewording, scenario):
    _, message_id = await ask_to_rewrite(rewording, scenario)
    for user_id in (MEMBER, ALICE):
        with pytest.raises(PostError, match="只有审核管理员"):
            await rewording.take_rewrite(answer_to(message_id, "改", by=user_id), FakeReply())
    assert not await rewording.take_rewrite(answer_to(message_id + 1, "改"), FakeReply())
    assert not await rewording.take_rewrite(said("改", sender_id=ADMIN), FakeReply())
    with pytest.raises(PostError, match="4097"):
        await rewording.take_rewrite(answer_to(message_id, "字" * 4097), FakeReply())
    assert (await scenario.post(1)).state == "review"


@pytest.mark.parametrize("verb", ["ok", "no", "edit", "ban"])
async def test_nobody_decides_about_their_own_post(review, rewording, scenario, verb):
    own = await press(scenario, f"review:{verb}", by=ALICE)
    permissions = FakePermissions(reviewers=frozenset({ALICE, ADMIN}))
    of_author = replace(review, permissions=permissions)
    presses = {
        "ok": of_author.approve_pressed,
        "no": of_author.reject_pressed,
        "edit": replace(rewording, permissions=permissions).rewrite_pressed,
        "ban": of_author.ban_pressed,
    }
    with pytest.raises(PostError, match="你自己的投稿"):
        await presses[verb](own, FakeReply())
    with pytest.raises(PostError, match="你自己的投稿"):
        await of_author.approve(said("1", sender_id=ALICE), FakeReply())
    assert (await scenario.post(1)).state == "review"


async def test_the_only_admin_may_decide_about_their_own_post(review, scenario):
    alone = replace(review, permissions=FakePermissions(reviewers=frozenset({ALICE})))
    await alone.approve_pressed(await press(scenario, "review:ok", by=ALICE), FakeReply())
    assert (await scenario.post(1)).state == "sending"


async def test_cards_in_private_speak_the_language_of_their_reviewer(review, scenario):
    english_admin = said("", sender_id=ADMIN, chat_id=ADMIN, language="en")
    await review.pending(english_admin, FakeReply())
    assert scenario.messenger.texts(ADMIN)[-1].startswith("#1 is waiting for review")
    scenario.review_chats = (ADMIN, OTHER_ADMIN)
    await scenario.submit("还有疑问", BOB)
    await scenario.run()
    assert "waiting for review" in scenario.messenger.texts(ADMIN)[-1]
    assert "待审核" in scenario.messenger.texts(OTHER_ADMIN)[-1]
    await scenario.decisions.reject(
        await scenario.post(2), by=person("小红"), version=1, reason="广告"
    )
    await scenario.run()
    assert "rejected" in scenario.messenger.texts(ADMIN)[-1]


async def test_an_approval_while_paused_says_that_it_waits(review, scenario):
    await scenario.controls.pause(person("小红"))
    reply = FakeReply()
    await review.approve_pressed(await press(scenario, "review:ok"), reply)
    assert "/resume" in reply.popups[0]


async def test_the_reason_is_told_in_the_language_of_the_author(review, scenario):
    draft = english(draft_of("also 疑", BOB, message_id=50))
    await scenario.posts.submit(draft, per_hour=0)
    await scenario.run()
    await scenario.decisions.reject(await scenario.post(2), by=person("阿杰"), version=1)
    why = pressed("review:why:2:2:advert", message_id=5, sender_id=ADMIN, chat_id=REVIEW_CHAT)
    await review.reason_pressed(why, FakeReply())
    await scenario.run()
    assert "advertising" in scenario.messenger.texts(GROUP)[-1]


async def test_the_buttons_for_the_wording_are_for_reviewers_and_say_what_came_of_them(
    review, rewording, scenario
):
    scenario.polisher = FakePolisher(mark="！")
    await scenario.submit("还有疑问", BOB)
    await scenario.run()
    card = next(m for m in reversed(scenario.messenger.messages) if m.chat_id == REVIEW_CHAT)
    press_own = pressed(
        card.button("用原文"), message_id=card.message_id, sender_id=ADMIN, chat_id=REVIEW_CHAT
    )
    with pytest.raises(PostError, match="只有审核管理员"):
        await review.own_pressed(replace(press_own, sender=person("路人", MEMBER)), FakeReply())
    reply = FakeReply()
    await rewording.rewrite_pressed(
        replace(press_own, action=card.button("改后发")), prompt := FakeReply()
    )
    assert prompt.text.endswith("还有疑问！")
    await review.own_pressed(press_own, reply)
    await review.own_pressed(press_own, reply)
    await scenario.run()
    assert "改用原文" in reply.popups[0]
    assert "旧了" in reply.popups[1]
    await review.polished_pressed(replace(press_own, action=card.button("用润色稿")), reply)
    await scenario.run()
    assert "还有疑问！" in card.text
    ok = replace(press_own, action=card.button("✅"))
    await review.approve_pressed(ok, reply)
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["还有疑问！"]
