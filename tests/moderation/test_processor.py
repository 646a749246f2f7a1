import pytest

from bot.app.posts import post_worker
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
from bot.ports.posts import ClaimedPost
from bot.storage.connection import Redis
from bot.texts import censor as censor_texts
from bot.work.leased_worker import LeasedWorker
from tests.fakes.posts import FakeCensor, FakePolisher
from tests.moderation.post_scenario import (
    ALICE,
    BOB,
    CHANNEL,
    GROUP,
    REVIEW_CHAT,
    PostScenario,
    draft_of,
)


def post_worker_of(scenario: PostScenario) -> LeasedWorker[ClaimedPost]:
    """The worker as the bot builds it."""
    return post_worker(scenario.queue, scenario.processor, scenario.notifications, lease_s=60)


async def test_a_harmless_post_is_published_and_its_author_told(redis: Redis):
    scenario = PostScenario.on(redis)
    post_id = await scenario.submit("大家好")
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["大家好"]
    assert scenario.messenger.texts(GROUP) == [f"投稿 #{post_id} 已发布。"]
    post = await scenario.post(post_id)
    assert (post.published_chat_id, post.published_message_id) == (CHANNEL, 1)
    assert await scenario.states(post_id) == ["queued", "sending", "published"]


async def test_a_bad_post_is_rejected_with_the_reason(redis: Redis):
    scenario = PostScenario.on(redis)
    post_id = await scenario.submit("很坏")
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == []
    assert scenario.messenger.texts(GROUP) == [
        f"投稿 #{post_id} 没有通过。原因：辱骂。修改后可以再投。"
    ]


async def test_a_doubtful_post_gets_a_card_and_waits(redis: Redis):
    scenario = PostScenario.on(redis)
    post_id = await scenario.submit("可疑")
    await scenario.run()
    (card,) = [sent for sent in scenario.messenger.messages if sent.chat_id == REVIEW_CHAT]
    assert card.text.startswith(f"#{post_id} 待审核")
    assert "可疑" in card.text
    assert "政治敏感" in card.text
    assert [button.label for button in card.keyboard[0]] == ["✅ 通过", "❌ 拒绝"]
    assert scenario.messenger.texts(CHANNEL) == []


async def test_a_post_in_review_does_not_hold_back_its_authors_next(redis: Redis):
    scenario = PostScenario.on(redis)
    await scenario.submit("可疑")
    await scenario.submit("没事")
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["没事"]


async def test_an_approved_post_goes_out_as_it_stood_on_the_card(redis: Redis):
    scenario = PostScenario.on(redis)
    post_id = await scenario.submit("可疑")
    await scenario.run()
    await scenario.approve(post_id)
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["可疑"]
    card = next(sent for sent in scenario.messenger.messages if sent.chat_id == REVIEW_CHAT)
    assert card.text.startswith(f"#{post_id} 已发布 · 管理员")
    assert card.keyboard == ()


async def test_a_polished_post_is_checked_again_and_its_author_sees_it(redis: Redis):
    scenario = PostScenario.on(redis)
    scenario.polisher = FakePolisher(mark="！")
    post_id = await scenario.submit("你好")
    await scenario.run()
    assert scenario.censor.texts == ["你好", "你好！"]
    assert scenario.messenger.texts(CHANNEL) == ["你好！"]
    told = scenario.messenger.messages[-1]
    assert (told.chat_id, told.styled("underline")) == (GROUP, ["！"])
    assert await scenario.states(post_id) == [
        "queued", "polishing", "rechecking", "sending", "published",
    ]  # fmt: skip


async def test_a_polished_post_of_unknown_delivery_is_asked_about_as_it_went_out(redis: Redis):
    scenario = PostScenario.on(redis)
    scenario.polisher = FakePolisher(mark="！！")
    scenario.messenger.lost[CHANNEL] = [DeliveryUnknown()]
    post_id = await scenario.submit("你好")
    await scenario.run()
    assert "你好！！" in scenario.messenger.texts(REVIEW_CHAT)[0]
    await scenario.confirm_sent(post_id)
    await scenario.run()
    assert "润色" in scenario.messenger.texts(GROUP)[0]


async def test_an_author_hears_of_a_decision_although_the_first_notice_failed(redis: Redis):
    scenario = PostScenario.on(redis)
    scenario.messenger.refusals[GROUP] = [DeliveryUnknown()]
    await scenario.submit("你好")
    await scenario.run()
    assert ["已发布" in told for told in scenario.messenger.texts(GROUP)] == [True]


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
    scenario = PostScenario.on(redis)
    scenario.polisher = polisher
    await scenario.submit("你好")
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["你好"]


