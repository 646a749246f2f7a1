"""What a newcomer meets: no model, no censor, no Redis."""

import pytest

from tests.e2e.conftest import bot_says
from tests.fakes.files import pdf
from tests.fakes.telegram import AJIE, CHANNEL, GROUP, LUCY, REVIEW, XIAOMING

pytestmark = [pytest.mark.process, pytest.mark.asyncio(loop_scope="module")]


async def answer(telegram, person_id: int, chat_id: int, text: str, containing: str = "") -> str:
    """Say something; return what the bot says to it."""
    said = telegram.say(person_id, chat_id, text)
    return str((await bot_says(telegram, chat_id, said, containing))["text"])


async def test_a_newcomer_is_greeted_in_their_language(telegram, offline_bot):
    assert "你好，小明" in await answer(telegram, XIAOMING, XIAOMING, "/start")
    assert "Hello Lucy" in await answer(telegram, LUCY, LUCY, "/start")


async def test_an_idiom_is_answered_with_one_that_links(telegram, offline_bot):
    said = await answer(telegram, XIAOMING, GROUP, "/idiom 画蛇添足")
    assert "足" in said
    chatter = telegram.say(LUCY, GROUP, "今天天气真不错啊大家")
    telegram.say(LUCY, GROUP, "/idiom")
    answered = await bot_says(telegram, GROUP, chatter, "")
    assert "A game is on" in answered["text"]


async def test_without_a_model_the_bot_says_so_and_still_explains_idioms(telegram, offline_bot):
    assert "DASHSCOPE_API_KEY" in await answer(telegram, LUCY, LUCY, "/ask what time is it?")
    explained = await answer(telegram, XIAOMING, XIAOMING, "/ask 画蛇添足是什么意思")
    assert "huà shé tiān zú" in explained


async def test_a_pdf_in_private_is_excerpted_without_a_command(telegram, offline_bot):
    sentence = "The quick brown fox jumps over the lazy dog in the morning sun. "
    message = telegram.send_file(XIAOMING, XIAOMING, pdf([sentence * 3] * 2), "fox.pdf")
    assert "fox.pdf" in (await bot_says(telegram, XIAOMING, message, "fox"))["text"]


async def test_a_file_that_is_no_document_gets_a_sentence(telegram, offline_bot):
    message = telegram.send_file(XIAOMING, XIAOMING, b"\x89PNG\r\n\x1a\n" + bytes(200), "notes.pdf")
    assert "图片" in (await bot_says(telegram, XIAOMING, message, "notes.pdf"))["text"]


async def test_a_post_goes_to_review_and_an_admin_publishes_it_once(telegram, offline_bot):
    text = "今天食堂的红烧肉很好吃！"
    said = telegram.say(XIAOMING, GROUP, f"/post {text}")
    await bot_says(telegram, GROUP, said, "#1")
    card = await bot_says(telegram, REVIEW, said, text)
    assert card["text"].startswith("#1")
    telegram.press(AJIE, card, "✅ 通过")
    published = await telegram.wait_for(
        lambda: telegram.messages(CHANNEL) and telegram.last(CHANNEL)
    )
    assert published["text"] == text
    await bot_says(telegram, GROUP, said, "发布")
    assert [message["text"] for message in telegram.messages(CHANNEL)] == [text]
    cards = telegram.state.chats[REVIEW].messages
    await telegram.wait_for(lambda: "阿杰" in cards[card["message_id"]]["text"])
    await telegram.wait_for(lambda: "reply_markup" not in cards[card["message_id"]])


async def test_a_member_cannot_review(telegram, offline_bot):
    assert "管理员" in await answer(telegram, XIAOMING, XIAOMING, "/pending")


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
async def test_wrong_input_gets_one_clear_sentence(telegram, offline_bot, person, text, words):
    assert words in await answer(telegram, person, person, text)
