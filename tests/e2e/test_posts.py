"""The way of posts through the whole bot: edits, pictures, wording, taking back, pausing."""

from typing import Any

import pytest

from tests.e2e.conftest import assert_no_surprises, bot_says, telegram_settings
from tests.fakes.process import running_bot
from tests.fakes.telegram import AJIE, CHANNEL, LUCY, REVIEW, TEA_HOUSE, XIAOMING, Chatroom

pytestmark = pytest.mark.process

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)


async def test_posts_from_message_to_channel_and_back(tmp_path):
    async with Chatroom() as room:
        settings = telegram_settings(room) | {"BOT_TELEGRAM__LIMITS": "null"}
        async with running_bot(tmp_path, **settings) as bot:
            await an_edit_brings_a_new_card_and_voids_the_old(room)
            await an_admin_rewords_a_post(room)
            await a_publication_is_taken_back(room)
            await a_picture_is_published_with_its_caption(room)
            await a_pause_holds_what_was_approved(room)
            await a_banned_author_is_told(room)
            await an_album_is_one_picture_and_says_so(room)
            await what_could_not_be_published_is_delivered_once_the_bot_is_let_in_again(room)
        assert_no_surprises(bot)


async def card_of(room: Chatroom, number: int, containing: str = "") -> dict[str, Any]:
    """The newest card of a post that can be decided."""

    def found() -> dict[str, Any] | None:
        return next(
            (
                message
                for message in reversed(room.messages(REVIEW))
                if message.get("text", "").startswith(f"#{number} 待审核")
                and containing in message["text"]
            ),
            None,
        )

    card = await room.wait_for(found)
    assert card is not None
    return card


async def in_channel(room: Chatroom, text: str) -> dict[str, Any]:
    """The message of the channel with exactly this text or caption."""

    def found() -> dict[str, Any] | None:
        return next(
            (
                message
                for message in room.messages(CHANNEL)
                if text in (message.get("text"), message.get("caption"))
            ),
            None,
        )

    published = await room.wait_for(found)
    assert published is not None
    return published


async def an_edit_brings_a_new_card_and_voids_the_old(room: Chatroom) -> None:
    said = room.say(XIAOMING, TEA_HOUSE, "/post 今天的饭很好吃")
    old = await card_of(room, 1)
    room.edit(said, "/post 今天的面很好吃")
    await bot_says(room, TEA_HOUSE, said, "重新检查")
    new = await card_of(room, 1, "今天的面")
    assert new["message_id"] != old["message_id"]


async def an_admin_rewords_a_post(room: Chatroom) -> None:
    card = await card_of(room, 1, "今天的面")
    room.press(AJIE, card, "✏️ 改后发")
    prompt = await bot_says(room, REVIEW, card, "回复这条消息")
    room.say(AJIE, REVIEW, "今天的面真好吃！", reply_to=prompt["message_id"])
    await in_channel(room, "今天的面真好吃！")
    assert len(room.messages(CHANNEL)) == 1
    # It stands in the channel before the bot has noted so; what follows needs the note.
    await bot_says(room, TEA_HOUSE, prompt, "已发布")


async def a_publication_is_taken_back(room: Chatroom) -> None:
    asked = room.say(AJIE, AJIE, "/undo 1")
    await bot_says(room, AJIE, asked, "已撤下")
    await room.wait_for(lambda: not room.messages(CHANNEL))
    asked = room.say(AJIE, AJIE, "/audit 1")
    record = await bot_says(room, AJIE, asked, "#1")
    assert "作者改了原文" in record["text"]
    assert "改后发" in record["text"]
    assert "发布后撤下（撤下）" in record["text"]


async def a_picture_is_published_with_its_caption(room: Chatroom) -> None:
    room.send_file(LUCY, TEA_HOUSE, PNG, "dusk.png", caption="/post 晚霞", as_photo=True)
    card = await card_of(room, 2)
    assert any("photo" in message for message in room.messages(REVIEW))
    room.press(AJIE, card, "✅ 通过")
    published = await in_channel(room, "晚霞")
    assert published["photo"]


async def a_pause_holds_what_was_approved(room: Chatroom) -> None:
    said = room.say(XIAOMING, TEA_HOUSE, "/post 先等等")
    card = await card_of(room, 3)
    asked = room.say(AJIE, AJIE, "/pause")
    await bot_says(room, AJIE, asked, "已暂停")
    room.press(AJIE, card, "✅ 通过")
    await room.wait_for(lambda: "发布中" in _now(room, card)["text"])
    room.say(LUCY, TEA_HOUSE, "/post another one")
    await bot_says(room, TEA_HOUSE, said, "#4")
    assert len(room.messages(CHANNEL)) == 1
    room.say(AJIE, AJIE, "/resume")
    await in_channel(room, "先等等")


async def a_banned_author_is_told(room: Chatroom) -> None:
    room.press(AJIE, await card_of(room, 4), "🚫 封禁")
    await bot_says(room, TEA_HOUSE, room.messages(TEA_HOUSE)[0], "#4 was not accepted")
    said = room.say(LUCY, TEA_HOUSE, "/post once more")
    await bot_says(room, TEA_HOUSE, said, "suspended")


async def an_album_is_one_picture_and_says_so(room: Chatroom) -> None:
    for number, caption in enumerate(("/post 一组照片", "", "")):
        room.send_file(
            XIAOMING, XIAOMING, PNG, f"{number}.png", caption=caption, as_photo=True, album="9"
        )
    asked = room.say(XIAOMING, XIAOMING, "/mypost")
    await bot_says(room, XIAOMING, asked, "一组照片")
    told = [made["text"] for made in room.messages(XIAOMING) if made["from"]["is_bot"]]
    assert "只收这一张图片" in told[0]
    assert not any("我只能读文字" in text for text in told)


async def what_could_not_be_published_is_delivered_once_the_bot_is_let_in_again(
    room: Chatroom,
) -> None:
    channel = room.service.world.chats[CHANNEL]
    said = room.say(XIAOMING, TEA_HOUSE, "/post 频道进不去的时候")
    card = await bot_says(room, REVIEW, said, "频道进不去的时候")
    room.service.places.set_bot_status(channel, "kicked", AJIE)
    room.press(AJIE, card, "✅ 通过")
    await bot_says(room, TEA_HOUSE, said, "没能发布")
    room.service.places.set_bot_status(channel, "administrator", AJIE)
    asked = room.say(AJIE, AJIE, "/deadletter retry")
    await bot_says(room, AJIE, asked, "重新排队")
    await in_channel(room, "频道进不去的时候")


def _now(room: Chatroom, message: dict[str, Any]) -> dict[str, Any]:
    return next(now for now in room.messages(REVIEW) if now["message_id"] == message["message_id"])
