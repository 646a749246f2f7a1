"""What admins meet when they run the moderation: /deadletter, /audit, /undo, /pause, /ban."""

import asyncio

import pytest

from bot.commands.post.administration import AdministrationCommands
from bot.commands.post.author import AuthorCommands
from bot.commands.post.review import ReviewCommands
from bot.errors import ChatGone, DeliveryRefused, DeliveryUnknown, PostError
from bot.models.chat import QuotedMessage
from bot.storage.connection import Redis
from tests.fakes.chat import FakePermissions, FakeReply, said
from tests.moderation.rig import ALICE, BOB, CHANNEL, GROUP, REVIEWERS, Rig

ADMIN, MEMBER = 9, 7
MEMBERS = FakePermissions(reviewers=frozenset({ADMIN}))


@pytest.fixture
def rig(redis: Redis) -> Rig:
    return Rig.on(redis)


@pytest.fixture
def moderate(rig) -> AdministrationCommands:
    return AdministrationCommands(
        rig.desk, rig.decisions, rig.rules, MEMBERS, rig.messenger, REVIEWERS
    )


@pytest.fixture
def review(rig) -> ReviewCommands:
    return ReviewCommands(rig.desk, rig.decisions, rig.rules, MEMBERS, rig.board, REVIEWERS)


async def answer(
    verb, text: str = "", *, quoted: QuotedMessage | None = None, chat_id: int = 1
) -> str:
    """What 阿杰 reads after a command."""
    reply = FakeReply()
    await verb(said(text, sender_id=ADMIN, name="阿杰", quoted=quoted, chat_id=chat_id), reply)
    return reply.text


async def failed(rig: Rig, text: str = "你好", author: int = ALICE) -> int:
    """A post that could not be delivered."""
    rig.messenger.refusals[CHANNEL] = [ChatGone()]
    post_id = await rig.submit(text, author)
    await rig.run()
    return post_id


async def published(rig: Rig, text: str = "你好") -> int:
    post_id = await rig.submit(text)
    await rig.run()
    return post_id


@pytest.mark.parametrize("verb", ["deadletter", "audit", "undo", "pause", "resume", "ban", "unban"])
async def test_every_command_asks_for_the_right(moderate, verb):
    with pytest.raises(PostError, match="管理员"):
        await getattr(moderate, verb)(said("1", sender_id=MEMBER), FakeReply())


async def test_failed_posts_are_listed_with_their_reason(moderate, rig):
    assert "没有" in await answer(moderate.deadletter)
    await failed(rig)
    listed = await answer(moderate.deadletter)
    assert "#1 作者1：你好" in listed
    assert "不能在发布的群" in listed
    with pytest.raises(PostError, match="私聊"):
        await answer(moderate.deadletter, chat_id=GROUP)


async def test_a_failed_post_that_is_retried_is_delivered(moderate, rig):
    await failed(rig)
    assert "#1" in await answer(moderate.deadletter, "retry 1")
    await rig.run()
    assert rig.messenger.texts(CHANNEL) == ["你好"]
    assert rig.messenger.texts(GROUP)[-1] == "投稿 #1 已发布。"
    assert "没有" in await answer(moderate.deadletter)
    with pytest.raises(PostError, match="已发布"):
        await answer(moderate.deadletter, "retry 1")


async def test_all_failed_posts_are_retried_at_once(moderate, rig):
    await failed(rig, "一")
    await failed(rig, "二", BOB)
    assert "2 篇" in await answer(moderate.deadletter, "retry")
    await rig.run()
    assert sorted(rig.messenger.texts(CHANNEL)) == ["一", "二"]
    assert "没有" in await answer(moderate.deadletter, "retry")


async def test_a_wrong_word_after_deadletter_is_explained(moderate):
    for text in ("retry 一", "clear"):
        with pytest.raises(PostError, match="/deadletter retry"):
            await answer(moderate.deadletter, text)


async def test_the_record_tells_who_brought_a_post_where_and_why(moderate, rig):
    await rig.submit("可疑")
    await rig.run()
    await rig.decisions.reject(1, by="阿杰", version=1, reason="广告")
    lines = (await answer(moderate.audit, "1")).splitlines()
    assert lines[0].startswith("#1")
    assert [line.split("  ")[1] for line in lines[1:]] == [
        "作者1 投稿",
        "机器人：排队中 → 检查中",
        "机器人：检查中 → 等管理员审核",
        "阿杰：等管理员审核 → 未通过（广告）",
    ]
    with pytest.raises(PostError, match="#9"):
        await answer(moderate.audit, "9")
    with pytest.raises(PostError, match="私聊"):
        await answer(moderate.audit, "1", chat_id=GROUP)


async def test_an_undone_post_is_gone_and_its_author_told(moderate, rig):
    await published(rig)
    assert "#1" in await answer(moderate.undo, "#1")
    await rig.run()
    assert rig.messenger.texts(CHANNEL) == []
    assert rig.messenger.texts(GROUP)[-1] == "投稿 #1 发布后被管理员撤下了。"
    assert (await rig.post(1)).state == "retracted"
    assert (await rig.desk.record(ALICE)).published == 0
    assert "（撤下）" in await answer(moderate.audit, "1")


async def test_of_two_who_undo_at_once_one_does_and_the_other_is_told(moderate, rig):
    await published(rig)
    told = await asyncio.gather(
        answer(moderate.undo, "1"), answer(moderate.undo, "1"), return_exceptions=True
    )
    [refused] = [one for one in told if isinstance(one, PostError)]
    assert "发布后撤下" in str(refused)
    assert rig.messenger.texts(CHANNEL) == []
    assert [entry.to for entry in await rig.desk.audit(1)].count("retracted") == 1
    with pytest.raises(PostError, match="发布后撤下"):
        await answer(moderate.undo, "1")


