"""What admins meet when they run the moderation: /deadletter, /audit, /undo, /pause, /ban."""

import asyncio

import pytest

from bot.commands.dead_updates import DeadUpdateCommands
from bot.commands.post.administration import AdministrationCommands
from bot.commands.post.author import AuthorCommands
from bot.commands.post.review import ReviewCommands
from bot.errors import (
    ChatGone,
    DeliveryPostponed,
    DeliveryRefused,
    DeliveryUnknown,
    ModelPaused,
    PostError,
)
from bot.models.chat import QuotedMessage
from bot.storage.connection import Redis
from bot.storage.inbox.inbox import RedisInbox
from tests.fakes.chat import FakePermissions, FakeReply, person, said
from tests.fakes.usage import FakeUsage, caller
from tests.fakes.work import claim_one
from tests.moderation.post_scenario import ALICE, BOB, CHANNEL, GROUP, REVIEW_CHAT, PostScenario

ADMIN, MEMBER = 9, 7
PERMISSIONS = FakePermissions(reviewers=frozenset({ADMIN}), review_chat_id=REVIEW_CHAT)


@pytest.fixture
def scenario(redis: Redis) -> PostScenario:
    return PostScenario.on(redis)


@pytest.fixture
def inbox(redis: Redis) -> RedisInbox:
    return RedisInbox(redis, lease_ms=60_000)


@pytest.fixture
def administration(scenario, inbox) -> AdministrationCommands:
    return AdministrationCommands(
        scenario.posts,
        scenario.decisions,
        scenario.controls,
        PERMISSIONS,
        scenario.messenger,
        FakeUsage(),
        DeadUpdateCommands(inbox),
    )


@pytest.fixture
def review(scenario) -> ReviewCommands:
    return ReviewCommands(
        scenario.posts,
        scenario.decisions,
        scenario.controls,
        PERMISSIONS,
        scenario.cards,
    )


async def answer(
    verb, text: str = "", *, quoted: QuotedMessage | None = None, chat_id: int = 1
) -> str:
    """What 阿杰 reads after a command."""
    reply = FakeReply()
    await verb(said(text, sender_id=ADMIN, name="阿杰", quoted=quoted, chat_id=chat_id), reply)
    return reply.text


async def failed(scenario: PostScenario, text: str = "你好", author: int = ALICE) -> int:
    """A post that could not be delivered."""
    scenario.messenger.refusals[CHANNEL] = [ChatGone()]
    post_id = await scenario.submit(text, author)
    await scenario.run()
    return post_id


async def published(scenario: PostScenario, text: str = "你好") -> int:
    post_id = await scenario.submit(text)
    await scenario.run()
    return post_id


@pytest.mark.parametrize("verb", ["deadletter", "audit", "undo", "pause", "resume", "ban", "unban"])
async def test_every_command_asks_for_the_right(administration, verb):
    with pytest.raises(PostError, match="管理员"):
        await getattr(administration, verb)(said("1", sender_id=MEMBER), FakeReply())


async def test_failed_posts_are_listed_with_their_reason(administration, scenario):
    assert "没有" in await answer(administration.deadletter)
    await failed(scenario)
    listed = await answer(administration.deadletter)
    assert "#1 作者1：你好" in listed
    assert "不能在发布的群" in listed
    with pytest.raises(PostError, match="私聊"):
        await answer(administration.deadletter, chat_id=GROUP)


async def test_a_failed_post_that_is_retried_is_delivered(administration, scenario):
    await failed(scenario)
    assert "#1" in await answer(administration.deadletter, "retry 1")
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["你好"]
    assert scenario.messenger.texts(GROUP)[-1] == "投稿 #1 已发布。"
    assert "没有" in await answer(administration.deadletter)
    with pytest.raises(PostError, match="已发布"):
        await answer(administration.deadletter, "retry 1")


async def test_all_failed_posts_are_retried_at_once(administration, scenario):
    await failed(scenario, "一")
    await failed(scenario, "二", BOB)
    assert "2 篇" in await answer(administration.deadletter, "retry")
    await scenario.run()
    assert sorted(scenario.messenger.texts(CHANNEL)) == ["一", "二"]
    assert "没有" in await answer(administration.deadletter, "retry")