async def test_a_censor_that_is_down_is_asked_again_and_then_a_person(redis: Redis):
    scenario = PostScenario.on(redis)
    scenario.censor.errors = [CensorDown(), CensorDown()]
    post_id = await scenario.submit("你好")
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["你好"]

    scenario.censor.errors = [CensorDown()] * 3
    post_id = await scenario.submit("再见")
    await scenario.run()
    post = await scenario.post(post_id)
    assert post.state == "review"
    assert post.verdict == CensorVerdict("review", "baidu", ("unchecked",))


async def test_too_fast_does_not_count_as_an_attempt(redis: Redis):
    scenario = PostScenario.on(redis)
    scenario.censor.errors = [CensorBusy() for _ in range(20)]
    await scenario.submit("你好")
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["你好"]


async def test_a_text_the_censor_cannot_read_goes_to_a_person_at_once(redis: Redis):
    scenario = PostScenario.on(redis)
    scenario.censor.errors = [CensorRefused()]
    post_id = await scenario.submit("你好")
    await scenario.run()
    assert (await scenario.post(post_id)).state == "review"
    assert len(scenario.censor.texts) == 1


async def test_a_closed_censor_alerts_the_admins_once_and_posts_go_to_them(redis: Redis):
    scenario = PostScenario.on(redis)
    scenario.censor.errors = [CensorClosed(censor_texts.QUOTA_ALL) for _ in range(3)]
    ids = [await scenario.submit(f"第{n}篇") for n in range(3)]
    await scenario.run()
    assert [(await scenario.post(post_id)).state for post_id in ids] == ["review"] * 3
    alerts = [text for text in scenario.messenger.texts(REVIEW_CHAT) if "总额度" in text]
    assert len(alerts) == 1


async def test_a_refused_delivery_is_tried_again(redis: Redis):
    scenario = PostScenario.on(redis)
    scenario.messenger.refusals[CHANNEL] = [DeliveryRefused(reason="flood: 3")]
    post_id = await scenario.submit("你好")
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["你好"]
    assert (await scenario.post(post_id)).state == "published"


async def test_a_slow_censor_uses_up_no_tries_of_the_delivery(redis: Redis):
    scenario = PostScenario.on(redis)
    scenario.censor.errors = [CensorDown(), CensorDown()]
    scenario.messenger.refusals[CHANNEL] = [DeliveryRefused(reason="flood: 3")] * 2
    post_id = await scenario.submit("你好")
    await scenario.run()
    assert (await scenario.post(post_id)).state == "published"


@pytest.mark.parametrize(
    "errors",
    [[DeliveryRefused(reason="no")] * 3, [ChatGone()]],
    ids=["refused-again-and-again", "chat-gone"],
)
async def test_a_delivery_without_hope_is_given_up_and_told(redis: Redis, errors: list[BotError]):
    scenario = PostScenario.on(redis)
    scenario.messenger.refusals[CHANNEL] = errors
    post_id = await scenario.submit("你好")
    await scenario.run()
    assert (await scenario.post(post_id)).state == "dead"
    assert "没能发布" in scenario.messenger.texts(GROUP)[0]


async def test_an_unknown_delivery_is_shown_to_admins_and_never_repeated(redis: Redis):
    scenario = PostScenario.on(redis)
    scenario.messenger.lost[CHANNEL] = [DeliveryUnknown()]
    post_id = await scenario.submit("你好")
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["你好"]
    assert (await scenario.post(post_id)).state == "unknown"
    card = next(sent for sent in scenario.messenger.messages if sent.chat_id == REVIEW_CHAT)
    assert [button.label for button in card.keyboard[0]] == ["已发出", "重发"]

    await scenario.resend(post_id)
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["你好", "你好"]
    assert (await scenario.post(post_id)).state == "published"


async def test_a_card_reaches_one_admin_though_another_blocked_the_bot(redis: Redis):
    scenario = PostScenario.on(redis)
    scenario.review_chats = (11, 12)
    scenario.messenger.refusals[11] = [ChatGone()]
    await scenario.submit("可疑")
    await scenario.run()
    assert scenario.messenger.texts(11) == []
    assert len(scenario.messenger.texts(12)) == 1


async def test_a_card_that_nobody_got_is_sent_again(redis: Redis):
    scenario = PostScenario.on(redis)
    scenario.messenger.refusals[REVIEW_CHAT] = [DeliveryRefused(reason="flood: 3")]
    await scenario.submit("可疑")
    await scenario.run()
    assert len(scenario.messenger.texts(REVIEW_CHAT)) == 1


