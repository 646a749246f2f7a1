import asyncio
from dataclasses import replace

import pytest

from bot.errors import (
    BotError,
    CensorBusy,
    CensorClosed,
    CensorDown,
    CensorRefused,
    ChatGone,
    DeliveryRefused,
    DeliveryUnknown,
    ModelUnavailable,
    PostError,
)
from bot.models.post import CensorVerdict
from bot.storage.connection import Redis
from bot.texts import post as texts
from tests.fakes.posts import FakeCensor, FakePolisher
from tests.moderation.rig import ALICE, BOB, CHANNEL, GROUP, REVIEWERS, Rig, draft_of


async def test_a_harmless_post_is_published_and_its_author_told(redis: Redis):
    rig = Rig.on(redis)
    post_id = await rig.submit("大家好")
    await rig.run()
    assert rig.messenger.texts(CHANNEL) == ["大家好"]
    assert rig.messenger.texts(GROUP) == [f"投稿 #{post_id} 已发布。"]
    post = await rig.post(post_id)
    assert (post.published_chat_id, post.published_message_id) == (CHANNEL, 1)
    assert await rig.way(post_id) == ["queued", "checking", "sending", "published"]


async def test_a_bad_post_is_rejected_with_the_reason(redis: Redis):
    rig = Rig.on(redis)
    post_id = await rig.submit("很坏")
    await rig.run()
    assert rig.messenger.texts(CHANNEL) == []
    assert rig.messenger.texts(GROUP) == [f"投稿 #{post_id} 没有通过。原因：辱骂。修改后可以再投。"]


async def test_a_doubtful_post_gets_a_card_and_waits(redis: Redis):
    rig = Rig.on(redis)
    post_id = await rig.submit("可疑")
    await rig.run()
    (card,) = [sent for sent in rig.messenger.messages if sent.chat_id == REVIEWERS]
    assert card.text.startswith(f"#{post_id} 待审核")
    assert "可疑" in card.text
    assert "政治敏感" in card.text
    assert [button.label for button in card.keyboard[0]] == ["✅ 通过", "❌ 拒绝"]
    assert rig.messenger.texts(CHANNEL) == []


async def test_a_post_in_review_does_not_hold_back_its_authors_next(redis: Redis):
    rig = Rig.on(redis)
    await rig.submit("可疑")
    await rig.submit("没事")
    await rig.run()
    assert rig.messenger.texts(CHANNEL) == ["没事"]


async def test_an_approved_post_goes_out_as_it_stood_on_the_card(redis: Redis):
    rig = Rig.on(redis)
    rig.polisher = FakePolisher()
    post_id = await rig.submit("可疑")
    await rig.run()
    await rig.decisions.approve(post_id, by="管理员", version=1)
    await rig.run()
    assert rig.messenger.texts(CHANNEL) == ["可疑"]
    card = next(sent for sent in rig.messenger.messages if sent.chat_id == REVIEWERS)
    assert card.text.startswith(f"#{post_id} 已发布 · 管理员")
    assert card.keyboard == ()


async def test_a_polished_post_is_checked_again_and_its_author_sees_it(redis: Redis):
    rig = Rig.on(redis)
    rig.polisher = FakePolisher(mark="！")
    post_id = await rig.submit("你好")
    await rig.run()
    assert rig.censor.texts == ["你好", "你好！"]
    assert rig.messenger.texts(CHANNEL) == ["你好！"]
    assert "你好！" in rig.messenger.texts(GROUP)[0]
    assert await rig.way(post_id) == [
        "queued", "checking", "polishing", "rechecking", "sending", "published",
    ]  # fmt: skip


async def test_a_polished_post_of_unknown_delivery_is_asked_about_as_it_went_out(redis: Redis):
    rig = Rig.on(redis)
    rig.polisher = FakePolisher(mark="！！")
    rig.messenger.lost[CHANNEL] = [DeliveryUnknown()]
    post_id = await rig.submit("你好")
    await rig.run()
    assert "你好！！" in rig.messenger.texts(REVIEWERS)[0]
    await rig.decisions.confirm_sent(post_id, by="管理员", version=1)
    await rig.run()
    assert "润色" in rig.messenger.texts(GROUP)[0]


async def test_an_author_hears_of_a_decision_although_the_first_notice_failed(redis: Redis):
    rig = Rig.on(redis)
    rig.messenger.refusals[GROUP] = [DeliveryUnknown()]
    await rig.submit("你好")
    await rig.run()
    assert ["已发布" in told for told in rig.messenger.texts(GROUP)] == [True]


@pytest.mark.parametrize(
    "polisher",
    [
        FakePolisher(mark="坏"),
        FakePolisher(mark="疑"),
        FakePolisher(errors=[ModelUnavailable()]),
        FakePolisher(mark="字" * 4096),
        FakePolisher(mark=""),
    ],
    ids=["rejected", "doubtful", "model-down", "too-long", "unchanged"],
)
async def test_where_polishing_fails_the_text_that_passed_goes_out(
    redis: Redis, polisher: FakePolisher
):
    rig = Rig.on(redis)
    rig.polisher = polisher
    await rig.submit("你好")
    await rig.run()
    assert rig.messenger.texts(CHANNEL) == ["你好"]