async def test_a_wrong_word_after_deadletter_is_explained(administration):
    for text in ("retry 一", "clear"):
        with pytest.raises(PostError, match="/deadletter retry"):
            await answer(administration.deadletter, text)


async def test_the_audit_trail_tells_who_moved_a_post_where_and_why(administration, scenario):
    await scenario.submit("可疑")
    await scenario.run()
    await scenario.decisions.reject(await scenario.post(1), by=person("阿杰"), version=1)
    rejected = await scenario.post(1)
    await scenario.decisions.add_reason(rejected, "广告", by=person("阿杰"), version=2)
    lines = (await answer(administration.audit, "1")).splitlines()
    assert lines[0].startswith("#1")
    assert [line.split("  ")[1] for line in lines[1:]] == [
        "作者1（1）：投稿",
        "机器人：检查中 → 等管理员审核",
        "阿杰（9）：等管理员审核 → 未通过",
        "阿杰（9）：未通过（广告）",
    ]
    with pytest.raises(PostError, match="#9"):
        await answer(administration.audit, "9")
    with pytest.raises(PostError, match="私聊"):
        await answer(administration.audit, "1", chat_id=GROUP)


async def test_an_admin_who_is_called_like_the_bot_cannot_pass_as_it(administration, scenario):
    await scenario.submit("可疑")
    await scenario.run()
    await scenario.decisions.reject(await scenario.post(1), by=person("worker"), version=1)
    *_, line = (await answer(administration.audit, "1")).splitlines()
    assert "worker（9）：" in line
    assert "机器人" not in line


async def test_who_moved_a_post_is_read_from_entries_without_ids_too(
    administration, scenario, redis
):
    await scenario.submit("可疑")
    await scenario.run()
    for by in ("worker", "阿杰"):
        old = {"from": "queued", "to": "review", "by": by, "reason": ""}
        await redis.xadd("{posts}:audit:1", old)
    *_, by_bot, by_person = (await answer(administration.audit, "1")).splitlines()
    assert "机器人：" in by_bot
    assert "阿杰：" in by_person


async def test_every_order_of_an_admin_is_on_record_with_name_and_id(administration, scenario):
    assert "还没有" in await answer(administration.audit)
    await answer(administration.pause)
    await answer(administration.resume)
    await answer(administration.ban, "7")
    await answer(administration.unban, "7")
    lines = (await answer(administration.audit)).splitlines()[1:]
    assert [line.split("  ")[1] for line in lines] == [
        *("阿杰（9）：/pause", "阿杰（9）：/resume", "阿杰（9）：/ban 7", "阿杰（9）：/unban 7"),
    ]
    with pytest.raises(PostError, match="私聊"):
        await answer(administration.audit, chat_id=GROUP)


async def test_a_ban_by_the_button_of_a_card_is_on_record_too(administration, scenario):
    await scenario.submit("可疑", BOB)
    await scenario.run()
    post = await scenario.post(1)
    await scenario.decisions.reject(post, by=person("阿杰"), version=1, bans_author=True)
    assert f"阿杰（9）：/ban {BOB}" in await answer(administration.audit)


async def test_an_undone_post_is_gone_and_its_author_told(administration, scenario):
    await published(scenario)
    assert "#1" in await answer(administration.undo, "#1")
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == []
    assert scenario.messenger.texts(GROUP)[-1] == "投稿 #1 发布后被管理员撤下了。"
    assert (await scenario.post(1)).state == "retracted"
    assert (await scenario.posts.record(ALICE)).published == 0
    assert "（撤下）" in await answer(administration.audit, "1")


async def test_of_two_who_undo_at_once_one_does_and_the_other_is_told(administration, scenario):
    await published(scenario)
    told = await asyncio.gather(
        answer(administration.undo, "1"), answer(administration.undo, "1"), return_exceptions=True
    )
    [refused] = [one for one in told if isinstance(one, PostError)]
    assert "发布后撤下" in str(refused)
    assert scenario.messenger.texts(CHANNEL) == []
    assert [entry.to for entry in await scenario.posts.audit(1)].count("retracted") == 1
    with pytest.raises(PostError, match="发布后撤下"):
        await answer(administration.undo, "1")