async def test_a_post_that_was_decided_before_its_card_was_sent_gets_no_card(redis: Redis):
    scenario = PostScenario.on(redis)
    post_id = await scenario.submit("可疑")
    while (await scenario.post(post_id)).state != "review":
        assert await scenario.work_once()
    await scenario.approve(post_id)
    await scenario.run()
    assert scenario.messenger.texts(REVIEW_CHAT) == []
    assert scenario.messenger.texts(CHANNEL) == ["可疑"]


async def test_a_withdrawn_post_is_not_checked_nor_published(redis: Redis):
    scenario = PostScenario.on(redis)
    post_id = await scenario.submit("你好")
    await scenario.decisions.withdraw(post_id, author_id=ALICE, version=1)
    await scenario.run()
    assert scenario.censor.texts == []
    assert scenario.messenger.texts(CHANNEL) == []
    assert (await scenario.post(post_id)).state == "withdrawn"


async def test_a_withdrawal_during_the_check_wins_and_frees_the_authors_next(redis: Redis):
    scenario = PostScenario.on(redis)

    class Slow:
        async def check(self, text: str) -> CensorVerdict:
            if text == "一":
                await scenario.decisions.withdraw(first, author_id=ALICE, version=1)
            return CensorVerdict("pass", "baidu")

    first, _ = await scenario.submit("一"), await scenario.submit("二")
    scenario.censor.check = Slow().check  # type: ignore[method-assign]  # a censor that takes its time
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["二"]


async def test_a_step_of_a_worker_that_is_cut_off_in_a_delivery_ends_as_unknown(redis: Redis):
    scenario = PostScenario.on(redis)
    scenario.messenger.hangs.add(CHANNEL)
    post_id = await scenario.submit("你好")
    worker = post_worker_of(scenario)
    worker.start()
    await worker.claim_due()
    await scenario.messenger.wait_for(CHANNEL, 1)
    worker.stop_claiming()
    assert not await worker.finish(0)
    await worker.close()
    scenario.messenger.hangs.clear()
    await scenario.run()
    assert (await scenario.post(post_id)).state == "unknown"
    assert scenario.messenger.texts(CHANNEL) == ["你好"]


async def test_a_worker_brings_many_posts_to_their_end_and_starts_at_a_wake_up(redis: Redis):
    scenario = PostScenario.on(redis)
    worker = post_worker_of(scenario)
    worker.start()
    ids = [await scenario.submit(f"第{n}篇", author) for n in range(3) for author in range(10)]
    await scenario.messenger.wait_for(CHANNEL, len(ids))
    worker.stop_claiming()
    assert await worker.finish(5)
    await worker.close()
    await scenario.run()
    assert {(await scenario.post(post_id)).state for post_id in ids} == {"published"}


async def test_authors_do_not_wait_for_each_other_and_each_keeps_the_order(redis: Redis):
    scenario = PostScenario.on(redis)
    for n in range(3):
        await scenario.submit(f"甲{n}", ALICE)
        await scenario.submit(f"乙{n}", BOB)
    await scenario.run()
    sent = scenario.messenger.texts(CHANNEL)
    assert [text for text in sent if text[0] == "甲"] == ["甲0", "甲1", "甲2"]
    assert [text for text in sent if text[0] == "乙"] == ["乙0", "乙1", "乙2"]


async def test_an_edit_during_the_check_wins_over_its_verdict(redis: Redis):
    scenario = PostScenario.on(redis)

    class Slow(FakeCensor):
        async def check(self, text: str) -> CensorVerdict:
            if text == "一":
                await scenario.decisions.revise(await scenario.post(1), draft_of("一改"))
            return await super().check(text)

    scenario.censor = Slow()
    await scenario.submit("一")
    await scenario.submit("二")
    await scenario.run()
    assert scenario.censor.texts == ["一", "一改", "二"]
    assert scenario.messenger.texts(CHANNEL) == ["一改", "二"]


async def test_an_edit_in_review_voids_the_card_and_brings_a_new_one(redis: Redis):
    scenario = PostScenario.on(redis)
    await scenario.submit("可疑")
    await scenario.run()
    old = next(sent for sent in scenario.messenger.messages if sent.chat_id == REVIEW_CHAT)
    await scenario.decisions.revise(await scenario.post(1), draft_of("很可疑"))
    with pytest.raises(PostError):
        await scenario.approve(1)
    await scenario.work_once()  # the card is closed
    assert (old.keyboard, "作废" in old.text) == ((), True)
    await scenario.run()
    assert (await scenario.post(1)).state == "review"
    assert "很可疑" in scenario.messenger.texts(REVIEW_CHAT)[-1]
    with pytest.raises(PostError, match="旧了"):
        await scenario.approve(1)
    await scenario.approve(1, version=2)
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["很可疑"]