async def test_a_censor_that_is_down_is_asked_again_and_then_a_person(redis: Redis):
    rig = Rig.on(redis)
    rig.censor.errors = [CensorDown(), CensorDown()]
    post_id = await rig.submit("你好")
    await rig.run()
    assert rig.messenger.texts(CHANNEL) == ["你好"]

    rig.censor.errors = [CensorDown()] * 3
    post_id = await rig.submit("再见")
    await rig.run()
    post = await rig.post(post_id)
    assert post.state == "review"
    assert post.verdict == CensorVerdict("review", "baidu", ("unchecked",))


async def test_too_fast_does_not_count_as_an_attempt(redis: Redis):
    rig = Rig.on(redis)
    rig.censor.errors = [CensorBusy() for _ in range(20)]
    await rig.submit("你好")
    await rig.run()
    assert rig.messenger.texts(CHANNEL) == ["你好"]


async def test_a_text_the_censor_cannot_read_goes_to_a_person_at_once(redis: Redis):
    rig = Rig.on(redis)
    rig.censor.errors = [CensorRefused()]
    post_id = await rig.submit("你好")
    await rig.run()
    assert (await rig.post(post_id)).state == "review"
    assert len(rig.censor.texts) == 1


async def test_a_closed_censor_alerts_the_admins_once_and_posts_go_to_them(redis: Redis):
    rig = Rig.on(redis)
    rig.censor.errors = [CensorClosed(texts.CENSOR_QUOTA_ALL) for _ in range(3)]
    ids = [await rig.submit(f"第{n}篇") for n in range(3)]
    await rig.run()
    assert [(await rig.post(post_id)).state for post_id in ids] == ["review"] * 3
    alerts = [text for text in rig.messenger.texts(REVIEWERS) if "总额度" in text]
    assert len(alerts) == 1


async def test_a_refused_delivery_is_tried_again(redis: Redis):
    rig = Rig.on(redis)
    rig.messenger.refusals[CHANNEL] = [DeliveryRefused(reason="flood: 3")]
    post_id = await rig.submit("你好")
    await rig.run()
    assert rig.messenger.texts(CHANNEL) == ["你好"]
    assert (await rig.post(post_id)).state == "published"


async def test_a_slow_censor_uses_up_no_tries_of_the_delivery(redis: Redis):
    rig = Rig.on(redis)
    rig.censor.errors = [CensorDown(), CensorDown()]
    rig.messenger.refusals[CHANNEL] = [DeliveryRefused(reason="flood: 3")] * 2
    post_id = await rig.submit("你好")
    await rig.run()
    assert (await rig.post(post_id)).state == "published"


@pytest.mark.parametrize(
    "errors",
    [[DeliveryRefused(reason="no")] * 3, [ChatGone()]],
    ids=["refused-again-and-again", "chat-gone"],
)
async def test_a_delivery_without_hope_is_given_up_and_told(redis: Redis, errors: list[BotError]):
    rig = Rig.on(redis)
    rig.messenger.refusals[CHANNEL] = errors
    post_id = await rig.submit("你好")
    await rig.run()
    assert (await rig.post(post_id)).state == "dead"
    assert "没能发布" in rig.messenger.texts(GROUP)[0]


async def test_an_unknown_delivery_is_shown_to_admins_and_never_repeated(redis: Redis):
    rig = Rig.on(redis)
    rig.messenger.lost[CHANNEL] = [DeliveryUnknown()]
    post_id = await rig.submit("你好")
    await rig.run()
    assert rig.messenger.texts(CHANNEL) == ["你好"]
    assert (await rig.post(post_id)).state == "unknown"
    card = next(sent for sent in rig.messenger.messages if sent.chat_id == REVIEWERS)
    assert [button.label for button in card.keyboard[0]] == ["已发出", "重发"]

    await rig.decisions.resend(post_id, by="管理员", version=1)
    await rig.run()
    assert rig.messenger.texts(CHANNEL) == ["你好", "你好"]
    assert (await rig.post(post_id)).state == "published"


async def test_a_card_reaches_one_admin_though_another_blocked_the_bot(redis: Redis):
    rig = Rig.on(redis)
    rig.reviewers = (11, 12)
    rig.messenger.refusals[11] = [ChatGone()]
    await rig.submit("可疑")
    await rig.run()
    assert rig.messenger.texts(11) == []
    assert len(rig.messenger.texts(12)) == 1


async def test_a_card_that_nobody_got_is_sent_again(redis: Redis):
    rig = Rig.on(redis)
    rig.messenger.refusals[REVIEWERS] = [DeliveryRefused(reason="flood: 3")]
    await rig.submit("可疑")
    await rig.run()
    assert len(rig.messenger.texts(REVIEWERS)) == 1


async def test_a_withdrawn_post_is_not_checked_nor_published(redis: Redis):
    rig = Rig.on(redis)
    post_id = await rig.submit("你好")
    await rig.decisions.withdraw(post_id, author_id=ALICE, version=1)
    await rig.run()
    assert rig.censor.texts == []
    assert rig.messenger.texts(CHANNEL) == []
    assert (await rig.post(post_id)).state == "withdrawn"


