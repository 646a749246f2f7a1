"""Groups: topics, captions, posts that stay there, a group that becomes a supergroup."""

import pytest

from bot.playground.server.state import BotApiChat
from tests.e2e.conftest import assert_no_errors, bot_says, telegram_settings
from tests.fakes.files import docx
from tests.fakes.process import running_bot
from tests.fakes.telegram import AJIE, GROUP, LUCY, REVIEW, XIAOMING, TelegramServer
from tests.fakes.telegram_chats import create_chat, migrate, open_topic

pytestmark = pytest.mark.slow


async def test_a_group_with_topics_that_becomes_a_supergroup(tmp_path):
    async with TelegramServer() as telegram:
        settings = telegram_settings(telegram) | {"BOT_MODERATION__PUBLISH_CHAT_ID": "null"}
        async with running_bot(tmp_path, **settings) as bot:
            await each_topic_has_its_game(telegram)
            await a_file_is_summarised_by_the_command_in_its_caption(telegram)
            await a_post_is_published_in_the_group_it_was_made_in(telegram)
            await a_game_goes_on_in_the_supergroup(telegram)
        assert_no_errors(bot)


async def each_topic_has_its_game(telegram: TelegramServer) -> None:
    topic = open_topic(telegram.server, telegram.state.chats[GROUP], "茶话")
    said = telegram.say(XIAOMING, GROUP, "/idiom 画蛇添足", topic_id=topic)
    played = await bot_says(telegram, GROUP, said, "该接")
    assert played["message_thread_id"] == topic
    said = telegram.say(XIAOMING, GROUP, "/idiom 记录")
    assert "没有接龙" in (await bot_says(telegram, GROUP, said, ""))["text"]


async def a_file_is_summarised_by_the_command_in_its_caption(telegram: TelegramServer) -> None:
    report = docx(["这是一份很长的报告。" * 30])
    said = telegram.send_file(XIAOMING, GROUP, report, "报告.docx", caption="/summarize")
    await bot_says(telegram, GROUP, said, "报告.docx")


async def a_post_is_published_in_the_group_it_was_made_in(telegram: TelegramServer) -> None:
    said = telegram.say(XIAOMING, GROUP, "/post 群里的一篇")
    await telegram.wait_for(lambda: telegram.messages(REVIEW))
    telegram.press(AJIE, telegram.last(REVIEW), "✅ 通过")
    published = await bot_says(telegram, GROUP, said, "群里的一篇")
    assert published["text"] == "群里的一篇"


async def a_game_goes_on_in_the_supergroup(telegram: TelegramServer) -> None:
    members = [XIAOMING, LUCY]
    group = create_chat(telegram.server, BotApiChat(0, "group", "小群", members, [XIAOMING]))
    said = telegram.say(LUCY, group.id, "/idiom 画蛇添足")
    await bot_says(telegram, group.id, said, "Next")
    supergroup = migrate(telegram.server, group).id
    # The migration and the question are handled at the same time, so ask until it is done.
    for _ in range(20):
        said = telegram.say(LUCY, supergroup, "/idiom chain")
        answer = str((await bot_says(telegram, supergroup, said, ""))["text"])
        if "画蛇添足" in answer:
            return
    pytest.fail(f"The game was lost: {answer}")
