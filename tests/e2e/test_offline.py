"""What a newcomer meets: no model, no censor, no Redis."""

import pytest

from tests.e2e.conftest import bot_says
from tests.fakes.files import pdf
from tests.fakes.telegram import AJIE, CHANNEL, LUCY, REVIEW, TEA_HOUSE, XIAOMING

pytestmark = [pytest.mark.process, pytest.mark.asyncio(loop_scope="module")]


async def answer(room, person_id: int, chat_id: int, text: str, containing: str = "") -> str:
    """Say something; return what the bot says to it."""
    said = room.say(person_id, chat_id, text)
    return str((await bot_says(room, chat_id, said, containing))["text"])


async def test_a_newcomer_is_greeted_in_their_language(room, offline_bot):
    assert "你好，小明" in await answer(room, XIAOMING, XIAOMING, "/start")
    assert "Hello Lucy" in await answer(room, LUCY, LUCY, "/start")


async def test_an_idiom_is_answered_with_one_that_links(room, offline_bot):
    said = await answer(room, XIAOMING, TEA_HOUSE, "/idiom 画蛇添足")
    assert "足" in said
    chatter = room.say(LUCY, TEA_HOUSE, "今天天气真不错啊大家")
    room.say(LUCY, TEA_HOUSE, "/idiom")
    answered = await bot_says(room, TEA_HOUSE, chatter, "")
    assert "A game is on" in answered["text"]


async def test_without_a_model_the_bot_says_so_and_still_explains_idioms(room, offline_bot):
    assert "DASHSCOPE_API_KEY" in await answer(room, LUCY, LUCY, "/ask what time is it?")
    explained = await answer(room, XIAOMING, XIAOMING, "/ask 画蛇添足是什么意思")
    assert "huà shé tiān zú" in explained


async def test_a_pdf_in_private_is_excerpted_without_a_command(room, offline_bot):
    sentence = "The quick brown fox jumps over the lazy dog in the morning sun. "
    message = room.send_file(XIAOMING, XIAOMING, pdf([sentence * 3] * 2), "fox.pdf")
    assert "fox.pdf" in (await bot_says(room, XIAOMING, message, "fox"))["text"]


async def test_a_file_that_is_no_document_gets_a_sentence(room, offline_bot):
    message = room.send_file(XIAOMING, XIAOMING, b"\x89PNG\r\n\x1a\n" + bytes(200), "notes.pdf")
    assert "图片" in (await bot_says(room, XIAOMING, message, "notes.pdf"))["text"]


async def test_a_post_goes_to_review_and_an_admin_publishes_it_once(room, offline_bot):
    text = "今天食堂的红烧肉很好吃！"
    said = room.say(XIAOMING, TEA_HOUSE, f"/post {text}")
    await bot_says(room, TEA_HOUSE, said, "#1")
    card = await bot_says(room, REVIEW, said, text)
    assert card["text"].startswith("#1")
    room.press(AJIE, card, "✅ 通过")
    published = await room.wait_for(lambda: room.messages(CHANNEL) and room.last(CHANNEL))
    assert published["text"] == text
    await bot_says(room, TEA_HOUSE, said, "发布")
    assert [message["text"] for message in room.messages(CHANNEL)] == [text]
    cards = room.service.world.chats[REVIEW].messages
    await room.wait_for(lambda: "阿杰" in cards[card["message_id"]]["text"])
    await room.wait_for(lambda: "reply_markup" not in cards[card["message_id"]])


async def test_a_member_cannot_review(room, offline_bot):
    assert "管理员" in await answer(room, XIAOMING, XIAOMING, "/pending")


@pytest.mark.parametrize(
    ("person", "text", "words"),
    [
        (XIAOMING, "/ask", "/ask"),
        (AJIE, "/approve 999", "#999"),
        (AJIE, "/approve", "/approve"),
        (XIAOMING, "/post", "/post"),
        (XIAOMING, "/summarize", "文件"),
        (XIAOMING, "/stop", "没有"),
        (XIAOMING, "/dance", "/dance"),
    ],
)
async def test_wrong_input_gets_one_clear_sentence(room, offline_bot, person, text, words):
    assert words in await answer(room, person, person, text)
