"""The bot as a new user starts it: without a model, a censor or a Redis server."""

import pytest
import pytest_asyncio

from tests.e2e.conftest import ask, assert_no_errors, bot_says, new_user, telegram_settings
from tests.fakes.files import pdf
from tests.fakes.process import PROFILE_IMPORTS, imported_packages, running_bot
from tests.fakes.telegram import AJIE, CHANNEL, GROUP, LUCY, REVIEW, XIAOMING

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(telegram, tmp_path_factory):
    folder = tmp_path_factory.mktemp("offline")
    settings = telegram_settings(telegram) | PROFILE_IMPORTS
    async with running_bot(folder, **settings) as process:
        yield process
    assert_no_errors(process)


async def test_a_new_user_is_greeted_in_their_language(telegram, bot):
    assert "你好，小明" in await ask(telegram, XIAOMING, XIAOMING, "/start")
    assert "Hello Lucy" in await ask(telegram, LUCY, LUCY, "/start")


async def test_an_idiom_is_answered_with_one_that_links(telegram, bot):
    assert "足" in await ask(telegram, XIAOMING, GROUP, "/idiom 画蛇添足")
    chatter = telegram.say(LUCY, GROUP, "今天天气真不错啊大家")
    telegram.say(LUCY, GROUP, "/idiom")
    answered = await bot_says(telegram, GROUP, chatter, "")
    assert "接龙正在进行" in answered["text"]


async def test_a_proposed_idiom_can_be_played_after_an_admin_approves_it(telegram, bot):
    said = telegram.say(XIAOMING, GROUP, "/idiom add 躺平摆烂 tang3 ping2 bai3 lan4")
    thanks = await bot_says(telegram, GROUP, said, "谢谢！「躺平摆烂」（tǎng píng bǎi làn）")
    card = await bot_says(telegram, REVIEW, said, "🐉 成语提议：躺平摆烂")
    telegram.press(AJIE, card, "✅ 收下")
    await bot_says(telegram, GROUP, thanks, "收进词典了")
    await bot_says(telegram, REVIEW, said, "阿杰 收下了")
    assert "躺平摆烂 ✓" in await ask(telegram, LUCY, LUCY, "/idiom 躺平摆烂")


async def test_without_a_model_the_bot_says_so_and_still_explains_idioms(telegram, bot):
    assert "DASHSCOPE_API_KEY" in await ask(telegram, LUCY, LUCY, "/ask what time is it?")
    explained = await ask(telegram, XIAOMING, XIAOMING, "/ask 画蛇添足是什么意思")
    assert "huà shé tiān zú" in explained


async def test_without_a_model_neither_a_game_nor_a_question_imports_langchain(telegram, bot):
    await ask(telegram, XIAOMING, XIAOMING, "/idiom 画蛇添足")
    await ask(telegram, XIAOMING, XIAOMING, "/ask 画蛇添足是什么意思")
    imported = imported_packages(bot.log)
    assert "telegram" in imported
    assert not {package for package in imported if package.startswith("langchain")}


async def test_a_pdf_in_private_is_excerpted_without_a_command(telegram, bot):
    sentence = "The quick brown fox jumps over the lazy dog in the morning sun. "
    message = telegram.send_file(XIAOMING, XIAOMING, pdf([sentence * 3] * 2), "fox.pdf")
    assert "fox.pdf" in (await bot_says(telegram, XIAOMING, message, "fox"))["text"]


async def test_a_file_that_is_not_a_document_is_refused_with_a_sentence(telegram, bot):
    person = new_user(telegram)
    message = telegram.send_file(person, person, b"\x89PNG\r\n\x1a\n" + bytes(200), "notes.pdf")
    assert "图片" in (await bot_says(telegram, person, message, "notes.pdf"))["text"]


async def test_a_post_goes_to_review_and_is_published_once_after_an_approval(telegram, bot):
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


async def test_a_member_cannot_review(telegram, bot):
    person = new_user(telegram)
    assert "管理员" in await ask(telegram, person, person, "/pending")


async def test_wrong_input_is_answered_with_one_clear_sentence(telegram, bot):
    first, second = new_user(telegram), new_user(telegram)
    for person, text, words in (
        (AJIE, "/approve 999", "#999"),
        (AJIE, "/approve", "/approve"),
        (first, "/ask", "/ask"),
        (first, "/post", "/post"),
        (first, "/summarize", "文件"),
        (second, "/stop", "没有"),
        (second, "/dance", "/dance"),
    ):
        assert words in await ask(telegram, person, person, text)


async def test_plain_words_of_a_new_user_get_what_they_meant(telegram, bot):
    person = new_user(telegram)
    for text, words in (
        ("你好", "想做什么直接说"),
        ("帮助", "我会这些"),
        ("怎么投稿", "/mypost"),
        ("/hlep", "你是想发 /help 吗"),
        ("我们来玩成语接龙吧", "接龙"),
        ("总结一下今天群里聊了什么", "要在那个群里问我"),
    ):
        assert words in await ask(telegram, person, person, text)


async def test_a_wish_without_its_object_takes_the_next_message(telegram, bot):
    person = new_user(telegram)
    assert "算了" in await ask(telegram, person, person, "总结一下")
    text = "小区的桂花开了，物业说周末清理落叶，请大家把车挪到东门。" * 5
    assert "离线摘录" in await ask(telegram, person, person, text)


async def test_that_there_is_no_model_is_said_once(telegram, bot):
    person = new_user(telegram)
    assert "大模型" in await ask(telegram, person, person, "天空为什么是蓝的")
    assert "大模型" not in await ask(telegram, person, person, "光速是多少")