async def test_a_publication_that_was_deleted_by_hand_can_be_undone(moderate, rig):
    await published(rig)
    rig.messenger.messages.clear()
    assert "#1" in await answer(moderate.undo, "1")
    await rig.run()
    assert "撤下" in rig.messenger.texts(GROUP)[-1]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (DeliveryRefused(reason="message can't be deleted"), "48 小时"),
        (ChatGone(), "进不去"),
        (DeliveryUnknown(), "再发一次"),
    ],
)
async def test_what_telegram_will_not_delete_stays_published(moderate, rig, error, words):
    await published(rig)
    rig.messenger.refusals[CHANNEL] = [error]
    with pytest.raises(PostError, match=words):
        await answer(moderate.undo, "1")
    assert (await rig.post(1)).state == "published"
    await answer(moderate.undo, "1")
    assert (await rig.post(1)).state == "retracted"


async def test_only_what_is_published_can_be_undone(moderate, rig):
    await rig.submit("可疑")
    await rig.run()
    with pytest.raises(PostError, match="等管理员审核"):
        await answer(moderate.undo, "1")
    with pytest.raises(PostError, match="/undo 12"):
        await answer(moderate.undo, "")


async def test_a_delivery_a_person_confirmed_is_theirs_to_delete(moderate, rig):
    rig.messenger.lost[CHANNEL] = [DeliveryUnknown()]
    await published(rig)
    await rig.decisions.confirm_sent(1, by="阿杰", version=1)
    with pytest.raises(PostError, match="手动"):
        await answer(moderate.undo, "1")


async def test_while_paused_posts_are_taken_but_neither_checked_nor_published(
    moderate, review, rig
):
    await rig.submit("可疑")
    await rig.run()
    assert "/resume" in await answer(moderate.pause)
    await rig.submit("你好", BOB)
    await rig.decisions.approve(1, by="阿杰", version=1)
    assert await rig.line.due() == 1  # the card is closed, nothing else
    await rig.run()
    assert rig.censor.texts == ["可疑"]
    assert rig.messenger.texts(CHANNEL) == []
    assert "阿杰" in rig.messenger.texts(REVIEWERS)[0]
    assert "⏸ 阿杰" in await answer(review.stats)
    assert "⏸ 阿杰" in await answer(review.pending)

    await answer(moderate.resume)
    await rig.run()
    assert sorted(rig.messenger.texts(CHANNEL)) == ["你好", "可疑"]
    assert "⏸" not in await answer(review.stats)
    assert "没有暂停" in await answer(moderate.resume)


async def test_a_pause_holds_a_delivery_that_has_not_begun(moderate, rig):
    await rig.submit("可疑")
    await rig.run()
    await rig.decisions.approve(1, by="阿杰", version=1)
    works = [await rig.line.claim() for _ in range(2)]
    work = next(work for work in works if work and work.notice is None)
    await answer(moderate.pause)
    assert not await rig.line.mark_sending(work)


async def test_a_banned_author_is_told_so_and_may_post_again_later(moderate, rig):
    commands = AuthorCommands(rig.desk, rig.decisions)
    message = QuotedMessage(5, "买东西找我", None, MEMBER, by_bot=False)
    assert "/unban 7" in await answer(moderate.ban, quoted=message)
    with pytest.raises(PostError, match="投稿资格"):
        await commands.submit(said("一篇", sender_id=MEMBER), FakeReply())
    assert await rig.desk.get(1) is None

    assert "7" in await answer(moderate.unban, "7")
    await commands.submit(said("一篇", sender_id=MEMBER), FakeReply())
    assert await rig.desk.get(1) is not None
    assert "没有被封禁" in await answer(moderate.unban, "7")


async def test_a_reply_to_a_card_bans_the_author_of_the_post(moderate, rig):
    await rig.submit("可疑", BOB)
    await rig.run()
    sent = rig.messenger.messages[0]
    card = QuotedMessage(sent.message_id, sent.text, None, 700, by_bot=True)
    assert str(BOB) in await answer(moderate.ban, quoted=card, chat_id=REVIEWERS)
    assert await rig.rules.unban(BOB)


async def test_a_text_that_begins_like_a_card_bans_nobody(moderate, rig):
    await rig.submit("可疑", BOB)
    await rig.submit("#1 说得对")
    await rig.run()
    published = QuotedMessage(rig.messenger.sent, "#1 说得对", None, 700, by_bot=True)
    with pytest.raises(PostError, match="/ban 123456"):
        await answer(moderate.ban, quoted=published, chat_id=CHANNEL)
    assert not await rig.rules.unban(BOB)


async def test_a_channel_that_posts_as_itself_can_be_banned_by_its_id(moderate, rig):
    assert "/unban -1007" in await answer(moderate.ban, "-1007")
    assert "恢复" in await answer(moderate.unban, "-1007")


@pytest.mark.parametrize(
    ("text", "quoted"),
    [("", None), ("小明", None), ("", QuotedMessage(5, "你好", None, 700, by_bot=True))],
    ids=["nobody", "a-name", "some-message-of-the-bot"],
)
async def test_whom_to_ban_must_be_clear(moderate, text, quoted):
    with pytest.raises(PostError, match="/ban 123456"):
        await answer(moderate.ban, text, quoted=quoted)


async def test_a_reviewer_cannot_be_banned(moderate):
    with pytest.raises(PostError, match="不能封禁"):
        await answer(moderate.ban, str(ADMIN))
