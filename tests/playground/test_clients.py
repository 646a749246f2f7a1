"""python-telegram-bot parses the objects of the server."""

from datetime import timedelta

import pytest
from telegram import BotCommand, InputMediaPhoto, MessageEntity, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, RetryAfter
from telegram.ext import ExtBot

from bot.playground.server.chat_members import set_bot_status
from bot.playground.server.state import BotApiChat
from tests.fakes.telegram import AJIE, CHANNEL, GROUP, LUCY, REVIEW, XIAOMING, TelegramServer
from tests.fakes.telegram_chats import create_chat, migrate

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x03\x08\x02\0\0\0"


@pytest.fixture
async def ptb(telegram):
    async with ExtBot(
        telegram.token, base_url=f"{telegram.url}/bot", base_file_url=f"{telegram.url}/file/bot"
    ) as bot:
        yield bot


async def test_ptb_receives_a_text_and_answers_it(telegram: TelegramServer, ptb):
    said = telegram.say(XIAOMING, GROUP, "/idiom@playground_bot 一心一意")
    (update,) = await ptb.get_updates(timeout=5)
    assert update.message.message_id == said["message_id"]
    assert update.message.from_user.language_code == "zh-hans"
    assert update.message.parse_entities() == {
        MessageEntity("bot_command", 0, 21): "/idiom@playground_bot"
    }
    sent = await ptb.send_message(
        GROUP, "意气风发", reply_parameters=ReplyParameters(said["message_id"])
    )
    assert sent.reply_to_message.text.endswith("一心一意")
    assert telegram.last(GROUP)["text"] == "意气风发"
    await sent.edit_text("意在言外")
    assert telegram.last(GROUP)["text"] == "意在言外"


async def test_ptb_raises_its_own_error_for_each_kind_of_failure(
    telegram: TelegramServer, ptb, monkeypatch
):
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # else PTB warns that the type will change
    group = create_chat(telegram.server, _group())
    migrate(telegram.server, group)
    with pytest.raises(ChatMigrated):
        await ptb.send_message(group.id, "x")
    set_bot_status(telegram.server, telegram.state.chats[LUCY], "kicked", LUCY)
    with pytest.raises(Forbidden, match="blocked"):
        await ptb.send_message(LUCY, "x")
    telegram.fault("sendMessage", retry_after=7)
    with pytest.raises(RetryAfter) as caught:
        await ptb.send_message(XIAOMING, "x")
    assert caught.value.retry_after == timedelta(seconds=7)
    with pytest.raises(BadRequest, match="Message text is empty"):
        await ptb.send_message(XIAOMING, "")
    await ptb.set_webhook("http://127.0.0.1:1/hook")
    with pytest.raises(Conflict):
        await ptb.get_updates()


async def test_ptb_downloads_and_sends_files(telegram: TelegramServer, ptb):
    telegram.send_file(XIAOMING, XIAOMING, "第一章".encode(), "书.txt", caption="总结")
    (update,) = await ptb.get_updates(timeout=5)
    document = update.message.document
    assert (document.file_name, document.mime_type) == ("书.txt", "text/plain")
    source = await ptb.get_file(document.file_id)
    assert bytes(await source.download_as_bytearray()).decode() == "第一章"
    sent = await ptb.send_document(XIAOMING, b"1,2", filename="表.csv", caption="好了")
    assert telegram.last(XIAOMING)["document"]["file_name"] == "表.csv"
    assert sent.caption == "好了"
    photo = await ptb.send_photo(XIAOMING, PNG)
    assert (photo.photo[0].width, photo.photo[0].height) == (2, 3)


async def test_ptb_sends_albums_of_uploads_and_file_ids(telegram: TelegramServer, ptb):
    first = await ptb.send_photo(XIAOMING, PNG)
    album = [InputMediaPhoto(first.photo[-1].file_id), InputMediaPhoto(PNG)]
    sent = await ptb.send_media_group(XIAOMING, album, caption="两张")
    assert len({message.media_group_id for message in sent}) == 1
    assert [message.caption for message in sent] == ["两张", None]
    file = await ptb.send_document(XIAOMING, PNG, filename="a.png")
    with pytest.raises(BadRequest, match="file of type document as photo"):
        await ptb.send_photo(XIAOMING, file.document.file_id)
    with pytest.raises(BadRequest, match="caption is too long"):
        await ptb.send_media_group(XIAOMING, album, caption="字" * 1025)
    long = PNG.replace(b"\0\0\0\x02", b"\0\0\x20\0")
    with pytest.raises(BadRequest, match="Photo_invalid_dimensions"):
        await ptb.send_photo(XIAOMING, long)
    assert len(telegram.messages(XIAOMING)) == 4


async def test_ptb_reads_chats_members_and_commands(telegram: TelegramServer, ptb):
    assert (await ptb.get_chat(GROUP)).title == "成语茶馆"
    assert [admin.user.id for admin in await ptb.get_chat_administrators(CHANNEL)] == [
        AJIE,
        ptb.id,
    ]
    assert (await ptb.get_chat_member(GROUP, LUCY)).status == "member"
    assert (await ptb.get_chat_member(REVIEW, LUCY)).status == "left"
    assert await ptb.get_chat_member_count(GROUP) == 4
    await ptb.set_my_commands([BotCommand("ask", "提问")], language_code="zh")
    assert (await ptb.get_my_commands(language_code="zh"))[0].description == "提问"


def _group() -> BotApiChat:
    return BotApiChat(0, "group", "旧群", [XIAOMING, AJIE], [AJIE])
