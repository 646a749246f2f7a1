"""aiogram, another common client, parses the objects of the server."""

import importlib
from typing import Any

import pytest

from bot.playground.server.state import BotApiChat
from tests.fakes.telegram import AJIE, CHANNEL, GROUP, LUCY, REVIEW, XIAOMING, TelegramServer
from tests.fakes.telegram_chats import create_chat, migrate

pytestmark = pytest.mark.slow

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x03\x08\x02\0\0\0"


@pytest.fixture
def aiogram() -> Any:
    """The library; its import takes 3 s, so it is not at the top."""
    return importlib.import_module("aiogram")


@pytest.fixture
async def bot(telegram, aiogram):
    server = aiogram.client.telegram.TelegramAPIServer(
        base=f"{telegram.url}/bot{{token}}/{{method}}",
        file=f"{telegram.url}/file/bot{{token}}/{{path}}",
    )
    session = aiogram.client.session.aiohttp.AiohttpSession(api=server)
    async with aiogram.Bot(telegram.token, session=session) as made:
        yield made


async def test_aiogram_parses_every_object_it_is_given(telegram: TelegramServer, bot, aiogram):
    assert (await bot.get_me()).username == "playground_bot"
    telegram.say(XIAOMING, GROUP, "@playground_bot 看 https://example.com")
    telegram.send_file(XIAOMING, XIAOMING, PNG, "a.png", as_photo=True)
    telegram.forward(XIAOMING, telegram.last(GROUP), XIAOMING)
    telegram.say(AJIE, CHANNEL, "公告")
    keyboard = aiogram.types.InlineKeyboardMarkup(
        inline_keyboard=[
            [aiogram.types.InlineKeyboardButton(text="✅ 通过", callback_data="review:ok:1")]
        ]
    )
    card = await bot.send_message(REVIEW, "#1", reply_markup=keyboard)
    telegram.press(AJIE, telegram.last(REVIEW), "✅ 通过")
    updates = await bot.get_updates(timeout=1)
    assert [update.event_type for update in updates] == [
        *["message"] * 3,
        "channel_post",
        "callback_query",
    ]
    assert updates[2].message.forward_origin.type == "user"
    query = updates[-1].callback_query
    assert (query.data, query.message.message_id) == ("review:ok:1", card.message_id)
    assert await bot.answer_callback_query(query.id, text="好")
    with pytest.raises(aiogram.exceptions.TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(query.id)


async def test_aiogram_uses_the_other_methods(telegram: TelegramServer, bot, aiogram):
    sent = await bot.send_document(
        GROUP,
        aiogram.types.BufferedInputFile(b"x", "a.txt"),
        caption="<b>粗</b>",
        parse_mode="HTML",
    )
    assert sent.caption_entities[0].type == "bold"
    copy = await bot.copy_message(LUCY, GROUP, sent.message_id)
    assert telegram.last(LUCY)["message_id"] == copy.message_id
    assert (await bot.forward_message(CHANNEL, GROUP, sent.message_id)).forward_origin
    assert (await bot.get_chat(CHANNEL)).type == "channel"
    assert (await bot.get_chat_member(REVIEW, bot.id)).status == "administrator"
    assert await bot.set_my_commands([aiogram.types.BotCommand(command="ask", description="提问")])
    assert await bot.send_chat_action(GROUP, "typing")
    assert (await bot.get_webhook_info()).url == ""
    assert await bot.delete_message(GROUP, sent.message_id)
    group = create_chat(telegram.server, BotApiChat(0, "group", "旧群", [XIAOMING, AJIE], [AJIE]))
    new = migrate(telegram.server, group)
    with pytest.raises(aiogram.exceptions.TelegramMigrateToChat) as caught:
        await bot.send_message(group.id, "x")
    assert caught.value.migrate_to_chat_id == new.id
    updates = await bot.get_updates()
    assert [update.message.migrate_to_chat_id for update in updates] == [new.id, None]
