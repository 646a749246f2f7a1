"""What admins meet: cards, buttons, /pending, /approve, /reject, /stats."""

import asyncio
from dataclasses import replace

import pytest

from bot.commands.post import PostCommands
from bot.commands.review import Review
from bot.errors import ChatGone, DeliveryRefused, PostError
from bot.models.chat import Quoted, Request
from bot.models.post import CensorVerdict, Hit
from bot.moderation.cards import card_of
from bot.storage.connection import Redis
from tests.fakes.chat import FakeMembers, FakeReply, pressed, said
from tests.fakes.posts import FakeCensor
from tests.moderation.rig import ALICE, BOB, CHANNEL, GROUP, REVIEWERS, Rig, draft_of, english

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
    return Review(rig.desk, rig.decisions, rig.rules, members, rig.board, REVIEWERS)


async def press(rig: Rig, verb: str, *, by: int = ADMIN, name: str = "阿杰"):
    """A press of a button of the card that waits in the review chat."""
    post = await rig.post(1)
    card = card_of(post, await rig.desk.record(post.draft.author_id))
    action = next(b.action for row in card.keyboard for b in row if b.action.startswith(verb))
    return pressed(action, message_id=5, sender_id=by, name=name, chat_id=REVIEWERS)


async def test_pending_shows_each_card_with_its_buttons(review, rig):
    reply = FakeReply()
    await review.pending(said("", sender_id=ADMIN, chat_id=ADMIN), reply)
    card = rig.messenger.messages[-1]
    assert (card.chat_id, card.text.startswith("#1")) == (ADMIN, True)
    labels = [[button.label for button in row] for row in card.keyboard]
    assert labels == [["✅ 通过", "❌ 拒绝"], ["✏️ 改后发", "🚫 封禁"]]


async def test_pending_is_not_shown_in_front_of_others(review, rig):
    with pytest.raises(PostError, match="私聊"):
        await review.pending(said("", sender_id=ADMIN, chat_id=-100), FakeReply())
    in_review_chat = FakeReply()
    await review.pending(said("", sender_id=ADMIN, chat_id=REVIEWERS), in_review_chat)
    assert "1 篇" in in_review_chat.text
    assert rig.messenger.texts(REVIEWERS)[-1].startswith("#1")


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


async def edit_of_its_message(rig: Rig, text: str) -> None:
    """The author edits the source of #1, and it is checked anew."""
    post = await rig.post(1)
    await rig.decisions.revise(post, replace(post.draft, text=text))
    await rig.run()


def in_private(text: str) -> Request:
    return said(text, sender_id=ADMIN, name="阿杰", chat_id=ADMIN)


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


async def test_stats_counts_the_states(review):
    reply = FakeReply()
    await review.stats(said("", sender_id=ADMIN), reply)
    assert "1" in reply.text


async def test_a_rejection_acts_at_once_and_a_ready_reason_can_follow(review, rig):
    reply = FakeReply()
    await review.reject_pressed(await press(rig, "review:no"), reply)
    assert (await rig.post(1)).state == "rejected"
    labels = [button.label for row in reply.keyboard for button in row]
    assert labels[:4] == ["广告", "隐私", "不友善", "重复"]
    await rig.run()
    assert rig.messenger.texts(GROUP)[-1] == "投稿 #1 没有通过审核。修改后可以再投。"

    await review.reason_pressed(await press(rig, "review:why"), reply)
    assert "广告" in reply.notices[-1]
    assert "理由：广告" in reply.texts[-1]
    assert reply.keyboard == ()
    await rig.run()
    assert rig.messenger.texts(GROUP)[-1] == "投稿 #1 没有通过。原因：广告。修改后可以再投。"
    assert (await rig.desk.record(ALICE)).rejected == 1


async def test_a_second_reason_comes_too_late(review, rig):
    await review.reject_pressed(await press(rig, "review:no"), FakeReply())
    why = await press(rig, "review:why")
    await review.reason_pressed(why, FakeReply())
    late = FakeReply()
    await review.reason_pressed(replace(why, action=why.action.replace("advert", "repeat")), late)
    assert "#1" in late.notices[0]
    assert (await rig.post(1)).reason == "广告"