async def test_a_publication_that_was_deleted_by_hand_can_be_undone(administration, scenario):
    await published(scenario)
    scenario.messenger.messages.clear()
    assert "#1" in await answer(administration.undo, "1")
    await scenario.run()
    assert "撤下" in scenario.messenger.texts(GROUP)[-1]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (DeliveryRefused(reason="message can't be deleted"), "48 小时"),
        (ChatGone(), "进不去"),
        (DeliveryUnknown(), "再发一次"),
    ],
)
async def test_what_telegram_will_not_delete_stays_published(
    administration, scenario, error, words
):
    await published(scenario)
    scenario.messenger.refusals[CHANNEL] = [error]
    with pytest.raises(PostError, match=words):
        await answer(administration.undo, "1")
    assert (await scenario.post(1)).state == "published"
    await answer(administration.undo, "1")
    assert (await scenario.post(1)).state == "retracted"


async def test_an_undo_comes_back_when_its_chat_may_be_called(administration, scenario):
    await published(scenario)
    scenario.messenger.busy_s[CHANNEL] = 60
    with pytest.raises(DeliveryPostponed):
        await answer(administration.undo, "1")
    assert (await scenario.post(1)).state == "published"


async def test_only_what_is_published_can_be_undone(administration, scenario):
    await scenario.submit("可疑")
    await scenario.run()
    with pytest.raises(PostError, match="等管理员审核"):
        await answer(administration.undo, "1")
    with pytest.raises(PostError, match="/undo 12"):
        await answer(administration.undo, "")


async def test_a_delivery_a_person_confirmed_is_theirs_to_delete(administration, scenario):
    scenario.messenger.lost[CHANNEL] = [DeliveryUnknown()]
    await published(scenario)
    await scenario.confirm_sent(1, version=1)
    with pytest.raises(PostError, match="手动"):
        await answer(administration.undo, "1")


async def test_while_paused_posts_are_taken_but_neither_checked_nor_published(
    administration, review, scenario
):
    await scenario.submit("可疑")
    await scenario.run()
    assert "/resume" in await answer(administration.pause)
    await scenario.submit("你好", BOB)
    await scenario.decisions.approve(await scenario.post(1), by=person("阿杰"), version=1)
    assert await scenario.work_once()  # the card shows the decision, nothing else is done
    assert not await scenario.work_once()
    assert scenario.censor.texts == ["可疑"]
    assert scenario.messenger.texts(CHANNEL) == []
    assert "阿杰" in scenario.messenger.texts(REVIEW_CHAT)[0]
    assert "⏸ 阿杰" in await review.counted(said("", sender_id=ADMIN))
    assert "⏸ 阿杰" in await answer(review.pending)

    await answer(administration.resume)
    await scenario.run()
    assert sorted(scenario.messenger.texts(CHANNEL)) == ["你好", "可疑"]
    assert "⏸" not in await review.counted(said("", sender_id=ADMIN))
    assert "没有暂停" in await answer(administration.resume)


async def test_a_pause_holds_a_delivery_that_has_not_begun(administration, scenario):
    await scenario.submit("可疑")
    await scenario.run()
    await scenario.approve(1, version=1)
    items = [await claim_one(scenario.queue) for _ in range(2)]
    post = next(item for item in items if item and item.notification is None)
    await answer(administration.pause)
    assert not await scenario.queue.mark_sending(post)


async def test_a_banned_author_is_told_so_and_may_post_again_later(administration, scenario):
    commands = AuthorCommands(scenario.posts, scenario.decisions)
    message = QuotedMessage(5, "买东西找我", None, MEMBER, by_bot=False)
    assert "/unban 7" in await answer(administration.ban, quoted=message)
    with pytest.raises(PostError, match="投稿资格"):
        await commands.submit(said("一篇", sender_id=MEMBER), FakeReply())
    assert await scenario.posts.get(1) is None

    assert "7" in await answer(administration.unban, "7")
    await commands.submit(said("一篇", sender_id=MEMBER), FakeReply())
    assert await scenario.posts.get(1) is not None
    assert "没有被封禁" in await answer(administration.unban, "7")


