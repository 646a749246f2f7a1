"""What admins meet who pause posts and models, and ban authors."""

import pytest

from bot.commands.post.administration import AdministrationCommands
from bot.commands.post.author import AuthorCommands
from bot.commands.post.review import ReviewCommands
from bot.errors import (
    ModelPaused,
    PostError,
)
from bot.models.chat import QuotedMessage
from bot.storage.connection import Redis
from tests.commands.post.administration_fixture import (
    PERMISSIONS,
    administration_of,
    answer,
)
from tests.commands.post.review_fixture import ADMIN, MEMBER
from tests.fakes.chat import FakeReply, person, said
from tests.fakes.usage import caller
from tests.fakes.work import claim_one
from tests.moderation.post_scenario import BOB, CHANNEL, REVIEW_CHAT, PostScenario


@pytest.fixture
def scenario(redis: Redis) -> PostScenario:
    return PostScenario.on(redis)


@pytest.fixture
def administration(scenario) -> AdministrationCommands:
    return administration_of(scenario)


@pytest.fixture
def review(scenario) -> ReviewCommands:
    return ReviewCommands(
        scenario.posts,
        scenario.decisions,
        scenario.controls,
        PERMISSIONS,
        scenario.cards,
    )


@pytest.mark.parametrize("verb", ["pause", "resume", "ban", "unban"])
async def test_every_command_asks_for_the_right(administration, verb):
    with pytest.raises(PostError, match="管理员"):
        await getattr(administration, verb)(said("1", sender_id=MEMBER), FakeReply())


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