async def test_who_decided_stays_on_the_card_whoever_adds_the_reason(review, rig):
    await review.reject_pressed(await press(rig, "review:no"), FakeReply())
    by_other = await press(rig, "review:why", by=OTHER_ADMIN, name="小红")
    await review.reason_pressed(by_other, FakeReply())
    assert (await rig.post(1)).decided_by == "阿杰"


async def test_a_ban_on_the_card_rejects_and_takes_no_more_posts(review, rig):
    reply = FakeReply()
    await review.ban_pressed(await press(rig, "review:ban"), reply)
    assert f"/unban {ALICE}" in reply.notices[0]
    assert (await rig.post(1)).state == "rejected"
    refused = await rig.desk.submit(draft_of("又一篇", message_id=99), per_hour=0)
    assert refused.outcome == "banned"


async def test_the_ban_of_an_admin_who_came_too_late_does_not_count(review, rig):
    ban = await press(rig, "review:ban")
    await review.approve_pressed(await press(rig, "review:ok"), FakeReply())
    loser = FakeReply()
    await review.ban_pressed(ban, loser)
    assert "阿杰" in loser.notices[0]
    assert not await rig.rules.unban(ALICE)


async def ask_to_rewrite(review: Review, rig: Rig) -> tuple[FakeReply, int]:
    """阿杰 presses 改后发; the bot's question and its id."""
    reply = FakeReply()
    await review.rewrite_pressed(await press(rig, "review:edit"), reply)
    return reply, next(iter(reply.messages))


def answer_to(message_id: int, text: str, *, by: int = ADMIN) -> Request:
    quoted = Quoted(message_id, "✏️ #1", None, 700, by_bot=True)
    return said(text, sender_id=by, name="阿杰", chat_id=REVIEWERS, quoted=quoted)


async def test_a_reworded_post_goes_out_as_the_admin_wrote_it(review, rig):
    prompt, message_id = await ask_to_rewrite(review, rig)
    assert prompt.text.endswith("这里有疑问")
    question = prompt.messages[message_id]
    assert [span.kind for span in question.spans] == ["text_mention", "pre"]
    told = FakeReply()
    assert await review.take_rewrite(answer_to(message_id, "这里有答案"), told)
    assert "#1" in told.text
    await rig.run()
    assert rig.messenger.texts(CHANNEL) == ["这里有答案"]
    assert "管理员改过" in rig.messenger.texts(GROUP)[-1]
    card = rig.messenger.texts(REVIEWERS)[0]
    assert "阿杰" in card
    assert "这里有答案" in card
    assert "rewritten" in [entry.reason for entry in await rig.desk.audit(1)]


async def test_the_question_opens_an_answer_for_whoever_pressed(review, rig):
    prompt, message_id = await ask_to_rewrite(review, rig)
    question = prompt.messages[message_id]
    name = question.spans[0]
    assert question.asks
    assert question.text[name.offset : name.offset + name.length] == "阿杰"
    assert name.user_id == ADMIN


async def test_a_wording_for_a_post_decided_meanwhile_is_refused(review, rig):
    _, message_id = await ask_to_rewrite(review, rig)
    await rig.decisions.approve(1, by="小红", version=1)
    with pytest.raises(PostError, match="小红"):
        await review.take_rewrite(answer_to(message_id, "这里有答案"), FakeReply())
    await rig.run()
    assert rig.messenger.texts(CHANNEL) == ["这里有疑问"]


async def test_an_old_card_cannot_approve_what_was_reworded(review, rig):
    old = await press(rig, "review:ok")
    _, message_id = await ask_to_rewrite(review, rig)
    await review.take_rewrite(answer_to(message_id, "这里有答案"), FakeReply())
    late = FakeReply()
    await review.approve_pressed(old, late)
    assert "阿杰" in late.notices[0]
    await rig.run()
    assert rig.messenger.texts(CHANNEL) == ["这里有答案"]


async def test_a_card_of_before_an_edit_is_void_and_decides_nothing(review, rig):
    long = "疑" + "字" * 4095
    await edit_of_its_message(rig, long)
    old = await press(rig, "review:ok")
    await edit_of_its_message(rig, long[:-1] + "改")
    reply = FakeReply()
    await review.approve_pressed(old, reply)
    assert "/pending" in reply.notices[0]
    assert "作废" in reply.text
    assert reply.keyboard == ()  # its text stands in another message, and is the old one
    assert (await rig.post(1)).state == "review"
    await rig.board.refresh(await rig.post(1))
    cards = [sent for sent in rig.messenger.messages if sent.text.startswith("#1")]
    assert [bool(card.keyboard) for card in cards] == [False, False, True]


