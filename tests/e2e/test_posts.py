"""Posts: edits, pictures, rewording, undo, pause, ban, dead letters."""

from functools import partial
from typing import Any

import pytest

from bot.playground.server.chat_members import set_bot_status
from tests.e2e.conftest import assert_no_errors, bot_says, telegram_settings
from tests.fakes.process import forked_bot
from tests.fakes.telegram import AJIE, CHANNEL, GROUP, LUCY, REVIEW, XIAOMING, TelegramServer

pytestmark = pytest.mark.slow

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)


async def test_posts_from_submission_to_publication_and_undo(tmp_path):
    async with TelegramServer() as telegram:
        settings = telegram_settings(telegram) | {"BOT_TELEGRAM__LIMITS": "null"}
        async with forked_bot(tmp_path, **settings) as bot:
            await an_edit_makes_a_new_card(telegram)
            await an_admin_rewords_a_post(telegram)
            await a_publication_is_undone(telegram)
            await a_picture_is_published_with_its_caption(telegram)
            await a_pause_delays_an_approved_post(telegram)
            await a_banned_author_is_told(telegram)
            await a_failed_post_can_be_retried_after_the_bot_has_access_again(telegram)
        assert_no_errors(bot)


async def card_of(telegram: TelegramServer, number: int, containing: str = "") -> dict[str, Any]:
    """The newest card of a post that is waiting for review."""

    def found() -> dict[str, Any] | None:
        return next(
            (
                message
                for message in reversed(telegram.messages(REVIEW))
                if message.get("text", "").startswith(f"#{number} 待审核")
                and containing in message["text"]
            ),
            None,
        )

    card = await telegram.wait_for(found)
    assert card is not None
    return card


async def in_channel(telegram: TelegramServer, text: str) -> dict[str, Any]:
    """The message of the channel with exactly this text or caption."""

    def found() -> dict[str, Any] | None:
        return next(
            (
                message
                for message in telegram.messages(CHANNEL)
                if text in (message.get("text"), message.get("caption"))
            ),
            None,
        )

    published = await telegram.wait_for(found)
    assert published is not None
    return published


async def an_edit_makes_a_new_card(telegram: TelegramServer) -> None:
    said = telegram.say(XIAOMING, GROUP, "/post 今天的饭很好吃")
    old = await card_of(telegram, 1)
    telegram.edit(said, "/post 今天的面很好吃")
    await bot_says(telegram, GROUP, said, "重新检查")
    new = await card_of(telegram, 1, "今天的面")
    assert new["message_id"] != old["message_id"]


async def an_admin_rewords_a_post(telegram: TelegramServer) -> None:
    card = await card_of(telegram, 1, "今天的面")
    telegram.press(AJIE, card, "✏️ 改后发")
    prompt = await bot_says(telegram, REVIEW, card, "回复这条消息")
    telegram.say(AJIE, REVIEW, "今天的面真好吃！", reply_to=prompt["message_id"])
    await in_channel(telegram, "今天的面真好吃！")
    assert len(telegram.messages(CHANNEL)) == 1
    # The channel shows it before the bot has stored that; what follows needs the stored state.
    told = await bot_says(telegram, GROUP, telegram.messages(GROUP)[0], "#1 已发布")
    assert len([m for m in telegram.messages(GROUP) if "投稿 #1" in m["text"]]) == 1
    assert f"/c/1000000003/{telegram.messages(CHANNEL)[0]['message_id']}" in str(told["entities"])


async def a_publication_is_undone(telegram: TelegramServer) -> None:
    asked = telegram.say(AJIE, AJIE, "/undo 1")
    await bot_says(telegram, AJIE, asked, "已撤下")
    await telegram.wait_for(lambda: not telegram.messages(CHANNEL))
    asked = telegram.say(AJIE, AJIE, "/audit 1")
    record = await bot_says(telegram, AJIE, asked, "#1")
    assert "作者改了原文" in record["text"]
    assert "改后发" in record["text"]
    assert "发布后撤下（撤下）" in record["text"]


async def a_picture_is_published_with_its_caption(telegram: TelegramServer) -> None:
    telegram.send_file(LUCY, GROUP, PNG, "dusk.png", caption="/post 晚霞", as_photo=True)
    card = await card_of(telegram, 2)
    assert any("photo" in message for message in telegram.messages(REVIEW))
    telegram.press(AJIE, card, "✅ 通过")
    published = await in_channel(telegram, "晚霞")
    assert published["photo"]


async def a_pause_delays_an_approved_post(telegram: TelegramServer) -> None:
    said = telegram.say(XIAOMING, GROUP, "/post 先等等")
    card = await card_of(telegram, 3)
    asked = telegram.say(AJIE, AJIE, "/pause")
    await bot_says(telegram, AJIE, asked, "已暂停")
    telegram.press(AJIE, card, "✅ 通过")
    await telegram.wait_for(lambda: "发布中" in _now(telegram, card)["text"])
    telegram.say(LUCY, GROUP, "/post another one")
    await bot_says(telegram, GROUP, said, "#4")
    assert len(telegram.messages(CHANNEL)) == 1
    telegram.say(AJIE, AJIE, "/resume")
    await in_channel(telegram, "先等等")


async def a_banned_author_is_told(telegram: TelegramServer) -> None:
    card = await card_of(telegram, 4)
    for label in ("🚫 封禁", "🚫 确定拒绝并封禁作者", "广告"):
        await telegram.wait_for(partial(_has_button, telegram, card, label))
        telegram.press(AJIE, card, label)
    await bot_says(telegram, GROUP, telegram.messages(GROUP)[0], "#4 没有通过。原因：广告")
    said = telegram.say(LUCY, GROUP, "/post once more")
    await bot_says(telegram, GROUP, said, "暂停了你的投稿资格")


async def a_failed_post_can_be_retried_after_the_bot_has_access_again(
    telegram: TelegramServer,
) -> None:
    channel = telegram.state.chats[CHANNEL]
    said = telegram.say(XIAOMING, GROUP, "/post 频道进不去的时候")
    card = await bot_says(telegram, REVIEW, said, "频道进不去的时候")
    set_bot_status(telegram.server, channel, "kicked", AJIE)
    telegram.press(AJIE, card, "✅ 通过")
    await bot_says(telegram, GROUP, said, "没能发布")
    set_bot_status(telegram.server, channel, "administrator", AJIE)
    asked = telegram.say(AJIE, AJIE, "/deadletter retry")
    await bot_says(telegram, AJIE, asked, "重新排队")
    await in_channel(telegram, "频道进不去的时候")


def _has_button(telegram: TelegramServer, message: dict[str, Any], label: str) -> bool:
    return label in str(_now(telegram, message).get("reply_markup"))


def _now(telegram: TelegramServer, message: dict[str, Any]) -> dict[str, Any]:
    return next(
        now for now in telegram.messages(REVIEW) if now["message_id"] == message["message_id"]
    )