async def test_a_reply_to_a_card_bans_the_author_of_the_post(administration, scenario):
    await scenario.submit("可疑", BOB)
    await scenario.run()
    sent = scenario.messenger.messages[0]
    card = QuotedMessage(sent.message_id, sent.text, None, 700, by_bot=True)
    assert str(BOB) in await answer(administration.ban, quoted=card, chat_id=REVIEW_CHAT)
    assert await scenario.controls.unban(BOB, person("甲"))


async def test_a_text_that_begins_like_a_card_bans_nobody(administration, scenario):
    await scenario.submit("可疑", BOB)
    await scenario.submit("#1 说得对")
    await scenario.run()
    published = QuotedMessage(scenario.messenger.sent, "#1 说得对", None, 700, by_bot=True)
    with pytest.raises(PostError, match="/ban 123456"):
        await answer(administration.ban, quoted=published, chat_id=CHANNEL)
    assert not await scenario.controls.unban(BOB, person("甲"))


async def test_a_channel_that_posts_as_itself_can_be_banned_by_its_id(administration, scenario):
    assert "/unban -1007" in await answer(administration.ban, "-1007")
    assert "恢复" in await answer(administration.unban, "-1007")


@pytest.mark.parametrize(
    ("text", "quoted"),
    [("", None), ("小明", None), ("", QuotedMessage(5, "你好", None, 700, by_bot=True))],
    ids=["nobody", "a-name", "some-message-of-the-bot"],
)
async def test_whom_to_ban_must_be_clear(administration, text, quoted):
    with pytest.raises(PostError, match="/ban 123456"):
        await answer(administration.ban, text, quoted=quoted)


async def test_a_reviewer_cannot_be_banned(administration):
    with pytest.raises(PostError, match="不能封禁"):
        await answer(administration.ban, str(ADMIN))


@pytest.mark.parametrize("word", ["model", "模型", " Model "])
async def test_pause_model_stops_model_calls_and_no_posts(administration, scenario, word):
    assert "暂停大模型" in await answer(administration.pause, word)
    with pytest.raises(ModelPaused):
        await administration.model_switch.begin_call(caller())
    assert await scenario.controls.paused_by() is None
    assert "恢复" in await answer(administration.resume, word)
    await administration.model_switch.begin_call(caller())
    assert "没有暂停" in await answer(administration.resume, word)


async def test_pause_of_something_else_pauses_nothing(administration, scenario):
    with pytest.raises(PostError, match="/pause model"):
        await answer(administration.pause, "modle")
    assert await scenario.controls.paused_by() is None


async def test_updates_that_were_given_up_are_listed_retried_and_cleared(administration, inbox):
    for update_id in (7, 8):
        await inbox.bury(update_id, "{}", "UnicodeEncodeError")
    reply = FakeReply()
    await administration.deadletter(said("inbox", sender_id=ADMIN), reply)
    assert "2 条" in reply.text
    assert [line.split()[0] for line in reply.text.splitlines()[1:]] == ["7", "8"]
    assert "UnicodeEncodeError" in reply.text
    await administration.deadletter(said("inbox retry 7", sender_id=ADMIN), reply)
    assert await inbox.backlog() == 1
    with pytest.raises(PostError, match="7"):
        await administration.deadletter(said("inbox retry 7", sender_id=ADMIN), reply)
    await administration.deadletter(said("inbox clear", sender_id=ADMIN), reply)
    assert await inbox.count_dead() == 0
    last = FakeReply()
    await administration.deadletter(said("inbox", sender_id=ADMIN), last)
    assert last.text == "没有处理失败的消息。"


async def test_updates_that_were_given_up_are_for_admins_in_private(administration):
    with pytest.raises(PostError):
        await administration.deadletter(said("inbox clear", sender_id=MEMBER), FakeReply())
    asked = said("inbox", sender_id=ADMIN, chat_id=GROUP)
    with pytest.raises(PostError, match="私聊"):
        await administration.deadletter(asked, FakeReply())
    with pytest.raises(PostError, match="inbox"):
        await administration.deadletter(said("inbox burn", sender_id=ADMIN), FakeReply())