@pytest.mark.parametrize("first", ["approve", "withdraw"])
async def test_of_an_approval_and_a_withdrawal_at_once_one_counts(review, rig, first):
    ok, back = FakeReply(), FakeReply()
    commands = PostCommands(rig.desk, rig.decisions)
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
    was_refused = any(isinstance(one, PostError) for one in ended) or "已经由" in ok.notices[0]
    assert (state, was_refused) in {("published", True), ("withdrawn", True)}
    assert rig.messenger.texts(CHANNEL) == (["这里有疑问"] if state == "published" else [])


async def test_an_edit_while_the_approved_text_goes_out_changes_nothing(review, rig):
    commands = PostCommands(rig.desk, rig.decisions)
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
    marks = (Hit(0, 5, "politics"), Hit(4090, 4096, "politics"))
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


async def test_only_an_answer_to_the_question_by_a_reviewer_rewords(review, rig):
    _, message_id = await ask_to_rewrite(review, rig)
    with pytest.raises(PostError, match="管理员"):
        await review.take_rewrite(answer_to(message_id, "改", by=MEMBER), FakeReply())
    assert not await review.take_rewrite(answer_to(message_id + 1, "改"), FakeReply())
    assert not await review.take_rewrite(said("改", sender_id=ADMIN), FakeReply())
    with pytest.raises(PostError, match="4097"):
        await review.take_rewrite(answer_to(message_id, "字" * 4097), FakeReply())
    assert (await rig.post(1)).state == "review"


@pytest.mark.parametrize("verb", ["ok", "no", "edit", "ban"])
async def test_nobody_decides_about_their_own_post(review, rig, verb):
    own = await press(rig, f"review:{verb}", by=ALICE)
    members = FakeMembers(reviewers=frozenset({ALICE, ADMIN}))
    of_author = replace(review, members=members)
    presses = {
        "ok": of_author.approve_pressed,
        "no": of_author.reject_pressed,
        "edit": of_author.rewrite_pressed,
        "ban": of_author.ban_pressed,
    }
    with pytest.raises(PostError, match="你自己的投稿"):
        await presses[verb](own, FakeReply())
    with pytest.raises(PostError, match="你自己的投稿"):
        await of_author.approve(said("1", sender_id=ALICE), FakeReply())
    assert (await rig.post(1)).state == "review"


async def test_the_only_admin_may_decide_about_their_own_post(review, rig):
    alone = replace(review, members=FakeMembers(reviewers=frozenset({ALICE})))
    await alone.approve_pressed(await press(rig, "review:ok", by=ALICE), FakeReply())
    assert (await rig.post(1)).state == "sending"


async def test_cards_in_private_speak_the_language_of_their_reviewer(review, rig):
    english_admin = said("", sender_id=ADMIN, chat_id=ADMIN, language="en")
    await review.pending(english_admin, FakeReply())
    assert rig.messenger.texts(ADMIN)[-1].startswith("#1 waits for review")
    rig.reviewers = (ADMIN, OTHER_ADMIN)
    await rig.submit("还有疑问", BOB)
    await rig.run()
    assert "waits for review" in rig.messenger.texts(ADMIN)[-1]
    assert "待审核" in rig.messenger.texts(OTHER_ADMIN)[-1]
    await rig.decisions.reject(2, by="小红", reason="广告")
    await rig.run()
    assert "rejected" in rig.messenger.texts(ADMIN)[-1]


async def test_an_approval_while_paused_says_that_it_waits(review, rig):
    await rig.rules.pause("小红")
    reply = FakeReply()
    await review.approve_pressed(await press(rig, "review:ok"), reply)
    assert "/resume" in reply.notices[0]


async def test_the_reason_is_told_in_the_language_of_the_author(review, rig):
    draft = english(draft_of("also 疑", BOB, message_id=50))
    await rig.desk.submit(draft, per_hour=0)
    await rig.run()
    await rig.decisions.reject(2, by="阿杰")
    why = pressed("review:why:2:2:advert", message_id=5, sender_id=ADMIN, chat_id=REVIEWERS)
    await review.reason_pressed(why, FakeReply())
    await rig.run()
    assert "advertising" in rig.messenger.texts(GROUP)[-1]