async def test_a_withdrawal_during_the_check_wins_and_frees_the_authors_next(redis: Redis):
    rig = Rig.on(redis)

    class Slow:
        async def check(self, text: str) -> CensorVerdict:
            if text == "一":
                await rig.decisions.withdraw(first, author_id=ALICE, version=1)
            return CensorVerdict("pass", "baidu")

    first, _ = await rig.submit("一"), await rig.submit("二")
    rig.censor.check = Slow().check  # type: ignore[method-assign]  # a censor that takes its time
    await rig.run()
    assert rig.messenger.texts(CHANNEL) == ["二"]


async def test_the_pump_starts_workers_and_returns_at_once(redis: Redis):
    rig = Rig.on(redis)
    rig.messenger.hangs.add(CHANNEL)
    for author in range(10):
        await rig.submit("你好", author)
    drain = rig.drain()
    for _ in range(3):
        await drain.pump()
    await asyncio.sleep(0.2)
    assert len(rig.messenger.texts(CHANNEL)) == 4  # workers, each with one delivery under way
    await drain.stop(0)
    await drain.pump()
    assert len(rig.messenger.texts(CHANNEL)) == 4


async def test_a_stop_lets_the_delivery_under_way_end(redis: Redis):
    rig = Rig.on(redis)
    ids = [await rig.submit(f"第{n}篇") for n in range(6)]
    drain = rig.drain()
    await drain.pump()
    await drain.stop(5)
    states = [(await rig.post(post_id)).state for post_id in ids]
    assert "unknown" not in states
    published = len(rig.messenger.texts(CHANNEL))
    await rig.run()
    assert rig.messenger.texts(CHANNEL) == [f"第{n}篇" for n in range(6)]
    assert published < 6


async def test_authors_do_not_wait_for_each_other_and_each_keeps_the_order(redis: Redis):
    rig = Rig.on(redis)
    for n in range(3):
        await rig.submit(f"甲{n}", ALICE)
        await rig.submit(f"乙{n}", BOB)
    await rig.run()
    sent = rig.messenger.texts(CHANNEL)
    assert [text for text in sent if text[0] == "甲"] == ["甲0", "甲1", "甲2"]
    assert [text for text in sent if text[0] == "乙"] == ["乙0", "乙1", "乙2"]


async def test_a_picture_always_goes_to_a_person_and_out_with_its_caption(redis: Redis):
    rig = Rig.on(redis)
    rig.polisher = FakePolisher()
    await rig.desk.submit(replace(draft_of("晚霞"), photo="photo-9"), per_hour=0)
    await rig.run()
    assert rig.censor.texts == ["晚霞"]
    picture, card = [sent for sent in rig.messenger.messages if sent.chat_id == REVIEWERS]
    assert picture.photo == "photo-9"
    assert "晚霞" in card.text
    assert rig.messenger.texts(CHANNEL) == []
    await rig.decisions.approve(1, by="管理员", version=1)
    await rig.run()
    (published,) = [sent for sent in rig.messenger.messages if sent.chat_id == CHANNEL]
    assert (published.photo, published.text) == ("photo-9", "晚霞")


async def test_a_bad_caption_is_rejected_without_a_person(redis: Redis):
    rig = Rig.on(redis)
    await rig.desk.submit(replace(draft_of("很坏"), photo="photo-9"), per_hour=0)
    await rig.run()
    assert (await rig.post(1)).state == "rejected"


async def test_an_edit_during_the_check_wins_over_its_verdict(redis: Redis):
    rig = Rig.on(redis)

    class Slow(FakeCensor):
        async def check(self, text: str) -> CensorVerdict:
            if text == "一":
                await rig.decisions.revise(await rig.post(1), draft_of("一改"))
            return await super().check(text)

    rig.censor = Slow()
    await rig.submit("一")
    await rig.submit("二")
    await rig.run()
    assert rig.censor.texts == ["一", "一改", "二"]
    assert rig.messenger.texts(CHANNEL) == ["一改", "二"]


async def test_an_edit_in_review_voids_the_card_and_brings_a_new_one(redis: Redis):
    rig = Rig.on(redis)
    await rig.submit("可疑")
    await rig.run()
    old = next(sent for sent in rig.messenger.messages if sent.chat_id == REVIEWERS)
    await rig.decisions.revise(await rig.post(1), draft_of("很可疑"))
    with pytest.raises(PostError):
        await rig.decisions.approve(1, by="管理员", version=1)
    await rig.drain().drain_once()  # the card is closed
    assert (old.keyboard, "作废" in old.text) == ((), True)
    await rig.run()
    assert (await rig.post(1)).state == "review"
    assert "很可疑" in rig.messenger.texts(REVIEWERS)[-1]
    with pytest.raises(PostError, match="旧了"):
        await rig.decisions.approve(1, by="管理员", version=1)
    await rig.decisions.approve(1, by="管理员", version=2)
    await rig.run()
    assert rig.messenger.texts(CHANNEL) == ["很可疑"]
